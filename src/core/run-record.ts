import type { Artifact } from './agent.ts';
import type { Decision } from './decision.ts';
import type { EventOf, Failure, GrowthTerms, Missing, OutputRef, RunEvent, RunOptions, RunStatus } from './event.ts';
import type { AgentId, RunId, TaskId } from './ids.ts';
import type { InterruptedPolicy, Task } from './task.ts';

/** Instants are ms since the Unix epoch; `attempt` counts from 1. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly agent: AgentId;
  readonly startedAtMs: number;
  readonly decision: Decision;
  /** What becomes of it when it is in flight as the process dies. Absent: it is repeated. */
  readonly interrupted?: InterruptedPolicy;
  /** It was begun beside another one at the same task. */
  readonly isTwin?: true;
  /** It was in flight when its process ended: nobody knows what has come of it. */
  isLeft?: true;
  endedAtMs?: number;
  outcome: 'running' | 'succeeded' | 'failed' | 'cancelled';
  failure?: Failure;
  /** Why it was cancelled, when it was. */
  cancelledBecause?: string;
  inputTokens?: number;
  outputTokens?: number;
  costUsd?: number;
}

export type LeafState =
  | { readonly status: 'waiting' }
  | { readonly status: 'running'; readonly attempt: number; readonly agent: AgentId }
  | { readonly status: 'succeeded'; readonly agent: AgentId; readonly output: OutputRef; readonly artifacts: readonly Artifact[] }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'blocked'; readonly failedDependency: TaskId }
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'cancelled'; readonly reason: string };

export interface TaskRecord {
  readonly task: Task;
  /** When it became part of the plan. Absent in records that were not folded from a journal. */
  readonly plannedAtMs?: number;
  readonly attempts: AttemptRecord[];
  /** How many of them were made before the run was last reopened for it. Absent: none. */
  attemptsBefore?: number;
  /** Why it was made to wait, oldest first. */
  readonly deferrals: { readonly atMs: number; readonly untilMs: number; readonly decision: Decision }[];
  readonly children: TaskId[];
  /** Who broke it into its parts on the way, and why. Absent: it was planned with them, or has none. */
  brokenDown?: { readonly by: string; readonly why: string };
  /** Other tasks have taken its place: what it left may be used by those, but is no result of the run, and not missing either. */
  isReplaced?: true;
  /** Meaningful for leaf tasks; a compound task's status is read with `statusOf`. */
  state: LeafState;
}

export interface RunRecord {
  readonly run: RunId;
  readonly request: string;
  readonly options: RunOptions;
  readonly agents: readonly AgentId[];
  readonly startedAtMs: number;
  /** When its time is over; from anew when it was reopened. Absent: it has no deadline. */
  deadlineAtMs?: number;
  /** In the order in which they were planned. */
  readonly tasks: Map<TaskId, TaskRecord>;
  lastSeq: number;
  /** Of its last event. Absent in records that were not folded from a journal. */
  lastAtMs?: number;
  planner?: string;
  planMs?: number;
  planNotes: readonly string[];
  planCompleted: boolean;
  /** Why the plan is not complete, although no more of it comes. */
  planCutOff?: string;
  /** Absent: it does not grow. */
  readonly growth?: GrowthTerms;
  /** What the calls of its planner took. Absent: there were none. `costUsd` is absent when that of any is not known. */
  planning?: { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number; readonly costUsd?: number };
  /** How often what was not done has been planned anew. */
  replans: number;
  cancelRequested: boolean;
  status: RunStatus;
  endedAtMs?: number;
  answer?: string;
  missing: readonly Missing[];
  artifacts: readonly Artifact[];
}

/**
 * Takes one more event into account; the first must be `run-started`.
 * Events that name a task the journal never planned are passed over: nothing can be said of it.
 */
