import type { Lane } from './lane.ts';
import type { Shares } from './shares.ts';
import type { TaskClass } from './task-class.ts';
import type { PriorityLevel, RunNode, TaskNode } from './task-node.ts';

/** Numbers kept of an entry: priority, level, order of arrival, and one that keeps four entries within whole cache lines. */
const STRIDE = 4;
const CHILDREN = 4;
const FIRST_CAPACITY = 16;

/** Fewer stale entries than this are left where they are. */
const FEW_STALE = 64;

/** By what the queues of a lane are compared: their first tasks and runs, as they were when they were looked at last. */
export interface Rank {
  urgency: number;
  servedMs: number;
  levelMs: number;
  order: number;
}

/**
 * The ready tasks of one run and priority level that the same agents can do, the one to start first on top: larger user priority, then the longer
 * chain of work behind it (bottom level), then the one that came first.
 *
 * A heap of four children, whose keys stand in one array of numbers: in a heap of a hundred thousand it is the memory that takes
 * the time, so moving an entry touches no task. A task that is taken out, or whose level has changed, leaves a stale entry behind, which is
 * passed over when it comes up. An entry is good while its task is `queued` here with the same level. Push and pop O(log n), remove O(1).
 */
export class TaskQueue {
  readonly class: TaskClass;
  readonly run: RunNode;
  readonly level: PriorityLevel;
  /** The decision in which it was found that none of its tasks can start. */
  stuckIn = -1;
  /** Where its tasks wait when no plan says who does them; absent when none does. */
  unpinned: TaskQueue | undefined;
  /** Who its tasks are for; absent while each goes to its best agent. */
  shares: Shares | undefined;
  /** Where it stands among the queues of its class. */
  lane: Lane;
  /** Its place there; -1 while it is not in it. */
  place = -1;
  readonly rank: Rank = { urgency: 0, servedMs: 0, levelMs: 0, order: 0 };
  /** Tasks in the queue. */
  size = 0;
  #keys = new Float64Array(FIRST_CAPACITY * STRIDE);
  readonly #nodes: TaskNode[] = [];

  constructor(taskClass: TaskClass, run: RunNode, level: PriorityLevel) {
    this.class = taskClass;
    this.run = run;
    this.level = level;
    this.lane = taskClass.lane;
  }

  peek(): TaskNode | undefined {
    for (let top = this.#nodes[0]; top !== undefined; top = this.#nodes[0]) {
      if (this.#isGood(top, 0)) return top;
      this.#dropTop();
    }
    return undefined;
  }

  /** At most so many of its tasks, from all over the heap. */
  some(count: number): TaskNode[] {
    const step = Math.max(1, this.#nodes.length / count);
    const found: TaskNode[] = [];
    for (let at = 0; at < this.#nodes.length; at += step) {
      const node = this.#nodes[Math.floor(at)];
      if (node?.queued === true && node.queue === this) found.push(node);
    }
    return found;
  }

  push(node: TaskNode): void {
    node.queued = true;
    this.size++;
    this.level.ready++;
    this.#insert(node);
  }

  pop(): TaskNode | undefined {
    const top = this.peek();
    if (top === undefined) return undefined;
    top.queued = false;
    this.size--;
    this.level.ready--;
    this.#dropTop();
    return top;
  }

  /** Removes nothing when the task is not in the queue. */
  remove(node: TaskNode): void {
    if (!node.queued) return;
    node.queued = false;
    this.size--;
    this.level.ready--;
    // Whoever is first now may be in more of a hurry.
    if (this.run.terms.deadlineAtMs !== undefined && this.place >= 0) this.lane.rose(this);
    if (this.#nodes.length > 2 * this.size + FEW_STALE) this.#sweep();
  }

  /** Puts a task whose level has changed in its new place. */
  reorder(node: TaskNode): void {
    if (!node.queued) return;
    this.#insert(node);
    if (this.#nodes.length > 2 * this.size + FEW_STALE) this.#sweep();
  }

  #insert(node: TaskNode): void {
    const { priority } = node.task;
    const { levelMs, order } = node;
    let index = this.#nodes.push(node) - 1;
    if (this.#nodes.length * STRIDE > this.#keys.length) {
      const larger = new Float64Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    while (index > 0) {
      const up = (index - 1) >> 2;
      if (this.#isBefore(up, priority, levelMs, order)) break;
      this.#move(up, index);
      index = up;
    }
    this.#put(node, index, priority, levelMs, order);
    if (index === 0) this.lane.rose(this);
  }

  #dropTop(): void {
    const keys = this.#keys;
    const nodes = this.#nodes;
    const last = nodes.pop();
    const count = nodes.length;
    if (last === undefined || count === 0) return;
    const from = count * STRIDE;
    const [priority, levelMs, order] = [keys[from] ?? 0, keys[from + 1] ?? 0, keys[from + 2] ?? 0];
    let index = 0;
    for (;;) {
      const first = CHILDREN * index + 1;
      if (first >= count) break;
      const end = Math.min(first + CHILDREN, count);
      let child = first;
      for (let other = first + 1; other < end; other++) {
        const at = other * STRIDE;
        if (!this.#isBefore(child, keys[at] ?? 0, keys[at + 1] ?? 0, keys[at + 2] ?? 0)) child = other;
      }
      if (!this.#isBefore(child, priority, levelMs, order)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(last, index, priority, levelMs, order);
  }

  /** Throws stale entries away. */
  #sweep(): void {
    const good = new Set<TaskNode>();
    for (const [index, node] of this.#nodes.entries()) if (this.#isGood(node, index)) good.add(node);
    this.#nodes.length = 0;
    for (const node of good) this.#insert(node);
  }

  /** True when the task still waits here, and at this place. */
  #isGood({ queued, queue, levelMs }: TaskNode, place: number): boolean {
    return queued && queue === this && levelMs === this.#keys[place * STRIDE + 1];
  }

  /** True when the entry at `place` goes before one with these keys. */
  #isBefore(place: number, priority: number, levelMs: number, order: number): boolean {
    const keys = this.#keys;
    const at = place * STRIDE;
    const own = keys[at] ?? 0;
    if (own !== priority) return own > priority;
    const ownLevelMs = keys[at + 1] ?? 0;
    if (ownLevelMs !== levelMs) return ownLevelMs > levelMs;
    return (keys[at + 2] ?? 0) < order;
  }

  #move(from: number, to: number): void {
    const node = this.#nodes[from];
    const keys = this.#keys;
    const at = from * STRIDE;
    if (node !== undefined) this.#put(node, to, keys[at] ?? 0, keys[at + 1] ?? 0, keys[at + 2] ?? 0);
  }

  #put(node: TaskNode, index: number, priority: number, levelMs: number, order: number): void {
    const keys = this.#keys;
    const at = index * STRIDE;
    this.#nodes[index] = node;
    keys[at] = priority;
    keys[at + 1] = levelMs;
    keys[at + 2] = order;
  }
}
