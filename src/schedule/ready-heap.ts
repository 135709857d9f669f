import type { TaskNode } from './task-node.ts';

/** Ready tasks, the one to start first on top. Push and pop O(log n). */
export interface ReadyHeap {
  readonly size: number;
  peek(): TaskNode | undefined;
  push(node: TaskNode): void;
  pop(): TaskNode | undefined;
  /** O(n). Removes nothing when the node is not in the heap. */
  remove(node: TaskNode): void;
}

/**
 * Negative when `a` is to start before `b`: larger user priority (the run's plus the task's), then the longer
 * chain of work behind it (bottom level), then the run and the task that came first. A total order.
 */
export function compareReady(a: TaskNode, b: TaskNode): number {
  const priority = b.run.terms.priority + b.task.priority - (a.run.terms.priority + a.task.priority);
  if (priority !== 0) return priority;
  if (a.levelMs !== b.levelMs) return b.levelMs - a.levelMs;
  return a.run.order - b.run.order || a.order - b.order;
}

export function createReadyHeap(): ReadyHeap {
  return new BinaryHeap();
}

class BinaryHeap implements ReadyHeap {
  readonly #nodes: TaskNode[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  peek(): TaskNode | undefined {
    return this.#nodes[0];
  }

  push(node: TaskNode): void {
    this.#nodes.push(node);
    this.#rise(this.#nodes.length - 1);
  }

  pop(): TaskNode | undefined {
    const top = this.#nodes[0];
    const last = this.#nodes.pop();
    if (last !== undefined && this.#nodes.length > 0) {
      this.#nodes[0] = last;
      this.#sink(0);
    }
    return top;
  }

  remove(node: TaskNode): void {
    const index = this.#nodes.indexOf(node);
    if (index < 0) return;
    const last = this.#nodes.pop();
    if (last === undefined || last === node) return;
    this.#nodes[index] = last;
    this.#rise(index);
    this.#sink(index);
  }

  #rise(start: number): void {
    const node = this.#nodes[start];
    if (node === undefined) return;
    let index = start;
    while (index > 0) {
      const up = (index - 1) >> 1;
      const above = this.#nodes[up];
      if (above === undefined || compareReady(above, node) <= 0) break;
      this.#nodes[index] = above;
      index = up;
    }
    this.#nodes[index] = node;
  }

  #sink(start: number): void {
    const node = this.#nodes[start];
    if (node === undefined) return;
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const first = this.#nodes[left];
      if (first === undefined) break;
      const second = this.#nodes[left + 1];
      const down = second !== undefined && compareReady(second, first) < 0 ? left + 1 : left;
      const below = down === left ? first : second;
      if (below === undefined || compareReady(node, below) <= 0) break;
      this.#nodes[index] = below;
      index = down;
    }
    this.#nodes[index] = node;
  }
}
