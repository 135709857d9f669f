/** Indexes, the one with the largest key on top; of equal keys the smallest index. Push and pop O(log n). */
export class IndexHeap {
  readonly #keys: Float64Array;
  readonly #items: Int32Array;
  #size = 0;

  /** @param keys By index; not to change while the index is in the heap. */
  constructor(keys: Float64Array) {
    this.#keys = keys;
    this.#items = new Int32Array(keys.length);
  }

  get size(): number {
    return this.#size;
  }

  /** -1 when it is empty. */
  peek(): number {
    return this.#size === 0 ? -1 : (this.#items[0] ?? -1);
  }

  push(item: number): void {
    let place = this.#size++;
    while (place > 0) {
      const up = (place - 1) >> 1;
      const above = this.#items[up] ?? 0;
      if (this.#isBefore(above, item)) break;
      this.#items[place] = above;
      place = up;
    }
    this.#items[place] = item;
  }

  /** -1 when it is empty. */
  pop(): number {
    if (this.#size === 0) return -1;
    const top = this.#items[0] ?? -1;
    const last = this.#items[--this.#size] ?? 0;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#isBefore(this.#items[below + 1] ?? 0, this.#items[below] ?? 0)) below++;
      const item = this.#items[below] ?? 0;
      if (this.#isBefore(last, item)) break;
      this.#items[place] = item;
      place = below;
    }
    this.#items[place] = last;
    return top;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#keys[a] ?? 0) - (this.#keys[b] ?? 0);
    return difference > 0 || (difference === 0 && a < b);
  }
}
