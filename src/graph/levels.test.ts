import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { criticalPath } from './critical-path.ts';
import { byTask, graphOf, tasksOf } from './graph-of.fixture.ts';
import { bottomLevels, topLevels } from './levels.ts';
import { nestingDepths } from './nesting.ts';
import { taskGraph } from './task-graph.ts';

const diamond = () => graphOf(['fetch', 10], ['draft', 50, 'fetch'], ['chart', 20, 'fetch'], ['publish', 5, 'draft', 'chart']);

describe('bottomLevels', () => {
  it('follows the longer branch of a diamond', () => {
    const { graph, durationsMs } = diamond();
    expect(byTask(graph, bottomLevels(graph, durationsMs))).toEqual({ fetch: 10 + 50 + 5, draft: 50 + 5, chart: 20 + 5, publish: 5 });
  });

  it('passes through compound tasks, which take no time of their own', () => {
    const { graph, durationsMs } = graphOf(['a', 3], ['box', 100, 'a'], ['box/b', 7], ['box/c', 4], ['d', 2, 'box']);
    expect(byTask(graph, bottomLevels(graph, durationsMs))).toEqual({ a: 3 + 7 + 2, b: 7 + 2, c: 4 + 2, d: 2 });
  });
});

describe('topLevels', () => {
  it('counts the longest way to a task, without the task', () => {
    const { graph, durationsMs } = diamond();
    expect(byTask(graph, topLevels(graph, durationsMs))).toEqual({ fetch: 0, draft: 10, chart: 10, publish: 10 + 50 });
  });
});

describe('criticalPath', () => {
  it('is the longest chain, not the one with most tasks', () => {
    const { graph, durationsMs } = graphOf(['a', 1], ['b', 1, 'a'], ['c', 1, 'b'], ['long', 9], ['end', 1, 'long']);
    expect(criticalPath(graph, durationsMs)).toEqual({ tasks: ['long', 'end'], lengthMs: 9 + 1 });
  });

  it('takes the task that comes first in the plan when two chains are equally long', () => {
    const { graph, durationsMs } = graphOf(['end', 1, 'right', 'left'], ['left', 4, 's'], ['right', 4, 's'], ['s', 1], ['t', 6]);
    expect(criticalPath(graph, durationsMs)).toEqual({ tasks: ['s', 'left', 'end'], lengthMs: 1 + 4 + 1 });
  });

  it('names leaf tasks only', () => {
    const { graph, durationsMs } = graphOf(['box', 0], ['box/a', 2], ['box/b', 3], ['c', 1, 'box']);
    expect(criticalPath(graph, durationsMs)).toEqual({ tasks: ['b', 'c'], lengthMs: 3 + 1 });
  });

  it('is empty for an empty plan', () => {
    const { graph, durationsMs } = graphOf();
    expect(criticalPath(graph, durationsMs)).toEqual({ tasks: [], lengthMs: 0 });
  });

  it('takes a chain of a million tasks', () => {
    const length = 1_000_000;
    const graph = taskGraph(
      Array.from({ length }, (_, index) =>
        makeTask({
          id: taskId(`t${index}`),
          instruction: 'x',
          dependsOn: index === 0 ? [] : [{ task: taskId(`t${index - 1}`), optional: false }],
        }),
      ),
    );
    const path = criticalPath(graph, new Float64Array(length).fill(2));
    expect(path.lengthMs).toBe(2_000_000);
    expect(path.tasks.length).toBe(length);
  }, 60_000);
});

describe('nestingDepths', () => {
  it('counts the parents above a task, wherever they stand in the list', () => {
    const depths = nestingDepths(tasksOf(['inner/leaf', 1], ['outer/inner', 0], ['top', 1], ['outer', 0]));
    expect(Object.fromEntries(depths)).toEqual({ leaf: 2, inner: 1, top: 0, outer: 0 });
  });
});
