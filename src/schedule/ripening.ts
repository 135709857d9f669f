import type { SchedulerState } from './state.ts';
import type { RunNode } from './task-node.ts';
import { risesAtMs } from './urgency.ts';

/** Waiting or a near deadline is going to make tasks of the run more urgent, at this instant or later. */
export function ripensAt(state: SchedulerState, run: RunNode, atMs: number): void {
  if (atMs >= run.ripensAtMs) return;
  run.ripensAtMs = atMs;
  state.ripening.put(atMs, run);
}

/** Raises the queues of the runs that time has made more urgent. */
export function ripen(state: SchedulerState, nowMs: number): void {
  const { ripening } = state;
  while ((ripening.nextAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
    const due = ripening.take();
    // It was to ripen earlier, and has, or its time was put off.
    if (due === undefined || due.value.ripensAtMs !== due.atMs) continue;
    const run = due.value;
    run.ripensAtMs = Number.POSITIVE_INFINITY;
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
