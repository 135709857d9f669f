import { describe, expect, it } from 'vitest';
import { runIsolated } from '../../../src/agents/embedded/library/isolated.ts';
import type { Agent, AgentProfile } from '../../../src/core/agent.ts';
import { TerminalError } from '../../../src/core/agent-error.ts';
import { agentId, runId, taskId } from '../../../src/core/ids.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import { makeTask, type Task } from '../../../src/core/task.ts';
import { openLocalEngine } from '../../../src/engine/local/local-engine.ts';
import { givenPlan } from '../../../src/plan/given-plan.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import { ManualClock, runOnClock } from '../../../src/testing/manual-clock.ts';

const profile = (slots: number): AgentProfile => ({
  id: agentId('ann'),
  kind: 'scripted',
  description: '',
  capabilities: { '*': 1 },
  slots,
  limits: [],
  price: { perAttemptUsd: 0 },
});

const RUN = runId('run');

/** Runs a plan with one agent, to its end. */
async function run(tasks: readonly Task[], agent: Agent, store: RunStore = createMemoryStore()): Promise<RunRecord> {
  const clock = new ManualClock();
  const engine = openLocalEngine({ team: { agents: [agent.profile], limits: {}, resources: {} }, agents: [agent], store, clock });
  const { finished } = await engine.start({
    run: RUN,
    request: 'do it',
    planner: givenPlan({ tasks }),
    options: { objective: 'fastest', priority: 0, seed: 1, inputs: [], directory: '/nowhere' },
  });
  return runOnClock(clock, finished);
}

describe('agents at fault', () => {
  it('leave a run of ten thousand tasks that all fail at once with ten thousand failures, each once', async () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) => makeTask({ id: taskId(`t${index}`), instruction: `task ${index}` }));
    const failing: Agent = {
      profile: profile(10_000),
      perform: async (_, call) => {
        await call.sleep(1000);
        throw new TerminalError('broken', 'nobody can', { for: 'task' });
      },
    };
    const store = createMemoryStore();
    const record = await run(tasks, failing, store);
    expect(record.status).toBe('failed');
    const failed = store.events(RUN).flatMap((event) => (event.type === 'task-failed' ? [event.task] : []));
    expect(failed).toHaveLength(10_000);
    expect(new Set(failed).size).toBe(10_000);
    // All began at 0 and ended at 1000: nothing was put off.
    expect(record.endedAtMs).toBe(1000);
  });

  it('are given up when they never answer, and told to stop', async () => {
    const signals: AbortSignal[] = [];
    const silent: Agent = {
      profile: profile(1),
      perform: (_, call) => {
        signals.push(call.signal);
        return new Promise(() => {});
      },
    };
    const record = await run([makeTask({ id: taskId('t'), instruction: 'wait', attempts: 2, timeoutMs: 1000 })], silent);
    expect(record.status).toBe('failed');
    // The second attempt comes after a pause of 250 ms, and lasts as long.
    expect(record.endedAtMs).toBe(1000 + 250 + 1000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('may flood: 10 MB of output are kept once, outside the journal, and the answer stays readable', async () => {
    const flood = 'flood '.repeat(Math.ceil(10_000_000 / 6));
    const flooding: Agent = {
      profile: profile(1),
      perform: async (_, call) => {
        for (let line = 0; line < 10_000; line++) call.progress('glug');
        return { output: flood };
      },
    };
    const store = createMemoryStore();
    const tasks = [
      makeTask({ id: taskId('first'), instruction: 'flood' }),
      makeTask({ id: taskId('second'), instruction: 'flood', dependsOn: [{ task: taskId('first'), optional: false }] }),
    ];
    const record = await run(tasks, flooding, store);
    expect(record.status).toBe('succeeded');
    const largest = Math.max(...store.events(RUN).map((event) => JSON.stringify(event).length));
    expect(largest).toBeLessThan(100_000);
    // 1,666,667 times `flood`, and as many spaces but the last; 60,000 is 10,000 of each, the last space left out.
    expect(record.answer).toContain('9,940,002 more characters: see the output of second in "skein show run --json".');
  });

  it('in a thread of their own run out of memory alone', async () => {
    const greedy = 'const kept = []; for (;;) kept.push(new Array(100000).fill(kept.length));';
    await expect(runIsolated(greedy, {}, { timeoutMs: 60_000, maxHeapMb: 32 }, new AbortController().signal)).rejects.toThrow(
      'it takes more than 32 MB of memory to read',
    );
  });

  it('in a thread of their own that never end are ended', async () => {
    const endless = 'for (;;) {}';
    await expect(runIsolated(endless, {}, { timeoutMs: 100, maxHeapMb: 32 }, new AbortController().signal)).rejects.toThrow(
      'it takes more than 0.1 s to read',
    );
  });
});
