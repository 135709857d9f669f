import type { TaskClass } from './task-class.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/**
 * The ready tasks of one run that the same agents can do, the one to start first on top: larger user priority, then the longer
 * chain of work behind it (bottom level), then the one that came first. A binary heap that knows each task's place in it, with the
 * keys kept beside the tasks: in a heap of a hundred thousand it is the memory that takes the time. Push, pop and remove O(log n).
 */
export class TaskQueue {
  readonly class: TaskClass;
  readonly run: RunNode;
  /** The decision in which it was found that none of its tasks can start. */
  stuckIn = -1;
  readonly #nodes: TaskNode[] = [];
  readonly #priorities: number[] = [];
  readonly #levels: number[] = [];

  constructor(taskClass: TaskClass, run: RunNode) {
    this.class = taskClass;
    this.run = run;
  }

  get size(): number {
    return this.#nodes.length;
  }

  peek(): TaskNode | undefined {
    return this.#nodes[0];
  }

  push(node: TaskNode): void {
    this.#priorities.push(0);
    this.#levels.push(0);
    this.#rise(node, this.#nodes.push(node) - 1);
  }

  pop(): TaskNode | undefined {
    const top = this.#nodes[0];
    if (top !== undefined) this.remove(top);
    return top;
  }

  /** Removes nothing when the task is not in the queue. */
  remove(node: TaskNode): void {
    const { place } = node;
    if (place < 0) return;
    node.place = -1;
    this.#priorities.pop();
    this.#levels.pop();
    const last = this.#nodes.pop();
    if (last === undefined || last === node) return;
    this.#rise(last, place);
    if (last.place === place) this.#sink(last, place);
  }

  /** Puts a task that has changed in its new place. */
  reorder(node: TaskNode): void {
    if (node.place < 0) return;
    this.remove(node);
    this.push(node);
  }

  /** True when the task at `place` goes before one with these keys. */
  #isBefore(place: number, priority: number, levelMs: number, order: number): boolean {
    const own = this.#priorities[place] ?? 0;
    if (own !== priority) return own > priority;
    const ownLevelMs = this.#levels[place] ?? 0;
    if (ownLevelMs !== levelMs) return ownLevelMs > levelMs;
    return (this.#nodes[place]?.order ?? 0) < order;
  }

  #rise(node: TaskNode, start: number): void {
    const { priority } = node.task;
    const { levelMs, order } = node;
    let index = start;
    while (index > 0) {
      const up = (index - 1) >> 1;
      if (this.#isBefore(up, priority, levelMs, order)) break;
      this.#move(up, index);
      index = up;
    }
    this.#put(node, index);
  }

  #sink(node: TaskNode, start: number): void {
    const { priority } = node.task;
    const { levelMs, order } = node;
    let index = start;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= this.#nodes.length) break;
      const right = below + 1;
      const rightNode = this.#nodes[right];
      if (rightNode !== undefined && !this.#isBefore(below, this.#priorities[right] ?? 0, this.#levels[right] ?? 0, rightNode.order))
        below = right;
      if (!this.#isBefore(below, priority, levelMs, order)) break;
      this.#move(below, index);
      index = below;
    }
    this.#put(node, index);
  }

  #move(from: number, to: number): void {
    const node = this.#nodes[from];
    if (node === undefined) return;
    this.#nodes[to] = node;
    this.#priorities[to] = this.#priorities[from] ?? 0;
    this.#levels[to] = this.#levels[from] ?? 0;
    node.place = to;
  }

  #put(node: TaskNode, index: number): void {
    this.#nodes[index] = node;
    this.#priorities[index] = node.task.priority;
    this.#levels[index] = node.levelMs;
    node.place = index;
  }
}
