import type { DependencyResult } from '../core/agent.ts';
import type { OutputRef } from '../core/event.ts';
import type { TaskId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';

/**
 * What a task's dependencies left behind, in the order in which it names them; a compound one stands as the
 * results of its last parts. The first parts of a compound task see what that task depends on.
 */
export function dependencyResults(record: RunRecord, id: TaskId, outputOf: (ref: OutputRef) => Json): DependencyResult[] {
  const sources = sourcesOf(record, id);
  if (sources.length === 0) return [];
  return sources
    .flatMap((source) => lastParts(record, source))
    .map((source) => resultOf(record, source, outputOf))
    .filter((result) => result !== undefined);
}

function sourcesOf(record: RunRecord, id: TaskId): TaskId[] {
  for (
    let task = record.tasks.get(id)?.task;
    task !== undefined;
    task = task.parent === undefined ? undefined : record.tasks.get(task.parent)?.task
  ) {
    if (task.dependsOn.length > 0) return task.dependsOn.map((dependency) => dependency.task);
  }
  return [];
}

/** The task itself, or the leaves of a compound one that no other part of it depends on. */
function lastParts(record: RunRecord, id: TaskId): TaskId[] {
  const children = record.tasks.get(id)?.children ?? [];
  if (children.length === 0) return [id];
  const needed = new Set(children.flatMap((child) => record.tasks.get(child)?.task.dependsOn.map((dependency) => dependency.task) ?? []));
  return children.filter((child) => !needed.has(child)).flatMap((child) => lastParts(record, child));
}

function resultOf(record: RunRecord, id: TaskId, outputOf: (ref: OutputRef) => Json): DependencyResult | undefined {
  const found = record.tasks.get(id);
  if (found === undefined) return undefined;
  const named = { task: id, title: found.task.title };
  if (found.state.status !== 'succeeded') return { ...named, artifacts: [] };
  return { ...named, output: outputOf(found.state.output), artifacts: found.state.artifacts };
}
