/** A set of row numbers, a bit for each row. */
export class RowSet {
  #bits = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(row: number): void {
    const byte = Math.floor(row / 8);
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const before = this.#bits[byte] ?? 0;
    const after = before | (1 << (row % 8));
    if (after === before) return;
    this.#bits[byte] = after;
    this.#size++;
  }

  has(row: number): boolean {
    return ((this.#bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0;
  }
}
