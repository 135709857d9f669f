import type { Json } from '../../core/json.ts';
import type { Task } from '../../core/task.ts';

/** How a scripted attempt fails: `429`, `500`, `timeout` may be tried again; `401`, `refused` end it for this agent; `terminal` for every agent. */
export const SCRIPTED_ERRORS = ['429', '500', 'timeout', '401', 'refused', 'terminal'] as const;
export type ScriptedError = (typeof SCRIPTED_ERRORS)[number];

/** One figure for everything, or one by capability, where `*` stands for every capability not named. */
export type ByCapability = number | Readonly<Record<string, number>>;

/** What a scripted agent does instead of work. */
export interface Script {
  /** The median of an attempt's length, failed ones included. Absent: the task's own estimate, else 100. */
  readonly latencyMs?: ByCapability;
  /** The standard deviation of the logarithm of the latency: >= 0. Default 0, every attempt takes the median. */
  readonly latencySigma?: number;
  /** The probability 0..1 that an attempt succeeds. Default 1, also for a capability that a mapping without `*` does not name. */
  readonly success?: ByCapability;
  /** Tasks that fail every time, by id. */
  readonly failTasks?: readonly string[];
  /** How attempts fail. Default `500`. */
  readonly error?: ScriptedError;
  /** The wait that a retryable failure asks for. Absent: it asks for none. */
  readonly retryAfterMs?: number;
  /** Per attempt. Default 0. */
  readonly costUsd?: number;
  /** What every successful attempt gives back. Absent: which agent did which attempt of which task, or a
   * sample of the output that the task asks for. */
  readonly output?: Json;
}

/** An attempt's length when neither the script nor the task says one. */
export const DEFAULT_LATENCY_MS = 100;

/** The median length of an attempt: of a task that needs several capabilities, the longest of theirs. */
export function medianLatencyMs(script: Script, task: Task): number {
  const fallback = task.estimate?.durationMs ?? DEFAULT_LATENCY_MS;
  return Math.max(...figures(script.latencyMs, task, fallback));
}

/** The probability that an attempt succeeds: of a task that needs several capabilities, the least of theirs. */
export function successProbability(script: Script, task: Task): number {
  if (script.failTasks?.includes(task.id)) return 0;
  return Math.min(...figures(script.success, task, 1));
}

function figures(given: ByCapability | undefined, task: Task, fallback: number): number[] {
  if (given === undefined) return [fallback];
  if (typeof given === 'number') return [given];
  const other = given['*'] ?? fallback;
  return task.capabilities.length === 0 ? [other] : task.capabilities.map((capability) => given[capability] ?? other);
}
