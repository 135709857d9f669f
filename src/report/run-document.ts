import { SkeinError } from '../core/errors.ts';
import type { Missing, OutputRef, RunStatus } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { AttemptRecord, RunRecord, TaskRecord } from '../core/run-record.ts';
import { statusesOf, type TaskStatus } from '../core/task-status.ts';
import type { Team } from '../core/team.ts';
import { type Metrics, metricsOf } from './metrics.ts';

/** What `skein run --json` and `skein show --json` print. Instants are ms since the Unix epoch. */
export interface RunDocument {
  readonly runId: string;
  readonly request: string;
  readonly status: RunStatus;
  /** Empty until the run has ended. */
  readonly answer: string;
  readonly missing: readonly Missing[];
  /** Absolute. */
  readonly artifacts: readonly string[];
  /** `null` until the plan is complete. */
  readonly planMs: number | null;
  /** Who made the plan; `null` until it is complete. */
  readonly planner: string | null;
  /** How the plan came to be: what went back to the planner and why, who planned instead. */
  readonly planNotes: readonly string[];
  /** In the order of the plan, compound tasks among them. */
  readonly tasks: readonly RunDocumentTask[];
  readonly metrics: Metrics;
}

export interface RunDocumentTask {
  readonly id: string;
  readonly title: string;
  readonly parent: string | null;
  readonly dependsOn: readonly string[];
  readonly status: TaskStatus;
  /** Who did it, or does it, or tried it last. */
  readonly agent: string | null;
  /** `null` until it has succeeded, for compound tasks, and for an output that cannot be read any more. */
  readonly output: Json;
  /** Those of a compound task are from before it was split: none, as a rule. */
  readonly attempts: readonly RunDocumentAttempt[];
}

export interface RunDocumentAttempt {
  readonly attempt: number;
  readonly agent: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly outcome: AttemptRecord['outcome'];
  /** What went wrong. */
  readonly error: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
}

/** A run as one JSON document. */
export function runDocument(record: RunRecord, team: Team, outputOf: (ref: OutputRef) => Json): RunDocument {
  const statuses = statusesOf(record);
  return {
    runId: record.run,
    request: record.request,
    status: record.status,
    answer: record.answer ?? '',
    missing: record.missing,
    artifacts: record.artifacts.map(({ path }) => path),
    planMs: record.planMs ?? null,
    planner: record.planner ?? null,
    planNotes: record.planCutOff === undefined ? record.planNotes : [...record.planNotes, `The plan is not complete: ${record.planCutOff}`],
    tasks: Array.from(record.tasks.values(), (task) => ({
      id: task.task.id,
      title: task.task.title,
      parent: task.task.parent ?? null,
      dependsOn: task.task.dependsOn.map((dependency) => dependency.task),
      status: statuses.get(task.task.id) ?? 'waiting',
      agent: agentOf(task),
      output: readOutput(task, outputOf),
      attempts: task.attempts.map(attemptDocument),
    })),
    metrics: metricsOf(record, team.agents),
  };
}

function attemptDocument(attempt: AttemptRecord): RunDocumentAttempt {
  return {
    attempt: attempt.attempt,
    agent: attempt.agent,
    startedAtMs: attempt.startedAtMs,
    endedAtMs: attempt.endedAtMs ?? null,
    outcome: attempt.outcome,
    error: attempt.failure?.message ?? null,
    inputTokens: attempt.inputTokens ?? null,
    outputTokens: attempt.outputTokens ?? null,
    costUsd: attempt.costUsd ?? null,
  };
}

function agentOf({ state, attempts, children }: TaskRecord): string | null {
  if (children.length > 0) return null;
  if (state.status === 'succeeded' || state.status === 'running') return state.agent;
  return attempts.at(-1)?.agent ?? null;
}

function readOutput({ state, children }: TaskRecord, outputOf: (ref: OutputRef) => Json): Json {
  if (state.status !== 'succeeded' || children.length > 0) return null;
  try {
    return outputOf(state.output);
  } catch (error) {
    if (SkeinError.isInstance(error) && error.code === 'not-found') return null;
    throw error;
  }
}
