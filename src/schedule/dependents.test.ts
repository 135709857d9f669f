import { expect, it } from 'vitest';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import type { TaskNode } from './task-node.ts';

it('names those that depend on a task in the order in which they came, however many there are', () => {
  // Tasks 2 to 41 depend on the first, the second, or both, in turn.
  const later = Array.from({ length: 40 }, (_, index) => task(`t${index + 2}`, 1, [['t0'], ['t1'], ['t0', 't1']][index % 3]));
  const { of, run } = nodesOf([agent('a')], [task('t0', 1), task('t1', 1), ...later]);
  const idsOf = (id: string): string[] => [...run.dependents.of(of(id))].map(({ task: { id: name } }) => name);
  const expected = (...turns: number[]) => later.filter((_, index) => turns.includes(index % 3)).map(({ id }) => id);
  expect(idsOf('t0')).toEqual(expected(0, 2));
  expect(idsOf('t1')).toEqual(expected(1, 2));
  expect(idsOf('t2')).toEqual([]);
  const visited: TaskNode[] = [];
  run.dependents.forEach(of('t1'), (node) => visited.push(node));
  expect(visited).toEqual([...run.dependents.of(of('t1'))]);
  run.dependents.forEach(of('t41'), (node) => visited.push(node));
  expect(visited).toHaveLength(expected(1, 2).length);
});