export function foldEvent(record: RunRecord | undefined, event: RunEvent): RunRecord {
  if (record === undefined) {
    if (event.type !== 'run-started') throw new TypeError(`a journal begins with run-started, not with ${event.type}`);
    return openRecord(event);
  }
  record.lastSeq = event.seq;
  record.lastAtMs = event.atMs;
  switch (event.type) {
    case 'tasks-planned':
      addTasks(record, event.tasks, event.atMs);
      if (event.of !== undefined) breakDown(record.tasks.get(event.of), event.by ?? '', event.why ?? '');
      break;
    case 'tasks-replaced':
      for (const id of event.tasks) {
        const task = record.tasks.get(id);
        if (task !== undefined) task.isReplaced = true;
      }
      if (event.lost !== undefined) record.replans++;
      break;
    case 'plan-completed':
      record.planner = event.planner;
      record.planMs = event.planMs;
      record.planNotes = event.notes;
      record.planCompleted = true;
      if (event.cutOff !== undefined) record.planCutOff = event.cutOff;
      break;
    case 'planning-spent':
      record.planning = withCall(record.planning, event);
      break;
    case 'run-cancel-requested':
      record.cancelRequested = true;
      break;
    case 'run-finished':
      record.status = event.status;
      record.endedAtMs = event.atMs;
      record.answer = event.answer;
      record.missing = event.missing;
      record.artifacts = event.artifacts;
      break;
    case 'run-reopened':
      reopen(record, event);
      break;
    case 'run-resumed':
      leaveInFlight(record);
      break;
    case 'run-started':
      break;
    default:
      foldTaskEvent(record.tasks.get(event.task), event);
  }
  return record;
}

/** The record of a whole journal, or `undefined` of an empty one. */
export function foldEvents(events: Iterable<RunEvent>): RunRecord | undefined {
  let record: RunRecord | undefined;
  for (const event of events) record = foldEvent(record, event);
  return record;
}

function openRecord(event: EventOf<'run-started'> & { readonly run: RunId; readonly seq: number; readonly atMs: number }): RunRecord {
  return {
    run: event.run,
    request: event.request,
    options: event.options,
    agents: event.agents,
    startedAtMs: event.atMs,
    tasks: new Map(),
    lastSeq: event.seq,
    lastAtMs: event.atMs,
    planNotes: [],
    planCompleted: false,
    ...(event.growth === undefined ? {} : { growth: event.growth }),
    ...deadlineOf(event.options, event),
    replans: 0,
    cancelRequested: false,
    status: 'running',
    missing: [],
    artifacts: [],
  };
}

