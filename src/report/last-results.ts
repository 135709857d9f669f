import type { RunRecord, TaskRecord } from '../core/run-record.ts';
import { taskGraph } from '../graph/task-graph.ts';

/**
 * The leaf tasks whose outputs are the run's result: those that succeeded with nothing after them that did.
 * They are the last tasks of the plan; before a last task that did not succeed, the last ones that did, unless
 * another task made something of them. In the order of the plan. O(V + E).
 */
export function lastResults(record: RunRecord): TaskRecord[] {
  const graph = taskGraph(Array.from(record.tasks.values(), ({ task }) => task));
  const { order, successorStart, successors } = graph;
  const succeeded = (node: number): boolean => {
    const task = graph.tasks[node];
    const known = task === undefined ? undefined : record.tasks.get(task.id);
    return known?.state.status === 'succeeded' && known.isReplaced !== true;
  };
  const isMadeUseOf = new Uint8Array(graph.nodeCount);
  for (let at = graph.nodeCount - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    for (let edge = successorStart[node] ?? 0; edge < (successorStart[node + 1] ?? 0); edge++) {
      const after = successors[edge] ?? 0;
      if (isMadeUseOf[after] === 1 || succeeded(after)) isMadeUseOf[node] = 1;
    }
  }
  return graph.tasks.flatMap(({ id }, node) => (succeeded(node) && isMadeUseOf[node] === 0 ? (record.tasks.get(id) ?? []) : []));
}
