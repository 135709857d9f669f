import type { TaskClass } from './task-class.ts';
import type { TaskQueue } from './task-queue.ts';
import { urgencyOf } from './urgency.ts';

/**
 * The queues of one class of tasks that have some, the most urgent on top, so that a decision looks at one queue a class, however many runs
 * are open. A heap by rank. What makes a queue more urgent has to be told at once (`rose`): a better first task, or time
 * (`ripening.ts`). What makes it less urgent, that its run is served or its first task is taken, is found out when it comes up.
 */
export class Lane {
  readonly class: TaskClass;
  /** The look in which it was found that nobody can take a task of it yet. */
  closedIn = -1;
  readonly #heap: TaskQueue[] = [];
  readonly #listed: Lane[];
  #isListed = false;

  /** @param listed Where the lane enters itself when it gets its first queue. */
  constructor(taskClass: TaskClass, listed: Lane[]) {
    this.class = taskClass;
    this.#listed = listed;
  }

  /** In no particular order; some may be empty by now. */
  get queues(): readonly TaskQueue[] {
    return this.#heap;
  }

  /** The queue whose first task is the most urgent, its rank being exact then; absent when no task waits here. */
  top(nowMs: number): TaskQueue | undefined {
    for (let queue = this.#heap[0]; queue !== undefined; queue = this.#heap[0]) {
      const head = queue.peek();
      if (head === undefined) {
        this.remove(queue);
        continue;
      }
      const urgency = urgencyOf(head, nowMs);
      const { rank, run } = queue;
      if (rank.urgency === urgency && rank.servedMs === run.servedMs && rank.levelMs === head.levelMs && rank.order === head.order)
        return queue;
      rank.urgency = urgency;
      rank.servedMs = run.servedMs;
      rank.levelMs = head.levelMs;
      rank.order = head.order;
      this.#sink(queue, 0);
    }
    return undefined;
  }

  /** The first task of the queue is more urgent than it was, or the queue has just got one. */
  rose(queue: TaskQueue): void {
    // How urgent exactly is found out when it comes up.
    queue.rank.urgency = Number.POSITIVE_INFINITY;
    this.#float(queue, queue.place < 0 ? this.#heap.push(queue) - 1 : queue.place);
    if (this.#isListed) return;
    this.#isListed = true;
    this.#listed.push(this);
  }

  /** No effect on a queue that is not in the lane. */
  remove(queue: TaskQueue): void {
    const { place } = queue;
    if (place < 0) return;
    const last = this.#heap.pop();
    queue.place = -1;
    if (last === undefined || last === queue) return;
    this.#sink(last, place);
    if (last.place === place) this.#float(last, place);
  }

  /** Leaves the list when it has no queue. @returns Whether it did. */
  leave(): boolean {
    this.#isListed = this.#heap.length > 0;
    return !this.#isListed;
  }

  #float(queue: TaskQueue, from: number): void {
    let place = from;
    while (place > 0) {
      const up = (place - 1) >> 1;
      const above = this.#heap[up];
      if (above === undefined || !ranksBefore(queue, above)) break;
      this.#put(above, place);
      place = up;
    }
    this.#put(queue, place);
  }

  #sink(queue: TaskQueue, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const first = right !== undefined && left !== undefined && ranksBefore(right, left) ? right : left;
      if (first === undefined || !ranksBefore(first, queue)) break;
      const below = first === left ? 2 * place + 1 : 2 * place + 2;
      this.#put(first, place);
      place = below;
    }
    this.#put(queue, place);
  }

  #put(queue: TaskQueue, place: number): void {
    this.#heap[place] = queue;
    queue.place = place;
  }
}

/**
 * True when the first task of `a` goes before that of `b`: the more urgent one; of equally urgent ones, that of the run that was served
 * least for its weight; within a run the one with the longer chain of work, and the one that came first.
 */
export function ranksBefore({ rank: a, run: runA }: TaskQueue, { rank: b, run: runB }: TaskQueue): boolean {
  if (a.urgency !== b.urgency) return a.urgency > b.urgency;
  // Queues of one run may have been ranked at different times.
  if (a.servedMs !== b.servedMs) return a.servedMs < b.servedMs;
  if (runA !== runB) return runA.order < runB.order;
  return a.levelMs === b.levelMs ? a.order < b.order : a.levelMs > b.levelMs;
}
