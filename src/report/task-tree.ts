import type { TaskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';

/** A task of a plan with its place in the tree. */
export interface TreeLine {
  readonly task: Task;
  readonly isCompound: boolean;
  /** The lines of the tree that lead to it: `│  ├─ `; empty at the root. */
  readonly branch: string;
  /** The same for what is written below it. */
  readonly trunk: string;
  readonly depth: number;
}

/**
 * The tasks as a tree, parents before their parts, otherwise in the order given. A task whose parent is not among
 * them stands at the root. Without recursion.
 */
export function treeLines(tasks: readonly Task[]): TreeLine[] {
  const known = new Set(tasks.map(({ id }) => id));
  const children = new Map<TaskId | undefined, Task[]>();
  for (const task of tasks) {
    const parent = task.parent !== undefined && known.has(task.parent) ? task.parent : undefined;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [task]);
    else siblings.push(task);
  }
  const lines: TreeLine[] = [];
  const stack: { task: Task; depth: number; lead: string; isLast: boolean }[] = [];
  const descend = (parent: TaskId | undefined, depth: number, lead: string): void => {
    const below = children.get(parent) ?? [];
    for (let at = below.length - 1; at >= 0; at--) {
      const task = below[at];
      if (task !== undefined) stack.push({ task, depth, lead, isLast: at === below.length - 1 });
    }
  };
  descend(undefined, 0, '');
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { task, depth, lead, isLast } = next;
    const isCompound = children.has(task.id);
    const trunk = `${lead}${isLast ? '   ' : '│  '}`;
    lines.push({ task, isCompound, branch: `${lead}${isLast ? '└─ ' : '├─ '}`, trunk: `${trunk}${isCompound ? '│  ' : '   '}`, depth });
    if (isCompound) descend(task.id, depth + 1, trunk);
  }
  return lines;
}
