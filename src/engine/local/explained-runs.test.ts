import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Agent, AgentProfile } from '../../core/agent.ts';
import { RetryableError, TerminalError } from '../../core/agent-error.ts';
import { agentId, taskId } from '../../core/ids.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { makeTask, type Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import { explainRun, explainTask } from '../../report/explain.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import { ManualClock, runOnClock } from '../../testing/manual-clock.ts';
import { openLocalEngine } from './local-engine.ts';

/** What an attempt comes to: so many ms, and an error unless it succeeds. */
interface Fate {
  readonly ms: number;
  readonly error?: Error;
}

function agent(id: string, given: Partial<AgentProfile>, fate: (task: string, attempt: number) => Fate): Agent {
  return {
    profile: {
      id: agentId(id),
      kind: 'model',
      description: '',
      capabilities: { '*': 0.9 },
      slots: 1,
      limits: [],
      price: { perAttemptUsd: 0.01 },
      ...given,
    },
    perform: async ({ task, attempt }, call) => {
      const { ms, error } = fate(task.id, attempt);
      await call.sleep(ms);
      if (error !== undefined) throw error;
      return { output: 'done', costUsd: 0.01 };
    },
  };
}

function task(id: string, durationMs: number, given: Partial<Task> = {}): Task {
  return makeTask({ id: taskId(id), instruction: id, estimate: { durationMs, inputTokens: 0, outputTokens: 0 }, ...given });
}

/** Runs plans on a team, the later ones so many ms after the first, and gives the records. */
async function play(
  agents: readonly Agent[],
  plans: readonly { readonly tasks: readonly Task[]; readonly priority?: number; readonly afterMs?: number; readonly budgetUsd?: number }[],
  team: Partial<Team> = {},
): Promise<RunRecord[]> {
  const clock = new ManualClock(1000);
  const engine = openLocalEngine({
    team: { agents: agents.map(({ profile }) => profile), limits: {}, resources: {}, ...team },
    agents,
    store: createMemoryStore(),
    clock,
    composeAnswer: () => ({ answer: '', missing: [], artifacts: [] }),
  });
  const records: Promise<RunRecord>[] = [];
  for (const { tasks, priority = 0, afterMs = 0, ...terms } of plans) {
    if (afterMs > 0) await runOnClock(clock, new Promise<void>((resolve) => clock.at(1000 + afterMs, resolve)));
    const { finished } = await engine.start({
      request: 'do it',
      planner: givenPlan({ tasks }),
      options: { objective: 'fastest', priority, seed: 7, inputs: [], directory: join(tmpdir(), 'unused'), ...terms },
    });
    records.push(finished);
  }
  return runOnClock(clock, Promise.all(records));
}

const storyOf = (record: RunRecord | undefined, id: string): string[] =>
  record === undefined ? [] : explainTask(record, taskId(id)).filter((line) => /^(Attempt|Held|Given|Skipped|Blocked| {2})/.test(line));

const ok = () => ({ ms: 100 });
const quick = (fate: (task: string, attempt: number) => Fate = ok) => agent('quick', { latencyMs: { '*': 100 } }, fate);
const slow = (fate: (task: string, attempt: number) => Fate = () => ({ ms: 900 })) => agent('slow', { latencyMs: { '*': 900 } }, fate);

