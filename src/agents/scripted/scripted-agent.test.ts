import { describe, expect, it } from 'vitest';
import type { Call, Work } from '../../core/agent.ts';
import { AgentError } from '../../core/agent-error.ts';
import { runId, taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import type { Script } from './script.ts';
import { scriptedAgent } from './scripted-agent.ts';

const coding = makeTask({ id: taskId('build'), instruction: 'build it', capabilities: ['coding'] });

function workOn(task: Task, seed: number, attempt = 1): Work {
  return {
    run: runId('r1'),
    task,
    attempt,
    idempotencyKey: `r1/${task.id}/${attempt}`,
    request: 'rehearse',
    dependencies: [],
    inputs: [],
    seed,
  };
}

/** Performs one attempt on a clock that only adds up: what it gave or threw, and how long it would have taken. */
async function attempt(script: Script, { task = coding, seed = 1 } = {}) {
  const sleeps: number[] = [];
  const call: Call = {
    signal: new AbortController().signal,
    sleep: async (durationMs) => void sleeps.push(durationMs),
    progress: () => {},
    artifactPath: () => Promise.reject(new Error('a script makes no files')),
  };
  const agent = scriptedAgent({ id: 'rehearsal', capabilities: { coding: 0.9 } }, script);
  const result = await agent.perform(workOn(task, seed), call).then(
    (outcome) => ({ outcome, error: undefined }),
    (error: unknown) => ({ outcome: undefined, error }),
  );
  return { ...result, latencyMs: sleeps.reduce((sum, sleep) => sum + sleep, 0) };
}

describe('scriptedAgent', () => {
  it('says which attempt it did when its script names no output', async () => {
    const { outcome } = await attempt({ costUsd: 0.01 });
    expect(outcome).toEqual({ output: { agent: 'rehearsal', task: 'build', attempt: 1 }, costUsd: 0.01 });
  });

  it('gives a sample of the output that the task asks for', async () => {
    const task = makeTask({
      id: taskId('t'),
      instruction: 'x',
      output: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    });
    expect((await attempt({}, { task })).outcome?.output).toEqual({ n: 0 });
  });

  it('gives the output of its script', async () => {
    expect((await attempt({ output: null })).outcome?.output).toBeNull();
    expect((await attempt({ output: ['done'] })).outcome?.output).toEqual(['done']);
  });

  it('takes the latency of the longest capability, of the estimate, or 100 ms', async () => {
    const both = makeTask({ id: taskId('both'), instruction: 'x', capabilities: ['coding', 'design'] });
    expect((await attempt({ latencyMs: 250 })).latencyMs).toBe(250);
    expect((await attempt({ latencyMs: { coding: 20, '*': 70 } }, { task: both })).latencyMs).toBe(70);
    const estimated = makeTask({ id: taskId('long'), instruction: 'x', estimate: { durationMs: 900 } });
    expect((await attempt({}, { task: estimated })).latencyMs).toBe(900);
    expect((await attempt({ latencyMs: { coding: 20 } }, { task: estimated })).latencyMs).toBe(900);
    expect((await attempt({})).latencyMs).toBe(100);
  });

  it('spreads latencies around the median as a lognormal', async () => {
    const latencies: number[] = [];
    for (let seed = 0; seed < 2000; seed++) latencies.push((await attempt({ latencyMs: 200, latencySigma: 0.5 }, { seed })).latencyMs);
    const logs = latencies.map(Math.log);
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
    // Four standard errors: 0.5 / sqrt(2000) = 0.011 for the mean, 0.5 / sqrt(4000) = 0.008 for the deviation.
    expect(Math.abs(mean - Math.log(200))).toBeLessThan(0.045);
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.032);
  });

  it('succeeds as often as its script says, the same way for the same seed', async () => {
    const runs = async () => {
      const wins: boolean[] = [];
      for (let seed = 0; seed < 1000; seed++)
        wins.push((await attempt({ success: { coding: 0.9, '*': 0.1 } }, { seed })).error === undefined);
      return wins;
    };
    const first = await runs();
    // 900 expected; four standard errors of sqrt(1000 x 0.9 x 0.1) = 9.5.
    expect(Math.abs(first.filter(Boolean).length - 900)).toBeLessThan(38);
    expect(await runs()).toEqual(first);
  });

  it('is as likely to succeed as its weakest capability', async () => {
    const both = makeTask({ id: taskId('both'), instruction: 'x', capabilities: ['coding', 'design'] });
    expect((await attempt({ success: { coding: 1, design: 0 } }, { task: both })).error).toBeDefined();
    expect((await attempt({ success: { coding: 1 } }, { task: both })).error).toBeUndefined();
  });

  it('fails the tasks it is told to fail', async () => {
    expect((await attempt({ failTasks: ['build'], success: 1 })).error).toBeDefined();
    expect((await attempt({ failTasks: ['other'], success: 1 })).error).toBeUndefined();
  });

  it.each([
    ['429', 'retryable'],
    ['500', 'retryable'],
    ['timeout', 'retryable'],
    ['401', 'terminal-agent'],
    ['refused', 'terminal-agent'],
    ['terminal', 'terminal-task'],
  ] as const)('fails with %s as %s', async (error, kind) => {
    const failed = (await attempt({ success: 0, error, retryAfterMs: 2000 })).error;
    if (!AgentError.isInstance(failed)) throw new Error('expected an agent error');
    expect(failed.kind).toBe(kind);
    expect(failed.code).toBe(error);
    expect(failed.retryAfterMs).toBe(kind === 'retryable' ? 2000 : undefined);
  });

  it('uses the tokens that the task expects', async () => {
    const task = makeTask({ id: taskId('t'), instruction: 'x', estimate: { inputTokens: 500 } });
    expect((await attempt({}, { task })).outcome?.usage).toEqual({ inputTokens: 500, outputTokens: 0 });
  });

  it('stops at once when it is aborted before or while it waits', async () => {
    const agent = scriptedAgent({ id: 'slow', capabilities: {} }, { latencyMs: 60_000 });
    const abort = new AbortController();
    const call: Call = {
      signal: abort.signal,
      sleep: () => new Promise((_, reject) => abort.signal.addEventListener('abort', () => reject(abort.signal.reason))),
      progress: () => {},
      artifactPath: () => Promise.reject(new Error('a script makes no files')),
    };
    const waiting = agent.perform(workOn(coding, 1), call);
    abort.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(agent.perform(workOn(coding, 1), call)).rejects.toThrow('cancelled');
  });
});
