import type { SchedulerState } from './state.ts';
import type { RunNode } from './task-node.ts';
import { risesAtMs } from './urgency.ts';

/** What rings when time makes tasks of a run more urgent. It outlives its run by little, and does not hold on to it. */
export interface Alarm {
  run: RunNode | undefined;
  /** Rings before this one are void; `Infinity` when none is to come. */
  atMs: number;
}

/** Waiting or a near deadline is going to make tasks of the run more urgent, at this instant or later. */
export function ripensAt(state: SchedulerState, run: RunNode, atMs: number): void {
  if (atMs >= run.alarm.atMs) return;
  run.alarm.atMs = atMs;
  state.ripening.put(atMs, run.alarm);
}

/** Raises the queues of the runs that time has made more urgent. */
export function ripen(state: SchedulerState, nowMs: number): void {
  const { ripening } = state;
  while ((ripening.nextAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
    const due = ripening.take();
    // Its run has ended, or it was to ring earlier, and has.
    const run = due?.value.run;
    if (due === undefined || run === undefined || due.value.atMs !== due.atMs) continue;
    due.value.atMs = Number.POSITIVE_INFINITY;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const queue of state.queues.get(run) ?? []) {
      const head = queue.peek();
      if (head === undefined) continue;
      queue.lane.rose(queue);
      nextMs = Math.min(nextMs, risesAtMs(head, nowMs));
    }
    ripensAt(state, run, nextMs);
  }
}
