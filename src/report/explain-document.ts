import type { Decision } from '../core/decision.ts';
import type { Failure, RunStatus } from '../core/event.ts';
import type { AttemptRecord, RunRecord, TaskRecord } from '../core/run-record.ts';
import { statusesOf, type TaskStatus } from '../core/task-status.ts';

/** What `skein explain --json` prints: the decisions as they were journaled, with their figures. */
export interface ExplainDocument {
  readonly runId: string;
  readonly request: string;
  readonly status: RunStatus;
  readonly planner: string | null;
  readonly notes: readonly string[];
  readonly tasks: readonly ExplainDocumentTask[];
}

export interface ExplainDocumentTask {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  /** Why it did not succeed. */
  readonly reason: string | null;
  readonly failedDependency: string | null;
  readonly attempts: readonly ExplainDocumentAttempt[];
  /** Why it was made to wait, oldest first. */
  readonly deferrals: readonly { readonly atMs: number; readonly untilMs: number; readonly decision: Decision }[];
}

export interface ExplainDocumentAttempt {
  readonly attempt: number;
  readonly agent: string;
  readonly outcome: AttemptRecord['outcome'];
  readonly failure: Failure | null;
  readonly decision: Decision;
}

/** Why a run, or one task of it, went as it did. @param only The id of the task; absent: all leaf tasks. */
export function explainDocument(record: RunRecord, only?: string): ExplainDocument {
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
