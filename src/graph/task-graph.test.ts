import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { graphOf, tasksOf } from './graph-of.fixture.ts';
import { sinksOf, sourcesOf, type TaskGraph, taskGraph } from './task-graph.ts';

const ids = (tasks: readonly Task[]): string[] => tasks.map((task) => task.id);

/** Every leaf and the leaves it waits for, gates looked through. */
function waitsFor(graph: TaskGraph): Record<string, string[]> {
  const before = (node: number): number[] =>
    Array.from(graph.predecessors.subarray(graph.predecessorStart[node], graph.predecessorStart[node + 1])).flatMap((other) =>
      other < graph.leafCount ? [other] : before(other),
    );
  return Object.fromEntries(
    graph.tasks.map((task, node) => [task.id, [...new Set(before(node))].map((other) => graph.tasks[other]?.id ?? '?').sort()]),
  );
}

describe('taskGraph', () => {
  it('has no gates when nothing is compound', () => {
    const { graph } = graphOf(['a', 1], ['b', 1, 'a'], ['c', 1, 'a'], ['d', 1, 'b', 'c']);
    expect([graph.leafCount, graph.nodeCount, graph.successors.length]).toEqual([4, 4, 4]);
    expect(waitsFor(graph)).toEqual({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] });
  });

  it('makes the dependents of a compound task wait for all its leaves', () => {
    const { graph } = graphOf(['all', 0], ['all/x', 1], ['all/y', 1], ['after', 1, 'all']);
    expect(waitsFor(graph)).toEqual({ x: [], y: [], after: ['x', 'y'] });
  });

  it('makes children wait for what their ancestors depend on', () => {
    const { graph } = graphOf(['first', 1], ['outer', 0, 'first'], ['outer/inner', 0], ['inner/leaf', 1], ['outer/other', 1]);
    expect(waitsFor(graph)).toEqual({ first: [], leaf: ['first'], other: ['first'] });
  });

  it('looks through compound tasks inside compound tasks, in any order of the list', () => {
    const { graph } = graphOf(
      ['after', 1, 'outer'],
      ['q/leaf', 1, 'p'],
      ['outer/q', 0],
      ['p/one', 1],
      ['p/two', 1],
      ['outer/p', 0],
      ['outer', 0, 'start'],
      ['start', 1],
    );
    expect(waitsFor(graph)).toEqual({
      after: ['leaf', 'one', 'two'],
      leaf: ['one', 'start', 'two'],
      one: ['start'],
      two: ['start'],
      start: [],
    });
  });

  it('keeps the edges between two large compound tasks linear', () => {
    const parts = 20_000;
    const tasks = [
      ...tasksOf(['a', 0], ['b', 0, 'a']),
      ...Array.from({ length: 2 * parts }, (_, index) =>
        makeTask({ id: taskId(`t${index}`), instruction: 'x', parent: taskId(index < parts ? 'a' : 'b') }),
      ),
    ];
    const graph = taskGraph(tasks);
    expect(graph.nodeCount).toBe(2 * parts + 2);
    expect(graph.successors.length).toBe(2 * parts + 1);
  });

  it('counts a dependency named twice once, optional only when it always is', () => {
    const { graph } = graphOf(['a', 1], ['b', 1, 'a?', 'a'], ['c', 1, 'a?', 'a?']);
    expect([...graph.predecessors]).toEqual([0, 0]);
    expect([...graph.predecessorOptional]).toEqual([0, 1]);
  });

  it('orders every task after what it waits for, otherwise as the plan does', () => {
    const { graph } = graphOf(['d', 1, 'b', 'c'], ['c', 1, 'a'], ['b', 1, 'a'], ['a', 1], ['e', 1]);
    expect(Array.from(graph.order, (node) => graph.tasks[node]?.id)).toEqual(['a', 'e', 'c', 'b', 'd']);
  });

  it('tells the first tasks from the last', () => {
    const { graph } = graphOf(['a', 1], ['b', 1], ['box', 0, 'a'], ['box/c', 1], ['box/d', 1], ['e', 1, 'b']);
    expect(ids(sourcesOf(graph))).toEqual(['a', 'b']);
    expect(ids(sinksOf(graph))).toEqual(['c', 'd', 'e']);
  });

  it('passes over dependencies and parents that are not there', () => {
    const { graph } = graphOf(['gone/a', 1, 'nobody'], ['b', 1, 'a']);
    expect(waitsFor(graph)).toEqual({ a: [], b: ['a'] });
  });

  it('is empty for no tasks', () => {
    const { graph } = graphOf();
    expect([graph.nodeCount, graph.order.length, sinksOf(graph).length]).toEqual([0, 0, 0]);
  });

  it('refuses tasks that wait for each other', () => {
    expect(() => graphOf(['a', 1, 'b'], ['b', 1, 'a'])).toThrow('wait for each other');
    expect(() => graphOf(['p', 0], ['p/c', 1, 'p'])).toThrow('wait for each other');
  });

  it('takes chains of a hundred thousand tasks and nests of as many', () => {
    const length = 100_000;
    const chain = Array.from({ length }, (_, index) =>
      makeTask({
        id: taskId(`t${index}`),
        instruction: 'x',
        dependsOn: index === 0 ? [] : [{ task: taskId(`t${index - 1}`), optional: false }],
      }),
    );
    expect(taskGraph(chain).order.at(-1)).toBe(length - 1);
    const nest = Array.from({ length }, (_, index) =>
      makeTask({ id: taskId(`t${index}`), instruction: 'x', ...(index === 0 ? {} : { parent: taskId(`t${index - 1}`) }) }),
    );
    expect(ids(taskGraph(nest).tasks)).toEqual([`t${length - 1}`]);
  });

  it('waits for exactly what the definition says, on random nested plans', () => {
    fc.assert(
      fc.property(nestedPlan, (tasks) => {
        const graph = taskGraph(tasks);
        expect(waitsFor(graph)).toEqual(definedWaits(tasks));
      }),
      { numRuns: 300 },
    );
  });
});

