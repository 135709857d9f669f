import type { TaskId } from '../../core/ids.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';

export interface TreeRow {
  readonly task: TaskRecord;
  /** 0 for a task without a parent. */
  readonly depth: number;
}

/** What a person watches first: what runs, then what went wrong, what comes next, what is done. */
const INTEREST: Readonly<Record<TaskRecord['state']['status'], number>> = {
  running: 0,
  failed: 1,
  cancelled: 2,
  blocked: 2,
  waiting: 3,
  skipped: 4,
  succeeded: 4,
};

/**
 * The task tree in at most `space` rows, parents before their parts. When it does not fit, the leaves of most interest
 * are kept with their parents; of finished ones, the latest.
 *
 * @returns The rows, and the leaves that were left out.
 */
export function chooseRows(
  record: RunRecord,
  space: number,
): { readonly rows: readonly TreeRow[]; readonly hidden: readonly TaskRecord[] } {
  const tree = preorder(record);
  if (tree.length <= space) return { rows: tree, hidden: [] };
  const leaves = tree.filter(({ task }) => task.children.length === 0).map(({ task }) => task);
  const chosen = new Set<TaskId>();
  for (const leaf of byInterest(leaves)) {
    const wanted = withParents(record, leaf).filter((id) => !chosen.has(id));
    if (chosen.size + wanted.length > space) break;
    for (const id of wanted) chosen.add(id);
  }
  return {
    rows: tree.filter(({ task }) => chosen.has(task.task.id)),
    hidden: leaves.filter(({ task }) => !chosen.has(task.id)),
  };
}

function preorder(record: RunRecord): TreeRow[] {
  const rows: TreeRow[] = [];
  const roots = [...record.tasks.values()].filter(({ task }) => task.parent === undefined || !record.tasks.has(task.parent));
  const stack = roots.reverse().map((task): TreeRow => ({ task, depth: 0 }));
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    rows.push(row);
    for (const child of row.task.children.toReversed()) {
      const task = record.tasks.get(child);
      if (task !== undefined) stack.push({ task, depth: row.depth + 1 });
    }
  }
  return rows;
}

/** `leaves` are in tree order and the sort is stable, so that what waits is shown in the plan's order. */
function byInterest(leaves: readonly TaskRecord[]): TaskRecord[] {
  const endedAtMs = ({ attempts }: TaskRecord): number => attempts.at(-1)?.endedAtMs ?? 0;
  return leaves.toSorted((a, b) => {
    const difference = INTEREST[a.state.status] - INTEREST[b.state.status];
    return difference !== 0 || a.state.status === 'running' ? difference : endedAtMs(b) - endedAtMs(a);
  });
}

function withParents(record: RunRecord, leaf: TaskRecord): TaskId[] {
  const ids: TaskId[] = [];
  for (let task: TaskRecord | undefined = leaf; task !== undefined; ) {
    ids.push(task.task.id);
    task = task.task.parent === undefined ? undefined : record.tasks.get(task.task.parent);
  }
  return ids;
}
