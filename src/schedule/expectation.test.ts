import { describe, expect, it } from 'vitest';
import type { AgentProfile, Price } from '../core/agent.ts';
import { agentId, taskId } from '../core/ids.ts';
import { type Estimate, makeTask } from '../core/task.ts';
import { declaredDurationMs, declaredLatencyMs, estimatedMs, expectedCostUsd, expectedTokens, priorMs } from './expectation.ts';

const task = (estimate?: Estimate, ...capabilities: string[]) =>
  makeTask({ id: taskId('t'), instruction: '', capabilities, ...(estimate === undefined ? {} : { estimate }) });
const agent = (latencyMs?: Record<string, number>): AgentProfile => ({
  id: agentId('a'),
  kind: 'model',
  description: '',
  capabilities: { '*': 1 },
  slots: 1,
  limits: [],
  price: {},
  ...(latencyMs === undefined ? {} : { latencyMs }),
});

describe('what is expected of a task', () => {
  it('is its own estimate, but for one that makes no sense', () => {
    expect([0, 5].map((durationMs) => estimatedMs(task({ durationMs })))).toEqual([0, 5]);
    for (const durationMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) expect(estimatedMs(task({ durationMs }))).toBeUndefined();
    expect(estimatedMs(task())).toBeUndefined();
  });

  it('is a prior by capability when nobody says: that of the longest', () => {
    expect(priorMs(task(undefined, 'math'))).toBe(1000);
    expect(priorMs(task(undefined, 'math', 'coding'))).toBe(30_000);
    expect(priorMs(task(undefined, 'math', 'juggling'))).toBe(10_000);
    expect(priorMs(task(undefined, 'toString'))).toBe(10_000);
    expect(priorMs(task())).toBe(10_000);
  });

  it('is what the agent declares for the longest of its capabilities, before the estimate and the prior', () => {
    const slow = agent({ math: 70, data: 90, '*': 40 });
    expect(declaredLatencyMs(task(undefined, 'math', 'data'), slow)).toBe(90);
    expect(declaredLatencyMs(task(undefined, 'juggling'), slow)).toBe(40);
    expect(declaredLatencyMs(task(undefined, 'constructor'), slow)).toBe(40);
    expect(declaredLatencyMs(task(), agent())).toBeUndefined();
    expect(declaredDurationMs(task({ durationMs: 5 }, 'math'), slow)).toBe(70);
    expect(declaredDurationMs(task({ durationMs: 5 }, 'math'), agent())).toBe(5);
    expect(declaredDurationMs(task(undefined, 'math'), agent())).toBe(1000);
  });

  it('is a short exchange where tokens are not said', () => {
    expect(expectedTokens(task())).toBe(1500 + 500);
    expect(expectedTokens(task({ inputTokens: 10, outputTokens: 0 }))).toBe(10);
    expect(expectedTokens(task({ inputTokens: -1, outputTokens: Number.NaN }))).toBe(2000);
    expect(expectedTokens(task({ inputTokens: Number.POSITIVE_INFINITY, outputTokens: 5 }))).toBe(1505);
  });

  it('costs the tokens at their price, and what an attempt costs anyway; unknown is not nothing', () => {
    const cost = (price: Price, estimate: Estimate = { inputTokens: 1_000_000, outputTokens: 500_000 }) =>
      expectedCostUsd(task(estimate), price);
    expect(cost({ inputPerMillionUsd: 2, outputPerMillionUsd: 8 })).toBe(2 + 4);
    expect(cost({ inputPerMillionUsd: 2 })).toBe(2);
    expect(cost({ outputPerMillionUsd: 8, perAttemptUsd: 0.5 })).toBe(4.5);
    expect(cost({ perAttemptUsd: 0.5 })).toBe(0.5);
    expect(cost({ perAttemptUsd: 0 })).toBe(0);
    expect(cost({})).toBeNaN();
    // 1,500 and 500 tokens.
    expect(cost({ inputPerMillionUsd: 2, outputPerMillionUsd: 8 }, {})).toBeCloseTo(0.003 + 0.004, 12);
  });
});