function withCall(before: RunRecord['planning'], { usage, costUsd }: EventOf<'planning-spent'>): NonNullable<RunRecord['planning']> {
  const { calls, inputTokens, outputTokens, costUsd: sumUsd } = before ?? { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  return {
    calls: calls + 1,
    inputTokens: inputTokens + (usage?.inputTokens ?? 0),
    outputTokens: outputTokens + (usage?.outputTokens ?? 0),
    ...(sumUsd === undefined || costUsd === undefined ? {} : { costUsd: sumUsd + costUsd }),
  };
}

/** A parent is in the same batch as its children or in an earlier one. A task planned again stays as it is. */
function addTasks(record: RunRecord, tasks: readonly Task[], plannedAtMs: number): void {
  const added = tasks.filter((task) => !record.tasks.has(task.id));
  for (const task of added)
    record.tasks.set(task.id, { task, plannedAtMs, attempts: [], deferrals: [], children: [], state: { status: 'waiting' } });
  for (const task of added) if (task.parent !== undefined) record.tasks.get(task.parent)?.children.push(task.id);
}

function breakDown(task: TaskRecord | undefined, by: string, why: string): void {
  if (task !== undefined) task.brokenDown = { by, why };
}

function deadlineOf(
  { deadlineMs }: RunOptions,
  { atMs, deadlineAtMs }: { readonly atMs: number; readonly deadlineAtMs?: number },
): Pick<RunRecord, 'deadlineAtMs'> {
  return deadlineMs === undefined ? {} : { deadlineAtMs: deadlineAtMs ?? atMs + deadlineMs };
}

function reopen(record: RunRecord, event: EventOf<'run-reopened'> & { readonly atMs: number }): void {
  record.status = 'running';
  Object.assign(record, deadlineOf(record.options, event));
  record.cancelRequested = false;
  record.missing = [];
  record.artifacts = [];
  delete record.endedAtMs;
  delete record.answer;
  for (const id of event.tasks) {
    const task = record.tasks.get(id);
    if (task === undefined) continue;
    task.state = { status: 'waiting' };
    task.attemptsBefore = task.attempts.length;
  }
}

function leaveInFlight({ tasks }: RunRecord): void {
  for (const { attempts } of tasks.values()) for (const attempt of attempts) if (attempt.outcome === 'running') attempt.isLeft = true;
}

type TaskEvent = Extract<RunEvent, { readonly task: TaskId }>;

function foldTaskEvent(record: TaskRecord | undefined, event: TaskEvent): void {
  if (record === undefined) return;
  switch (event.type) {
    case 'attempt-started': {
      const { attempt, agent, decision, interrupted, atMs } = event;
      const policy = interrupted === undefined ? {} : { interrupted };
      const isBeside = record.attempts.some((other) => other.attempt !== attempt && other.outcome === 'running' && other.isLeft !== true);
      const twin = isBeside ? ({ isTwin: true } as const) : {};
      const started: AttemptRecord = { attempt, agent, decision, ...policy, ...twin, startedAtMs: atMs, outcome: 'running' };
      // After a crash an attempt in flight is repeated under its own number; there may be several, when one is hedged.
      const repeated = record.attempts.findIndex((other) => other.attempt === attempt);
      if (repeated >= 0) record.attempts[repeated] = started;
      else record.attempts.push(started);
      record.state = { status: 'running', attempt, agent };
      break;
    }
    case 'attempt-succeeded':
      endAttempt(record, event, 'succeeded');
      if (record.state.status !== 'succeeded')
        record.state = { status: 'succeeded', agent: event.agent, output: event.output, artifacts: event.artifacts };
      break;
    case 'attempt-failed': {
      const ended = endAttempt(record, event, 'failed');
      if (ended !== undefined) ended.failure = event.failure;
      if (record.state.status === 'running') record.state = stateOfAttempts(record);
      break;
    }
    case 'attempt-cancelled': {
      const ended = endAttempt(record, event, 'cancelled');
      if (ended !== undefined) ended.cancelledBecause = event.reason;
      if (record.state.status === 'running') record.state = stateOfAttempts(record);
      break;
    }
    case 'task-deferred':
      record.deferrals.push({ atMs: event.atMs, untilMs: event.untilMs, decision: event.decision });
      break;
    case 'task-failed':
      record.state = { status: 'failed', reason: event.reason };
      break;
    case 'task-blocked':
      record.state = { status: 'blocked', failedDependency: event.failedDependency };
      break;
    case 'task-skipped':
      record.state = { status: 'skipped', reason: event.reason };
      break;
    case 'task-cancelled':
      record.state = { status: 'cancelled', reason: event.reason };
      break;
  }
}

/** A task whose attempt ended still runs when another attempt at it does. */
function stateOfAttempts({ attempts }: TaskRecord): LeafState {
  const other = attempts.findLast((attempt) => attempt.outcome === 'running');
  return other === undefined ? { status: 'waiting' } : { status: 'running', attempt: other.attempt, agent: other.agent };
}

function endAttempt(
  record: TaskRecord,
  event: TaskEvent & { readonly type: 'attempt-succeeded' | 'attempt-failed' | 'attempt-cancelled' },
  outcome: 'succeeded' | 'failed' | 'cancelled',
): AttemptRecord | undefined {
  const attempt = record.attempts.findLast((other) => other.attempt === event.attempt);
  if (attempt === undefined) return undefined;
  attempt.endedAtMs = event.atMs;
  attempt.outcome = outcome;
  if (event.usage !== undefined) {
    attempt.inputTokens = event.usage.inputTokens;
    attempt.outputTokens = event.usage.outputTokens;
  }
  if (event.costUsd !== undefined) attempt.costUsd = event.costUsd;
  return attempt;
}
