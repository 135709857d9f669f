import { expect, it } from 'vitest';
import { runId } from '../core/ids.ts';
import { Deadlines } from './deadlines.ts';
import { createRunNode, type RunNode } from './task-node.ts';

const runWith = (name: string, deadlineAtMs?: number): RunNode =>
  createRunNode({ run: runId(name), objective: 'balanced', priority: 0, ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }) }, 0, 0, 0);

it('knows the next deadline of the runs that are open, and which have passed', () => {
  const deadlines = new Deadlines();
  const [late, soon, never] = [runWith('late', 200), runWith('soon', 100), runWith('never')];
  expect(deadlines.nextMs()).toBe(Number.POSITIVE_INFINITY);
  for (const run of [late, soon, never]) deadlines.open(run);
  expect(deadlines.nextMs()).toBe(100);
  expect(deadlines.passed(99)).toEqual([]);
  expect(deadlines.passed(100)).toEqual([soon]);
  expect(deadlines.passed(200)).toEqual([late, soon]);
  deadlines.close(soon);
  deadlines.close(never);
  expect(deadlines.nextMs()).toBe(200);
  expect(deadlines.passed(150)).toEqual([]);
  deadlines.open(runWith('next', 180));
  expect(deadlines.nextMs()).toBe(180);
});
