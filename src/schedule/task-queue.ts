import type { TaskClass } from './task-class.ts';
import type { RunNode, TaskNode } from './task-node.ts';

/**
 * Negative when `a` is to start before `b` of the same run: larger user priority, then the longer chain of work behind it
 * (bottom level), then the one that came first. A total order.
 */
export function compareReady(a: TaskNode, b: TaskNode): number {
  const priority = b.task.priority - a.task.priority;
  if (priority !== 0) return priority;
  return a.levelMs === b.levelMs ? a.order - b.order : b.levelMs - a.levelMs;
}

/**
 * The ready tasks of one run that the same agents can do, the one to start first on top: a binary heap that knows
 * each task's place in it. Push, pop and remove O(log n).
 */
export class TaskQueue {
  readonly class: TaskClass;
  readonly run: RunNode;
  readonly #nodes: TaskNode[] = [];

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

  #rise(node: TaskNode, start: number): void {
    const nodes = this.#nodes;
    let index = start;
    while (index > 0) {
      const up = (index - 1) >> 1;
      const above = nodes[up];
      if (above === undefined || compareReady(above, node) <= 0) break;
      nodes[index] = above;
      above.place = index;
      index = up;
    }
    nodes[index] = node;
    node.place = index;
  }

  #sink(node: TaskNode, start: number): void {
    const nodes = this.#nodes;
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const first = nodes[left];
      if (first === undefined) break;
      const second = nodes[left + 1];
      const rightFirst = second !== undefined && compareReady(second, first) < 0;
      const below = rightFirst ? second : first;
      if (compareReady(node, below) <= 0) break;
      nodes[index] = below;
      below.place = index;
      index = rightFirst ? left + 1 : left;
    }
    nodes[index] = node;
    node.place = index;
  }
}
