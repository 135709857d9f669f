import { SkeinError } from '../core/errors.ts';
import type { TaskId } from '../core/ids.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { RunRecord, TaskRecord } from '../core/run-record.ts';

/**
 * The leaf tasks of a finished run to do again, in the order of the plan: those that it is missing, or the one that is
 * named, and all that depends on them. Of a compound task, the parts that it is missing; all of them when none is.
 *
 * @throws SkeinError `not-found` for an unknown task; `wrong-state` when there is nothing to do again, or when the named
 *   task needs another one that did not succeed.
 */
export function tasksToRetry(record: RunRecord, named?: TaskId): TaskId[] {
  const first = named === undefined ? leavesOf(record).filter(isMissing) : namedLeaves(record, named);
  if (first.length === 0) {
    throw new SkeinError('wrong-state', {
      where: `run ${record.run}`,
      what: 'is missing nothing: there is nothing to do again',
      todo: `To do a task again that succeeded, name it: skein retry ${record.run} TASK.`,
    });
  }
  const again = withDependents(record, first);
  for (const leaf of named === undefined ? [] : first) refuseWithoutInput(record, leaf, again);
  return leavesOf(record)
    .filter((leaf) => again.has(leaf))
    .map(({ task }) => task.id);
}

function leavesOf(record: RunRecord): TaskRecord[] {
  return [...record.tasks.values()].filter(({ children }) => children.length === 0);
}

function isMissing({ state, isReplaced }: TaskRecord): boolean {
  return state.status !== 'succeeded' && isReplaced !== true;
}

function isLost({ state: { status } }: TaskRecord): boolean {
  return status === 'failed' || status === 'blocked' || status === 'cancelled';
}

function namedLeaves(record: RunRecord, named: TaskId): TaskRecord[] {
  const task = record.tasks.get(named);
  if (task === undefined) {
    const nearest = nearestName(named, record.tasks.keys());
    throw new SkeinError('not-found', {
      where: `run ${record.run}`,
      what: `has no task "${named}"`,
      todo: nearest === undefined ? `See \`skein show ${record.run}\`.` : `Did you mean "${nearest}"?`,
    });
  }
  const leaves = leavesBelow(record, task);
  const missing = leaves.filter(isMissing);
  return missing.length === 0 ? leaves : missing;
}

function leavesBelow(record: RunRecord, task: TaskRecord): TaskRecord[] {
  if (task.children.length === 0) return [task];
  return task.children.flatMap((child) => {
    const part = record.tasks.get(child);
    return part === undefined ? [] : leavesBelow(record, part);
  });
}

/** The leaves with everything that comes after them. O(V + E). */
function withDependents(record: RunRecord, first: readonly TaskRecord[]): Set<TaskRecord> {
  const dependents = new Map<TaskId, TaskRecord[]>();
  for (const task of record.tasks.values()) {
    for (const dependency of task.task.dependsOn) {
      const known = dependents.get(dependency.task);
      if (known === undefined) dependents.set(dependency.task, [task]);
      else known.push(task);
    }
  }
  const again = new Set<TaskRecord>();
  const spanned = new Set<TaskId>();
  const worklist = [...first];
  for (let leaf = worklist.pop(); leaf !== undefined; leaf = worklist.pop()) {
    if (again.has(leaf)) continue;
    again.add(leaf);
    // What waits for a compound task waits for every part of it.
    for (let span: TaskRecord | undefined = leaf; span !== undefined && !spanned.has(span.task.id); span = parentOf(record, span)) {
      spanned.add(span.task.id);
      for (const dependent of dependents.get(span.task.id) ?? []) worklist.push(...leavesBelow(record, dependent));
    }
  }
  return again;
}

function parentOf(record: RunRecord, { task: { parent } }: TaskRecord): TaskRecord | undefined {
  return parent === undefined ? undefined : record.tasks.get(parent);
}

function refuseWithoutInput(record: RunRecord, leaf: TaskRecord, again: ReadonlySet<TaskRecord>): void {
  for (let span: TaskRecord | undefined = leaf; span !== undefined; span = parentOf(record, span)) {
    for (const { task: id, optional } of span.task.dependsOn) {
      const needed = record.tasks.get(id);
      const lost =
        optional || needed === undefined ? undefined : leavesBelow(record, needed).find((part) => isLost(part) && !again.has(part));
      if (lost === undefined || lost.task.optional) continue;
      throw new SkeinError('wrong-state', {
        where: `task ${leaf.task.id}`,
        what: `needs "${lost.task.id}", which did not succeed`,
        todo: `Do that one again, and this one follows: skein retry ${record.run} ${lost.task.id}.`,
      });
    }
  }
}
