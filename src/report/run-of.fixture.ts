import type { AgentProfile, Artifact } from '../core/agent.ts';
import type { Decision } from '../core/decision.ts';
import type { EventBody, OutputRef, RunEvent } from '../core/event.ts';
import { agentId, runId, type TaskId, taskId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import { makeTask, type Task } from '../core/task.ts';

/** A task of a test: `box/part` has the parent `box`; `a?` among the dependencies is an optional one. */
export function task(name: string, dependsOn: readonly string[] = [], more: Partial<Task> = {}): Task {
  const [own = '', parent] = name.split('/').reverse();
  return makeTask({
    id: taskId(own),
    instruction: own,
    dependsOn: dependsOn.map((on) => ({ task: taskId(on.replace('?', '')), optional: on.endsWith('?') })),
    ...(parent === undefined ? {} : { parent: taskId(parent) }),
    ...more,
  });
}

export function agent(id: string, more: Partial<AgentProfile> = {}): AgentProfile {
  return {
    id: agentId(id),
    kind: 'embedded',
    description: `does ${id}`,
    capabilities: { '*': 1 },
    slots: 1,
    limits: [],
    price: { perAttemptUsd: 0 },
    ...more,
  };
}

export interface Attempt {
  readonly task: string;
  readonly agent: string;
  readonly startMs: number;
  /** Absent: it still runs. */
  readonly endMs?: number;
  readonly output?: Json;
  /** It fails. */
  readonly error?: string;
  /** It is cancelled. */
  readonly cancelled?: string;
  readonly artifacts?: readonly Artifact[];
  readonly costUsd?: number | undefined;
  readonly tokens?: readonly [input: number, output: number];
  readonly decision?: Decision;
}

/** A fact at an instant, from the start of the run. */
export type Fact = readonly [atMs: number, body: EventBody];

export const START_AT_MS = 1_000_000;

/** The journal of a run that was planned at its start: attempts and other facts in the order of their instants. */
export function journalOf(tasks: readonly Task[], attempts: readonly Attempt[] = [], facts: readonly Fact[] = []): RunEvent[] {
  const counts = new Map<string, number>();
  const dated: Fact[] = [
    [
      0,
      {
        type: 'run-started',
        request: 'Do it',
        options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' },
        agents: [],
      },
    ],
    [0, { type: 'tasks-planned', tasks }],
    [0, { type: 'plan-completed', planner: 'offline', planMs: 5, notes: [] }],
  ];
  for (const attempt of attempts) dated.push(...factsOf(attempt, counts));
  dated.push(...facts);
  return dated
    .map(([atMs, body], index) => ({ atMs, body, index }))
    .toSorted((a, b) => a.atMs - b.atMs || a.index - b.index)
    .map(({ atMs, body }, index): RunEvent => ({ ...body, run: runId('run-1'), seq: index + 1, atMs: START_AT_MS + atMs }));
}

export function recordOf(tasks: readonly Task[], attempts: readonly Attempt[] = [], facts: readonly Fact[] = []): RunRecord {
  const record = foldEvents(journalOf(tasks, attempts, facts));
  if (record === undefined) throw new Error('no record');
  return record;
}

/** Outputs of test journals are all inline. */
export const inlineOutput = (ref: OutputRef): Json => ('inline' in ref ? ref.inline : null);

export const failed = (id: string, reason: string): EventBody => ({ type: 'task-failed', task: taskId(id), reason });
export const skipped = (id: string, reason: string): EventBody => ({ type: 'task-skipped', task: taskId(id), reason });
export const blocked = (id: string, by: string): EventBody => ({ type: 'task-blocked', task: taskId(id), failedDependency: taskId(by) });
export const cancelledTask = (id: string, reason: string): EventBody => ({ type: 'task-cancelled', task: taskId(id), reason });

function factsOf(given: Attempt, counts: Map<string, number>): Fact[] {
  const number = (counts.get(given.task) ?? 0) + 1;
  counts.set(given.task, number);
  const of = { task: taskId(given.task) as TaskId, attempt: number, agent: agentId(given.agent) };
  const started: Fact = [
    given.startMs,
    { type: 'attempt-started', ...of, decision: given.decision ?? { why: 'the only agent that can do it' } },
  ];
  if (given.endMs === undefined) return [started];
  const spent = {
    ...(given.costUsd === undefined ? {} : { costUsd: given.costUsd }),
    ...(given.tokens === undefined ? {} : { usage: { inputTokens: given.tokens[0], outputTokens: given.tokens[1] } }),
  };
  const end: EventBody =
    given.error !== undefined
      ? { type: 'attempt-failed', ...of, ...spent, failure: { kind: 'retryable', code: 'error', message: given.error } }
      : given.cancelled !== undefined
        ? { type: 'attempt-cancelled', ...of, ...spent, reason: given.cancelled }
        : { type: 'attempt-succeeded', ...of, ...spent, output: { inline: given.output ?? null }, artifacts: given.artifacts ?? [] };
  return [started, [given.endMs, end]];
}
