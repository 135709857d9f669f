import type { TaskNode } from './task-node.ts';

/**
 * Who depends on whom within a run, kept as linked lists in two arrays: a task with one dependent costs sixteen bytes here,
 * where an array of its own would cost ten times that. A task's list is circular and is entered at its last edge,
 * so that it is walked in the order in which it grew.
 */
export class Dependents {
  readonly #to: TaskNode[] = [];
  #next = new Int32Array(16);

  add(node: TaskNode, dependent: TaskNode): void {
    const edge = this.#to.push(dependent) - 1;
    if (edge >= this.#next.length) {
      const longer = new Int32Array(this.#next.length * 2);
      longer.set(this.#next);
      this.#next = longer;
    }
    const last = node.lastDependent;
    this.#next[edge] = last < 0 ? edge : (this.#next[last] ?? edge);
    if (last >= 0) this.#next[last] = edge;
    node.lastDependent = edge;
  }

  *of(node: TaskNode): Generator<TaskNode> {
    const last = node.lastDependent;
    for (let edge = last < 0 ? last : (this.#next[last] ?? -1); edge >= 0; edge = edge === last ? -1 : (this.#next[edge] ?? -1)) {
      const dependent = this.#to[edge];
      if (dependent !== undefined) yield dependent;
    }
  }

  /** The same without a generator: this is called once for every task that ends. */
  forEach(node: TaskNode, visit: (dependent: TaskNode) => void): void {
    const last = node.lastDependent;
    for (let edge = last < 0 ? last : (this.#next[last] ?? -1); edge >= 0; edge = edge === last ? -1 : (this.#next[edge] ?? -1)) {
      const dependent = this.#to[edge];
      if (dependent !== undefined) visit(dependent);
    }
  }
}
