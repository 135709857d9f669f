import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Agent, Call, Outcome, Price, Work } from '../core/agent.ts';
import { RetryableError, TerminalError } from '../core/agent-error.ts';
import type { Checker } from '../core/checker.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { ManualClock, runOnClock } from '../testing/manual-clock.ts';
import { type AttemptEnd, Cancelled, performAttempt } from './perform-attempt.ts';
import { Workspace } from './workspace.ts';

interface Scene {
  readonly perform: (work: Work, call: Call) => Promise<Outcome>;
  readonly task?: Partial<Task>;
  readonly price?: Price;
  readonly cancelAtMs?: number;
  readonly checker?: Checker;
}

async function attempt({ perform, task, price = { perAttemptUsd: 0 }, cancelAtMs, checker }: Scene): Promise<AttemptEnd> {
  const clock = new ManualClock();
  const agent: Agent = {
    profile: { id: agentId('a'), kind: 'scripted', description: '', capabilities: {}, slots: 1, limits: [], price },
    perform,
  };
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction: 'x', ...task }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: '',
    dependencies: [],
    inputs: [],
    seed: 1,
  };
  const controller = new AbortController();
  if (cancelAtMs !== undefined) clock.at(cancelAtMs, () => controller.abort(new Cancelled('enough')));
  return runOnClock(
    clock,
    performAttempt(agent, work, { clock, workspace: new Workspace(tmpdir()), controller, checker, progress: () => {} }),
  );
}

describe('performAttempt', () => {
  it('works out the cost from tokens and price', async () => {
    const end = await attempt({
      perform: async () => ({ output: 1, usage: { inputTokens: 1_000_000, outputTokens: 500_000 } }),
      price: { inputPerMillionUsd: 2, outputPerMillionUsd: 6 },
    });
    expect(end).toMatchObject({ outcome: 'succeeded', costUsd: 2 + 3 });
  });

  it('does not take an unknown price for nothing', async () => {
    expect(
      await attempt({ perform: async () => ({ output: 1, usage: { inputTokens: 10, outputTokens: 10 } }), price: {} }),
    ).not.toHaveProperty('costUsd');
    expect(await attempt({ perform: async () => ({ output: 1 }), price: { inputPerMillionUsd: 2 } })).not.toHaveProperty('costUsd');
  });

  it('keeps what kind of failure an agent reported', async () => {
    const end = await attempt({ perform: async () => Promise.reject(new TerminalError('401', 'no key')) });
    expect(end).toMatchObject({ outcome: 'failed', failure: { kind: 'terminal-agent', code: '401', message: 'no key' } });
  });

  it('counts what an attempt used before it failed, and passes on what the server said of its limits', async () => {
    const usage = { inputTokens: 1000, outputTokens: 2000 };
    const rateLimit = { remainingRequests: 0, requestsResetMs: 500 };
    const end = await attempt({
      perform: async () => Promise.reject(new RetryableError('bad-output', 'not JSON', { usage, rateLimit })),
      price: { inputPerMillionUsd: 3, outputPerMillionUsd: 10 },
    });
    expect(end).toMatchObject({ outcome: 'failed', usage, rateLimit, costUsd: 0.003 + 0.02 });
    const said = { output: 1, usage, rateLimit, costUsd: 0.5 };
    expect(await attempt({ perform: async () => said })).toMatchObject({ outcome: 'succeeded', usage, rateLimit, costUsd: 0.5 });
  });

  describe('with a checker', () => {
    const usage = { inputTokens: 1000, outputTokens: 0 };
    const price = { inputPerMillionUsd: 1000, outputPerMillionUsd: 0 };
    const works = async (): Promise<Outcome> => ({ output: 1, usage });
    const checker = (check: Checker['check'], problem?: string): Checker => ({ check, problemWith: () => problem });

    it('counts what the checks used with what the agent used', async () => {
      const passes = checker(async () => ({ usage, costUsd: 0.25 }));
      expect(await attempt({ perform: works, price, checker: passes })).toMatchObject({
        outcome: 'succeeded',
        usage: { inputTokens: 2000, outputTokens: 0 },
        costUsd: 1 + 0.25,
      });
    });

    it('fails when a check fails, and counts both all the same', async () => {
      const fails = checker(() => Promise.reject(new RetryableError('check-failed', 'no source', { usage, costUsd: 0.25 })));
      expect(await attempt({ perform: works, price, checker: fails })).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'retryable', code: 'check-failed', message: 'no source' },
        usage: { inputTokens: 2000, outputTokens: 0 },
        costUsd: 1.25,
      });
    });

    it('does not know what an attempt costs when it does not know what its check costs', async () => {
      const fails = checker(() => Promise.reject(new RetryableError('check-failed', 'no source', { usage })));
      expect(await attempt({ perform: works, price, checker: fails })).not.toHaveProperty('costUsd');
    });

    it('counts the work of an attempt that is called off while it is checked', async () => {
      const waits = checker(() => new Promise(() => {}));
      expect(await attempt({ perform: works, price, checker: waits, cancelAtMs: 50 })).toEqual({
        outcome: 'cancelled',
        reason: 'enough',
        usage,
        costUsd: 1,
      });
    });

    it('begins nothing that cannot be checked', async () => {
      const perform = () => expect.unreachable('it was begun');
      const unable = checker(async () => ({ costUsd: 0 }), 'there is no check "tests"');
      const failure = { kind: 'terminal-task', code: 'cannot-check', message: expect.stringContaining('there is no check "tests"') };
      expect(await attempt({ perform, checker: unable })).toEqual({ outcome: 'failed', failure });
      expect(await attempt({ perform, task: { check: { rubric: 'x' } } })).toMatchObject({ failure: { code: 'cannot-check' } });
    });
  });

  it('counts what a result took that does not satisfy the schema', async () => {
    const usage = { inputTokens: 5, outputTokens: 5 };
    const end = await attempt({ perform: async () => ({ output: 'x', usage, costUsd: 0.5 }), task: { output: { type: 'number' } } });
    expect(end).toMatchObject({ outcome: 'failed', failure: { code: 'bad-output' }, usage, costUsd: 0.5 });
  });

  it('takes anything else that is thrown, even at once, as worth another try', async () => {
    const end = await attempt({
      perform: () => {
        throw new TypeError('oops');
      },
    });
    expect(end).toMatchObject({ outcome: 'failed', failure: { kind: 'retryable', code: 'error', message: 'oops' } });
  });

  it('ends at once when it is cancelled, whatever the agent does', async () => {
    const end = await attempt({ perform: () => new Promise(() => {}), cancelAtMs: 50 });
    expect(end).toEqual({ outcome: 'cancelled', reason: 'enough', costUsd: 0 });
  });

  it('ends an agent that never answers at its time-out', async () => {
    const end = await attempt({ perform: () => new Promise(() => {}), task: { timeoutMs: 2000 } });
    expect(end).toMatchObject({ outcome: 'failed', failure: { kind: 'retryable', code: 'timeout', message: 'no result within 2.0 s' } });
  });

  it.each([undefined, () => 1, 10n, Number.NaN])('does not take %s for JSON unless it is', async (output) => {
    const end = await attempt({ perform: async () => ({ output: output as never }) });
    if (typeof output === 'number') expect(end).toMatchObject({ outcome: 'succeeded', output: null });
    else expect(end).toMatchObject({ outcome: 'failed', failure: { code: 'bad-output' } });
  });
});
