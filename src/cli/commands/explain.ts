import { taskId } from '../../core/ids.ts';
import type { RunRecord, TaskRecord } from '../../core/run-record.ts';
import { statusesOf } from '../../core/task-status.ts';
import { explainRun, explainTask } from '../../report/explain.ts';
import { jsonText } from '../json-text.ts';
import { withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { readRun } from '../read-run.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

/** `skein explain`: why each agent was chosen and why tasks waited or failed, of a run or of one task. */
export async function explain(
  typed: string,
  task: string | undefined,
  options: CommonOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { out, environment } = surroundings;
  return await withStoreToRead(options, surroundings, (store) => {
    const record = readRun(store, typed);
    const paint = paintFor({ isTerminal: out.isTerminal, environment });
    // Also of one task with --json: it says so when the run has no such task.
    const lines = task === undefined ? explainRun(record, paint) : explainTask(record, taskId(task), paint);
    if (options.json) out.writeLine(jsonText(documentOf(record, task)));
    else for (const line of lines) out.writeLine(line);
    return 0;
  });
}

/** The decisions as they were journaled, with their figures. */
function documentOf(record: RunRecord, only: string | undefined) {
  const statuses = statusesOf(record);
  const tasks = [...record.tasks.values()].filter(({ task, children }) => (only === undefined ? children.length === 0 : task.id === only));
  return {
    runId: record.run,
    request: record.request,
    status: record.status,
    planner: record.planner ?? null,
    notes: record.planNotes,
    tasks: tasks.map((task) => ({
      id: task.task.id,
      title: task.task.title,
      status: statuses.get(task.task.id) ?? 'waiting',
      ...storyOf(task),
    })),
  };
}

function storyOf({ attempts, deferrals, state }: TaskRecord) {
  return {
    reason: 'reason' in state ? state.reason : null,
    failedDependency: state.status === 'blocked' ? state.failedDependency : null,
    attempts: attempts.map(({ attempt, agent, outcome, failure, decision }) => ({
      attempt,
      agent,
      outcome,
      failure: failure ?? null,
      decision,
    })),
    deferrals,
  };
}
