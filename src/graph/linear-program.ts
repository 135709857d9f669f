/** How close to zero counts as zero. */
const ROUNDING = 1e-10;

export interface Optimum {
  readonly point: Float64Array;
  /** By row: what its limit being larger by 1 would gain. */
  readonly prices: Float64Array;
}

/**
 * The point x >= 0 with `rows x <= limits` at which `gains x` is largest: the simplex method on a condensed tableau (Dantzig 1951),
 * entering by Bland's rule once it stalls, so that it ends.
 *
 * @param limits >= 0, so that x = 0 is allowed.
 * @param maxPivots When they are used up, the best point so far is returned: allowed, if not the best.
 */
export function maximize(
  rows: readonly Float64Array[],
  limits: Float64Array,
  gains: Float64Array,
  maxPivots = 50 * (gains.length + 10),
): Optimum {
  const height = rows.length;
  const width = gains.length;
  const tableau = rows.map((row, index) => Float64Array.from([...row, limits[index] ?? 0]));
  const profit = Float64Array.from([...gains.map((gain) => -gain), 0]);
  /** Which variable a row or a column stands for: those from `width` on are the slacks of the rows. */
  const inRow = Int32Array.from({ length: height }, (_, row) => width + row);
  const inColumn = Int32Array.from({ length: width }, (_, column) => column);
  let stalled = 0;
  for (let turn = 0; turn < maxPivots; turn++) {
    const column = entering(profit, inColumn, width, stalled > 20);
    if (column < 0) break;
    const row = leaving(tableau, inRow, column, width);
    if (row < 0) break;
    const before = profit[width] ?? 0;
    pivot(tableau, profit, row, column, width);
    [inRow[row], inColumn[column]] = [inColumn[column] ?? 0, inRow[row] ?? 0];
    stalled = (profit[width] ?? 0) > before + ROUNDING ? 0 : stalled + 1;
  }
  const point = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    const variable = inRow[row] ?? 0;
    if (variable < width) point[variable] = Math.max(0, tableau[row]?.[width] ?? 0);
  }
  const prices = new Float64Array(height);
  for (let column = 0; column < width; column++) {
    const variable = inColumn[column] ?? 0;
    if (variable >= width) prices[variable - width] = Math.max(0, profit[column] ?? 0);
  }
  return { point, prices };
}

function entering(profit: Float64Array, inColumn: Int32Array, width: number, isStalled: boolean): number {
  let best = -1;
  for (let column = 0; column < width; column++) {
    const gain = profit[column] ?? 0;
    if (gain >= -ROUNDING) continue;
    const isBetter = best < 0 || (isStalled ? (inColumn[column] ?? 0) < (inColumn[best] ?? 0) : gain < (profit[best] ?? 0));
    if (isBetter) best = column;
  }
  return best;
}

function leaving(tableau: readonly Float64Array[], inRow: Int32Array, column: number, width: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [row, cells] of tableau.entries()) {
    const cell = cells[column] ?? 0;
    if (cell <= ROUNDING) continue;
    const ratio = (cells[width] ?? 0) / cell;
    if (ratio < least - ROUNDING || (ratio <= least + ROUNDING && (inRow[row] ?? 0) < (inRow[best] ?? Number.POSITIVE_INFINITY))) {
      best = row;
      least = Math.min(least, ratio);
    }
  }
  return best;
}

/** Swaps the variable of a row with that of a column. */
function pivot(tableau: readonly Float64Array[], profit: Float64Array, row: number, column: number, width: number): void {
  const own = tableau[row] ?? new Float64Array();
  const divisor = own[column] ?? 1;
  for (let at = 0; at <= width; at++) own[at] = at === column ? 1 / divisor : (own[at] ?? 0) / divisor;
  const subtract = (cells: Float64Array): void => {
    const factor = cells[column] ?? 0;
    if (factor === 0) return;
    for (let at = 0; at <= width; at++) cells[at] = at === column ? -factor * (own[at] ?? 0) : (cells[at] ?? 0) - factor * (own[at] ?? 0);
  };
  for (const [other, cells] of tableau.entries()) if (other !== row) subtract(cells);
  subtract(profit);
}
