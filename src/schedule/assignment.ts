/**
 * The assignment of rows to columns with the largest sum, exactly: the Hungarian method by shortest augmenting paths (Jonker and
 * Volgenant 1987). O(rows^2 * columns).
 *
 * @param worth By row, then column; `-Infinity` where they do not go together. At least as many columns as rows.
 * @returns By row, its column; -1 for a row that goes with no column that is left.
 * @throws RangeError when there are more rows than columns.
 */
export function bestAssignment(worth: readonly (readonly number[])[], columns: number): Int32Array {
  const rows = worth.length;
  if (rows > columns) throw new RangeError(`${rows} rows do not fit ${columns} columns`);
  const costs = worth.map((row) => Array.from({ length: columns }, (_, column) => costOf(row[column])));
  // Indexes from 1; 0 stands for nothing.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const isUsed = new Uint8Array(columns + 1);
    let column = 0;
    do {
      isUsed[column] = 1;
      const current = rowOf[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= columns; other++) {
        if (isUsed[other] === 1) continue;
        const reduced = (costs[current - 1]?.[other - 1] ?? 0) - (rowPrice[current] ?? 0) - (columnPrice[other] ?? 0);
        if (reduced < (least[other] ?? 0)) {
          least[other] = reduced;
          cameFrom[other] = column;
        }
        if ((least[other] ?? 0) < step) {
          step = least[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= columns; other++) {
        if (isUsed[other] === 1) {
          const owner = rowOf[other] ?? 0;
          rowPrice[owner] = (rowPrice[owner] ?? 0) + step;
          columnPrice[other] = (columnPrice[other] ?? 0) - step;
        } else least[other] = (least[other] ?? 0) - step;
      }
      column = next;
    } while ((rowOf[column] ?? 0) !== 0);
    while (column !== 0) {
      const before = cameFrom[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }
  const result = new Int32Array(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = (rowOf[column] ?? 0) - 1;
    if (row >= 0 && (worth[row]?.[column - 1] ?? Number.NEGATIVE_INFINITY) > Number.NEGATIVE_INFINITY) result[row] = column - 1;
  }
  return result;
}

/** What does not go together costs more than anything that does, and is still a number. */
const FORBIDDEN = 1e15;

function costOf(worth: number | undefined): number {
  if (worth === undefined || Number.isNaN(worth)) return FORBIDDEN;
  return Math.min(FORBIDDEN, Math.max(-FORBIDDEN, -worth));
}
