import { taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { durationsOf } from './levels.ts';
import { type TaskGraph, taskGraph } from './task-graph.ts';

/** A task of a test: id, duration, and what it depends on (`a?` for an optional dependency). `in/id` has the parent `in`. */
export type Sketch = readonly [name: string, durationMs: number, ...dependsOn: string[]];

/** Tasks from sketches, in their order. */
export function tasksOf(...sketches: readonly Sketch[]): Task[] {
  return sketches.map(([name, durationMs, ...dependsOn]) => {
    const [own = '', parent] = name.split('/').reverse();
    return makeTask({
      id: taskId(own),
      instruction: own,
      estimate: { durationMs },
      dependsOn: dependsOn.map((on) => ({ task: taskId(on.replace('?', '')), optional: on.endsWith('?') })),
      ...(parent === undefined ? {} : { parent: taskId(parent) }),
    });
  });
}

export function graphOf(...sketches: readonly Sketch[]): { graph: TaskGraph; durationsMs: Float64Array } {
  const graph = taskGraph(tasksOf(...sketches));
  return { graph, durationsMs: durationsOf(graph, (task) => task.estimate?.durationMs ?? 0) };
}

/** Figures by task id, gates left out. */
export function byTask(graph: TaskGraph, figures: Float64Array): Record<string, number> {
  return Object.fromEntries(graph.tasks.map((task, node) => [task.id, figures[node] ?? Number.NaN]));
}
