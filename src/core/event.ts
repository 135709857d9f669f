import * as z from 'zod';
import type { Artifact, Usage } from './agent.ts';
import type { FailureKind } from './agent-error.ts';
import type { Decision } from './decision.ts';
import type { ErrorCode } from './errors.ts';
import type { AgentId, RunId, TaskId } from './ids.ts';
import type { Json } from './json.ts';
import { type Locate, parseWith } from './parse.ts';
import type { PlanCaps } from './plan.ts';
import { INTERRUPTED_POLICIES, type InterruptedPolicy, type Task } from './task.ts';
import type { Objective } from './team.ts';

/** An output as the journal keeps it: small ones in place, larger ones in the store under the SHA-256 of their JSON. */
export type OutputRef = { readonly inline: Json } | { readonly hash: string; readonly bytes: number };

export type RunStatus = 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled';

/** Everything the user asked for with a run. */
export interface RunOptions {
  readonly objective: Objective;
  /** Larger first, among the runs of a team. */
  readonly priority: number;
  readonly seed: number;
  readonly budgetUsd?: number;
  /** The least probability 0..1 that a task ends well. */
  readonly quality?: number;
  /** From the start of the run. */
  readonly deadlineMs?: number;
  /** Absolute. */
  readonly inputs: readonly string[];
  /** Hosts, with their ports, that the user's plan names: what is of this machine or its networks may be asked. Absent: none. */
  readonly namedHosts?: readonly string[];
  /** Paths out of the current folder that the user's plan names, which may be read. Absent: none. */
  readonly namedPaths?: readonly string[];
  /** The one folder below which files are read, whatever is named; nothing of this machine or its networks is asked either. Absolute. */
  readonly confinedTo?: string;
  /** Where artifacts go; absolute. */
  readonly directory: string;
}

export interface Failure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** A task that did not succeed, as the answer names it. */
export interface Missing {
  readonly task: TaskId;
  readonly title: string;
  readonly status: 'failed' | 'blocked' | 'skipped' | 'cancelled';
  readonly reason: string;
}

interface AttemptOf {
  readonly task: TaskId;
  /** From 1 within its task. */
  readonly attempt: number;
  readonly agent: AgentId;
}

/** What an attempt used, whether it succeeded or not. `costUsd` is absent when the price is unknown. */
interface Spent {
  readonly usage?: Usage;
  readonly costUsd?: number;
}

/** How far a plan may grow while it runs. */
export interface GrowthTerms {
  readonly caps: PlanCaps;
  /** How often what is not done may be planned anew. */
  readonly maxReplans: number;
  /** Whether tasks that would be lost are broken down, or planned anew. */
  readonly mends: boolean;
  /** Whether a last task makes one answer of several results, when somebody of the team can. */
  readonly synthesis: boolean;
}

/** A fact in a run's journal. The journal is the only source of truth: `RunRecord` is a fold over it. */
export type EventBody =
  | {
      readonly type: 'run-started';
      readonly request: string;
      readonly options: RunOptions;
      readonly agents: readonly AgentId[];
      readonly growth?: GrowthTerms;
      /** Ms since the Unix epoch, counted from when the run was asked for. Absent though there is a deadline: it counts from this event. */
      readonly deadlineAtMs?: number;
      /** Tells what was asked for from anything else, for whoever asks under the same id again. */
      readonly fingerprint?: string;
    }
  /** `of`: they are the parts that this task was broken into on the way, `by` whom and `why`. */
  | { readonly type: 'tasks-planned'; readonly tasks: readonly Task[]; readonly of?: TaskId; readonly by?: string; readonly why?: string }
  /** These tasks are not wanted any more: others take their place. `lost`: the one whose failure led to it. */
  | {
      readonly type: 'tasks-replaced';
      readonly tasks: readonly TaskId[];
      readonly lost?: TaskId;
      readonly by: string;
      readonly why: string;
    }
  /** `cutOff`: why there are no more tasks, although the plan is not complete. */
  | {
      readonly type: 'plan-completed';
      readonly planner: string;
      readonly planMs: number;
      readonly notes: readonly string[];
      readonly cutOff?: string;
    }
  | ({ readonly type: 'attempt-started'; readonly decision: Decision; readonly interrupted?: InterruptedPolicy } & AttemptOf)
  /** `quality`: how good reviewers found it, 0..1. */
  | ({
      readonly type: 'attempt-succeeded';
      readonly output: OutputRef;
      readonly artifacts: readonly Artifact[];
      readonly quality?: number;
    } & AttemptOf &
      Spent)
  | ({ readonly type: 'attempt-failed'; readonly failure: Failure } & AttemptOf & Spent)
  | ({ readonly type: 'attempt-cancelled'; readonly reason: string } & AttemptOf & Spent)
  | { readonly type: 'task-deferred'; readonly task: TaskId; readonly untilMs: number; readonly decision: Decision }
  | { readonly type: 'task-failed'; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'task-blocked'; readonly task: TaskId; readonly failedDependency: TaskId }
  | { readonly type: 'task-skipped'; readonly task: TaskId; readonly reason: string }
  | { readonly type: 'task-cancelled'; readonly task: TaskId; readonly reason: string }
  /** A call to the model that plans. */
  | ({ readonly type: 'planning-spent'; readonly planner: string } & Spent)
  | { readonly type: 'run-resumed' }
  /** A finished run goes on: these leaf tasks are to be done again, as if they had never been tried. */
  | { readonly type: 'run-reopened'; readonly tasks: readonly TaskId[]; readonly deadlineAtMs?: number }
  | { readonly type: 'run-cancel-requested'; readonly reason: string }
  | {
      readonly type: 'run-finished';
      readonly status: Exclude<RunStatus, 'running'>;
      readonly answer: string;
      readonly missing: readonly Missing[];
      readonly artifacts: readonly Artifact[];
    };

