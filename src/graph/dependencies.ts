import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';

/** What each task depends on by position, duplicates merged: `target[start[i] .. start[i + 1] - 1]`. */
export interface Dependencies {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly optional: Uint8Array;
  /** 1 for a task that another one depends on. */
  readonly isNamed: Uint8Array;
}

/** Reads `dependsOn` of every task into arrays; unknown tasks are left out. O(V + E). */
export function gatherDependencies(tasks: readonly Task[], indexOf: ReadonlyMap<TaskId, number>): Dependencies {
  const most = tasks.reduce((sum, task) => sum + task.dependsOn.length, 0);
  const start = new Int32Array(tasks.length + 1);
  const target = new Int32Array(most);
  const optional = new Uint8Array(most);
  const isNamed = new Uint8Array(tasks.length);
  /** Where the current task already names a task; from an earlier task when below `start[index]`. */
  const lastPlace = new Int32Array(tasks.length).fill(-1);
  let end = 0;
  for (const [index, task] of tasks.entries()) {
    const first = end;
    start[index] = first;
    for (const dependency of task.dependsOn) {
      const before = indexOf.get(dependency.task);
      if (before === undefined) continue;
      const place = lastPlace[before] ?? -1;
      if (place >= first) {
        if (!dependency.optional) optional[place] = 0;
        continue;
      }
      isNamed[before] = 1;
      lastPlace[before] = end;
      target[end] = before;
      optional[end] = dependency.optional ? 1 : 0;
      end++;
    }
  }
  start[tasks.length] = end;
  return { start, target: target.subarray(0, end), optional: optional.subarray(0, end), isNamed };
}