describe('skein explain says why', () => {
  it('an agent was given a task: who was weighed, and what ruled each out', async () => {
    const writer = agent('writer', { capabilities: { writing: 1 } }, ok);
    const [record] = await play([slow(), quick(), writer], [{ tasks: [task('t', 100, { capabilities: ['data'] })] }]);
    expect(storyOf(record, 't')).toEqual([
      'Attempt 1 by quick at 0 ms, succeeded after 100 ms, $0.01',
      '  Why quick: best expected utility of 2 agents (success 90 %, done in 100 ms, $0.01)',
      '  agent   done in  success   cost  utility',
      '  quick    100 ms     90 %  $0.01    -0.05  chosen',
      '  slow     900 ms     90 %  $0.01   -0.272',
      '  writer                                    ruled out: has no data',
    ]);
  });

  it('a plan made ahead gave it a task', async () => {
    const [record] = await play([quick(), slow()], [{ tasks: [task('one', 100), task('two', 100)] }]);
    expect(storyOf(record, 'two')).toEqual([
      'Attempt 1 by quick at 100 ms, succeeded after 100 ms, $0.01',
      '  Why quick: by the best plan found for the whole run',
      '  agent  done in  success   cost  utility',
      '  quick   100 ms     92 %  $0.01  -0.0475  chosen',
      '  slow                                     ruled out: the plan gives the task to another agent',
    ]);
  });

  it('a task waits for limits to leave room', async () => {
    const limits = { key: { requestsPerMinute: 1 } };
    const [record] = await play([agent('a', { limits: ['key'] }, ok)], [{ tasks: [task('one', 100), task('two', 100)] }], { limits });
    expect(storyOf(record, 'two').slice(0, 3)).toEqual([
      'Held back at 100 ms until 1m 00s: waits 59.9 s for a, which keeps to its limits: nobody else can do it',
      '  agent  done in  success   cost  utility',
      '  a       1m 00s     92 %  $0.01    -16.7  keeps to its limits',
    ]);
  });

  it('a task moved after failures, and its agent rests', async () => {
    const broken = new RetryableError('500', 'it broke');
    const [record] = await play(
      [quick(() => ({ ms: 100, error: broken })), slow()],
      [{ tasks: Array.from({ length: 3 }, (_, index) => task(`t${index}`, 100, { attempts: 9 })) }],
    );
    const told = ['t0', 't1'].flatMap((id) => storyOf(record, id).filter((line) => /^Held|Why|rests/.test(line)));
    expect(told).toEqual([
      '  Why quick: by the best plan found for the whole run',
      'Held back at 100 ms until 350 ms: waits 250 ms for quick, which lets the task be for a while after failing at it: better than any agent that is free now',
      '  Why quick: another try: best expected utility of 2 agents (success 36 %, done in 100 ms, $0.01)',
      '  Why slow: given to another agent after a failure: best expected utility of 2 agents (success 90 %, done in 900 ms, $0.01)',
      'Held back at 100 ms until 450 ms: waits 350 ms for quick, which is busy: better than any agent that is free now',
      '  Why quick: best expected utility of 2 agents (success 60 %, done in 100 ms, $0.01)',
      'Held back at 550 ms until 1.4 s: waits 800 ms for slow, which is busy: better than any agent that is free now',
      '  quick   30.1 s   25.9 %  $0.01    -8.48  rests after 3 failures in a row',
      '  Why slow: given to another agent after a failure: best expected utility of 2 agents (success 92 %, done in 900 ms, $0.01)',
      '  quick   29.3 s   25.9 %  $0.01    -8.26  rests after 3 failures in a row',
    ]);
  });

  it('a late attempt got a twin, and which of the two was stopped', async () => {
    const fate = (_: string, attempt: number) => ({ ms: attempt === 1 ? 100_000 : 10_000 });
    const [record] = await play([agent('a', {}, fate), agent('b', {}, fate)], [{ tasks: [task('t', 10_000)] }]);
    expect(storyOf(record, 't').filter((line) => !/^ {2}[ab] /.test(line))).toEqual([
      'Attempt 1 by a at 0 ms, cancelled after 32.8 s, $0.01',
      '  Why a: best expected utility of 2 agents (success 90 %, done in 10.0 s, $0.01)',
      '  agent  done in  success   cost  utility',
      '  Cancelled: another attempt at the task was first',
      'Attempt 2 by b at 22.8 s, succeeded after 10.0 s, $0.01',
      '  Why b: a twin of attempt 1 on a, which has run for 22.8 s where 10.0 s were expected: the first to succeed wins',
    ]);
  });

  it('an attempt made room for something more urgent', async () => {
    const [low, high] = await play(
      [agent('a', {}, (id) => ({ ms: id === 'long' ? 100_000 : 1000 }))],
      [{ tasks: [task('long', 100_000, { preemptible: true })] }, { tasks: [task('now', 1000)], priority: 2, afterMs: 10_000 }],
    );
    expect(storyOf(low, 'long').filter((line) => /Attempt|Why|Cancelled/.test(line))).toEqual([
      'Attempt 1 by a at 0 ms, cancelled after 10.0 s, $0.01',
      '  Why a: the only agent that can do it',
      `  Cancelled: makes room for now of run ${high?.run}, which is more urgent`,
      'Attempt 2 by a at 11.0 s, succeeded after 1m 40s, $0.01',
      '  Why a: once more: the only agent that can do it',
    ]);
    if (low !== undefined) expect(explainRun(low)).toContain(`    cancelled: makes room for now of run ${high?.run}, which is more urgent`);
  });

  it('a task was given up, skipped or blocked, with all that stood in its way', async () => {
    const cannot = agent('a', { latencyMs: { '*': 10 } }, () => ({
      ms: 10,
      error: new TerminalError('refused', 'cannot do that'),
    }));
    const odd = task('odd', 10, { optional: true, capabilities: ['juggling'] });
    const after = task('after', 10, { dependsOn: [{ task: taskId('t'), optional: false }] });
    const dear = agent('b', { price: { perAttemptUsd: 0.02 }, capabilities: { '*': 0.9, juggling: 0 } }, ok);
    const [record] = await play(
      [{ ...cannot, profile: { ...cannot.profile, capabilities: { '*': 0.9, juggling: 0 } } }, dear],
      [{ tasks: [task('t', 10), odd, after], budgetUsd: 0.025 }],
    );
    expect(storyOf(record, 't').at(-1)).toBe(
      'Given up: cannot do that (a: cannot do it (it said so when it tried); b: costs more than the $0.015 left of the budget)',
    );
    expect(storyOf(record, 'odd')).toEqual(['Skipped: no agent of the team has juggling']);
    expect(storyOf(record, 'after')).toEqual(['Blocked: it needs t, which did not succeed']);
  });
});