export type EventType = EventBody['type'];

/** `seq` counts from 1 within the run; `atMs` is ms since the Unix epoch. */
export type RunEvent = EventBody & { readonly run: RunId; readonly seq: number; readonly atMs: number };

/** The event body of one type. */
export type EventOf<Type extends EventType> = Extract<EventBody, { type: Type }>;

const text = z.string();
/** Ids appear in terminals. What is not an id but can be read is let be: journals outlive the rules for ids. */
const READABLE = /^[^\p{Cc}\p{Cf}\p{Cs}]{1,500}$/u;
const id = z.string().regex(READABLE, 'expected an id, without control characters');
const count = z.number().int().min(1);
const attempt = { task: id, attempt: count, agent: id };
const spent = {
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }).optional(),
  costUsd: z.number().optional(),
};
const decision = z.object({ why: text, candidates: z.array(z.object({ agent: id })).optional() });
const artifacts = z.array(z.object({ path: text, mediaType: text, title: text }));
const dependency = z.object({ task: id, optional: z.boolean() });
const task = z.object({ id, title: text, instruction: text, dependsOn: z.array(dependency), capabilities: z.array(text) });

/** What a line of a journal must look like to be believed. Unknown keys of newer versions pass, being left alone; unknown types do not. */
const bodySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    request: text,
    options: z.object({
      objective: text,
      seed: z.number(),
      namedHosts: z.array(text).optional(),
      namedPaths: z.array(text).optional(),
      confinedTo: text.optional(),
    }),
    agents: z.array(id),
    deadlineAtMs: z.number().optional(),
    fingerprint: text.optional(),
  }),
  z.object({ type: z.literal('tasks-planned'), tasks: z.array(task), of: text.optional() }),
  z.object({ type: z.literal('tasks-replaced'), tasks: z.array(text), lost: text.optional(), by: text, why: text }),
  z.object({ type: z.literal('plan-completed'), planner: text, planMs: z.number(), notes: z.array(text), cutOff: text.optional() }),
  z.object({ type: z.literal('attempt-started'), ...attempt, decision, interrupted: z.enum(INTERRUPTED_POLICIES).optional() }),
  z.object({
    type: z.literal('attempt-succeeded'),
    ...attempt,
    ...spent,
    output: z.union([z.object({ inline: z.json() }), z.object({ hash: text, bytes: z.number() })]),
    artifacts,
    quality: z.number().min(0).max(1).optional(),
  }),
  z.object({
    type: z.literal('attempt-failed'),
    ...attempt,
    ...spent,
    failure: z.object({ kind: z.enum(['retryable', 'terminal-agent', 'terminal-task']), code: text, message: text }),
  }),
  z.object({ type: z.literal('attempt-cancelled'), ...attempt, ...spent, reason: text }),
  z.object({ type: z.literal('task-deferred'), task: id, untilMs: z.number(), decision }),
  z.object({ type: z.literal('task-failed'), task: id, reason: text }),
  z.object({ type: z.literal('task-blocked'), task: id, failedDependency: id }),
  z.object({ type: z.literal('task-skipped'), task: id, reason: text }),
  z.object({ type: z.literal('task-cancelled'), task: id, reason: text }),
  z.object({ type: z.literal('planning-spent'), planner: text, ...spent }),
  z.object({ type: z.literal('run-resumed') }),
  z.object({ type: z.literal('run-reopened'), tasks: z.array(id), deadlineAtMs: z.number().optional() }),
  z.object({ type: z.literal('run-cancel-requested'), reason: text }),
  z.object({
    type: z.literal('run-finished'),
    status: z.enum(['succeeded', 'partial', 'failed', 'cancelled']),
    answer: text,
    missing: z.array(z.object({ task: id, title: text, status: text, reason: text })),
    artifacts,
  }),
]);

const headerSchema = z.object({ run: id, seq: count, atMs: z.number() });

/**
 * Believes a line of a journal when it has the shape of an event. Nothing is copied: journals are long.
 *
 * @throws SkeinError with `code`
 */
export function parseEvent(value: unknown, code: ErrorCode, locate: Locate): RunEvent {
  parseWith(bodySchema, value, code, locate);
  const { run, seq, atMs } = value as Partial<Record<'run' | 'seq' | 'atMs', unknown>>;
  const isNumbered =
    typeof run === 'string' && READABLE.test(run) && Number.isSafeInteger(seq) && Number(seq) >= 1 && Number.isFinite(atMs);
  if (!isNumbered) parseWith(headerSchema, value, code, locate);
  // The schemas have checked the shape; branded ids and JSON parts are beyond their types.
  return value as RunEvent;
}
