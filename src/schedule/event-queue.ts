export interface Entry<Value> {
  readonly atMs: number;
  readonly order: number;
  readonly value: Value;
}

/** What is going to happen, soonest first; of things at the same instant, the one put in first. */
export class EventQueue<Value> {
  readonly #heap: Entry<Value>[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next thing is going to happen; absent when nothing is. */
  get nextAtMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  put(atMs: number, value: Value): void {
    this.putBack({ atMs, order: this.#order++, value });
  }

  /** Takes back what was taken, in its old place. */
  putBack(entry: Entry<Value>): void {
    let index = this.#heap.push(entry) - 1;
    while (index > 0) {
      const up = (index - 1) >> 1;
      const above = this.#heap[up];
      if (above === undefined || isBefore(above, entry)) break;
      this.#heap[index] = above;
      index = up;
    }
    this.#heap[index] = entry;
  }

  take(): Entry<Value> | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined || top === undefined || this.#heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const first = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (first === undefined || isBefore(last, first)) break;
      this.#heap[index] = first;
      index = first === left ? 2 * index + 1 : 2 * index + 2;
    }
    this.#heap[index] = last;
    return top;
  }
}

function isBefore<Value>(a: Entry<Value>, b: Entry<Value>): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