/** Tasks whose parents and dependencies come earlier, and no dependency on an own ancestor. */
const nestedPlan = fc
  .array(fc.record({ parent: fc.option(fc.nat(9), { nil: undefined }), dependsOn: fc.array(fc.nat(9), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 10,
  })
  .map((shapes) => {
    const tasks: Task[] = [];
    for (const [index, shape] of shapes.entries()) {
      const parent = shape.parent !== undefined && shape.parent < index ? tasks[shape.parent] : undefined;
      const dependsOn = shape.dependsOn.flatMap((on) => tasks[on] ?? []).map(({ id }) => ({ task: id, optional: false }));
      const task = makeTask({
        id: taskId(`t${index}`),
        instruction: 'x',
        ...(parent === undefined ? {} : { parent: parent.id }),
        dependsOn,
      });
      try {
        taskGraph([...tasks, task]);
        tasks.push(task);
      } catch {
        tasks.push({ ...task, dependsOn: [] });
      }
    }
    return tasks;
  })
  .filter((tasks) => {
    try {
      taskGraph(tasks);
      return true;
    } catch {
      return false;
    }
  });

function definedWaits(tasks: readonly Task[]): Record<string, string[]> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const leavesOf = (id: string): string[] => {
    const children = tasks.filter((task) => task.parent === id);
    return children.length === 0 ? [id] : children.flatMap((child) => leavesOf(child.id));
  };
  const leaves = tasks.filter((task) => !tasks.some((other) => other.parent === task.id));
  return Object.fromEntries(
    leaves.map((leaf) => {
      const before = new Set<string>();
      for (let task: Task | undefined = leaf; task !== undefined; task = task.parent === undefined ? undefined : byId.get(task.parent)) {
        for (const { task: on } of task.dependsOn) for (const other of leavesOf(on)) before.add(other);
      }
      return [leaf.id, [...before].sort()];
    }),
  );
}
