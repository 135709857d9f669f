import type { AttemptRecord, RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import { type Cause, criticalChain } from './critical-chain.ts';

/** One slot of an agent, from top to bottom. */
export interface Lane {
  readonly agent: string;
  /** From 1 within its agent. */
  readonly slot: number;
}

/** One attempt. Ms from the start of the chart. */
export interface Bar {
  readonly lane: number;
  readonly task: string;
  readonly title: string;
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: AttemptRecord['outcome'];
  /** Its place in `groups`. */
  readonly group: number;
  /** Its place on the chain that decided the makespan, from 0; -1 off it. */
  readonly chainPlace: number;
  /** What it waited for; for attempts on the chain. */
  readonly cause?: Cause;
}

/** A schedule as a picture needs it: who did what when, on which slot. */
export interface GanttChart {
  readonly lanes: readonly Lane[];
  /** In the order of their starts. */
  readonly bars: readonly Bar[];
  readonly spanMs: number;
  /** What colours stand for, the one with most work first: capabilities, or names where tasks ask for none. The last may be `other`. */
  readonly groups: readonly string[];
}

/** More kinds of work cannot be told apart by colour. */
const MAX_GROUPS = 8;
export const OTHER = 'other';

/**
 * Lays out a run: a lane for every slot that was used, agents in the order of the run's team.
 *
 * @param nowMs Where attempts under way end. Default: where the last one that ended does.
 */
export function ganttChart(record: RunRecord, nowMs?: number): GanttChart {
  const tried = Array.from(record.tasks.values(), ({ task, attempts }) => attempts.map((attempt) => ({ task, attempt })))
    .flat()
    .sort((a, b) => a.attempt.startedAtMs - b.attempt.startedAtMs || endOf(a.attempt, 0) - endOf(b.attempt, 0));
  const beginMs = tried[0]?.attempt.startedAtMs ?? 0;
  const lastMs = tried.reduce((latest, { attempt }) => Math.max(latest, attempt.endedAtMs ?? attempt.startedAtMs), beginMs);
  const untilMs = Math.max(lastMs, nowMs ?? lastMs);
  const order = new Map(record.agents.map((agent, index) => [agent as string, index]));
  const byAgent = [...Map.groupBy(tried, ({ attempt }) => attempt.agent as string)].sort(
    ([a], [b]) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size),
  );
  const lanes: Lane[] = [];
  const laneOf = new Map<AttemptRecord, number>();
  for (const [agent, own] of byAgent) {
    const first = lanes.length;
    const freeMs: number[] = [];
    for (const { attempt } of own) {
      const free = freeMs.findIndex((atMs) => atMs <= attempt.startedAtMs);
      const slot = free < 0 ? freeMs.length : free;
      freeMs[slot] = endOf(attempt, untilMs);
      laneOf.set(attempt, first + slot);
    }
    for (const slot of freeMs.keys()) lanes.push({ agent, slot: slot + 1 });
  }
  const chain = new Map(
    criticalChain(record, (attempt) => laneOf.get(attempt) ?? 0).map(({ attempt, cause }, place) => [attempt, { place, cause }]),
  );
  const { groups, groupOf } = grouping(tried.map(({ task, attempt }) => ({ task, workMs: endOf(attempt, untilMs) - attempt.startedAtMs })));
  const bars = tried.map(({ task, attempt }): Bar => {
    const link = chain.get(attempt);
    return {
      lane: laneOf.get(attempt) ?? 0,
      task: task.id,
      title: task.title,
      attempt: attempt.attempt,
      startMs: attempt.startedAtMs - beginMs,
      endMs: endOf(attempt, untilMs) - beginMs,
      outcome: attempt.outcome,
      group: groupOf(task),
      chainPlace: link?.place ?? -1,
      ...(link === undefined ? {} : { cause: link.cause }),
    };
  });
  return { lanes, bars, spanMs: untilMs - beginMs, groups };
}

function endOf({ startedAtMs, endedAtMs, outcome }: AttemptRecord, untilMs: number): number {
  return endedAtMs ?? (outcome === 'running' ? Math.max(startedAtMs, untilMs) : startedAtMs);
}

function grouping(work: readonly { readonly task: Task; readonly workMs: number }[]): {
  groups: string[];
  groupOf: (task: Task) => number;
} {
  const named = work.some(({ task }) => task.capabilities.length > 0);
  const nameOf = ({ capabilities, id }: Task): string =>
    named ? capabilities.join(' + ') || 'no capability' : id.replace(/[._:-]?(ID)?\d+$/, '') || id;
  const totals = new Map<string, number>();
  for (const { task, workMs } of work) totals.set(nameOf(task), (totals.get(nameOf(task)) ?? 0) + workMs);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const groups = ranked.length <= MAX_GROUPS ? ranked : [...ranked.slice(0, MAX_GROUPS - 1), OTHER];
  const places = new Map(groups.map((name, place) => [name, place]));
  return { groups, groupOf: (task) => places.get(nameOf(task)) ?? groups.length - 1 };
}
