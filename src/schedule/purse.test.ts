import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { taskId } from '../core/ids.ts';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { NOT_KEPT, type Purse } from './purse.ts';
import type { TaskNode } from './task-node.ts';

const paid = (id: string, perAttemptUsd: number, level: number, given: Partial<AgentProfile> = {}): AgentProfile =>
  agent(id, { capabilities: { '*': level }, price: { perAttemptUsd }, ...given });
/** 0.3 at the least: 0.4 by the dear one, 0.15 / 0.5 by the other. */
const agents = [paid('cheap', 0.15, 0.5), paid('dear', 0.4, 1)];

function purseOf(node: TaskNode): Purse {
  if (node.run.purse === undefined) throw new Error('the run has no budget');
  return node.run.purse;
}

describe('the purse of a run', () => {
  it('keeps for each task what it needs at the least, failures counted in, until it begins or is settled', () => {
    const { of, add } = nodesOf(agents, [task('a', 10), task('b', 10)], { budgetUsd: 9 });
    expect([of('a').needUsd, of('b').needUsd]).toEqual([0.3, 0.3]);
    const purse = purseOf(of('a'));
    // 1.2 USD: 0.6 are needed, and the other half goes by halves.
    expect(purse.allowanceUsd(of('a'), 1.2)).toBeCloseTo(0.3 + 0.3, 12);
    purse.release(of('b'));
    purse.release(of('b'));
    expect(of('b').needUsd).toBe(NOT_KEPT);
    expect(purse.allowanceUsd(of('a'), 1.2)).toBeCloseTo(1.2, 12);
    // Nothing is to spare: each has what it needs, however little is left.
    expect(purse.allowanceUsd(of('a'), 0.1)).toBeCloseTo(0.3, 12);
    // Nothing is kept for it: it has no share.
    expect(purse.allowanceUsd(of('b'), 1.2)).toBe(0);
    add(task('c', 10));
    expect(purse.allowanceUsd(of('c'), 1.2)).toBeCloseTo(0.6, 12);
  });

  it('keeps nothing twice, nor for what is settled, nor for a task with parts beside them', () => {
    const { of, add } = nodesOf(agents, [{ task: task('done', 10), progress: { attempts: 1, settled: 'succeeded' } }, task('whole', 10)], {
      budgetUsd: 9,
    });
    expect(of('done').needUsd).toBe(NOT_KEPT);
    expect(of('whole').needUsd).toBe(0.3);
    add(task('part', 10, [], { parent: taskId('whole') }));
    expect([of('whole').needUsd, of('part').needUsd]).toEqual([NOT_KEPT, 0.3]);
    const purse = purseOf(of('part'));
    purse.keep(of('part'));
    purse.keep(of('whole'));
    expect(of('whole').needUsd).toBe(NOT_KEPT);
    expect(purse.allowanceUsd(of('part'), 0.9)).toBeCloseTo(0.9, 12);
  });

  it('is ample while every task that is left, and one more, could be done twice by the dearest', () => {
    const { of } = nodesOf(agents, [task('a', 10), task('b', 10)], { budgetUsd: 9 });
    const purse = purseOf(of('a'));
    expect(purse.isAmple(2 * 3 * 0.4)).toBe(true);
    expect(purse.isAmple(2 * 3 * 0.4 - 0.001)).toBe(false);
    purse.release(of('a'));
    expect(purse.isAmple(2 * 2 * 0.4)).toBe(true);
  });

  it('shares out what is to spare equally where nothing is needed at the least', () => {
    const { of } = nodesOf([paid('free', 0, 0.9), paid('dear', 0.4, 1)], [task('a', 10), task('b', 10)], { budgetUsd: 9 });
    expect(of('a').needUsd).toBe(0);
    expect(purseOf(of('a')).allowanceUsd(of('a'), 1)).toBe(0.5);
    const unknown = nodesOf([agent('unknown', { price: {} })], [task('a', 10)], { budgetUsd: 9 });
    expect(unknown.of('a').needUsd).toBe(0);
  });

  it('goes by the tokens of each task, and needs nothing for one that nobody can do', () => {
    const byTokens = agent('a', { capabilities: { math: 1 }, price: { inputPerMillionUsd: 2, outputPerMillionUsd: 10 } });
    const sized = (id: string, inputTokens: number, outputTokens: number) =>
      task(id, 10, [], { capabilities: ['math'], estimate: { inputTokens, outputTokens } });
    const { of } = nodesOf(
      [byTokens],
      [sized('small', 1e6, 0), sized('large', 2e6, 0), sized('wordy', 2e6, 1e5), task('art', 10, [], { capabilities: ['art'] })],
      { budgetUsd: 9 },
    );
    expect(['small', 'large', 'wordy'].map((id) => of(id).needUsd)).toEqual([2, 4, 5]);
    // It was given up as soon as it was ready.
    expect(of('art').settled).toBe('failed');
    expect(purseOf(of('small')).allowanceUsd(of('small'), 11)).toBeCloseTo(2, 12);
    expect(purseOf(of('small')).allowanceUsd(of('small'), 22)).toBeCloseTo(4, 12);
  });
});
