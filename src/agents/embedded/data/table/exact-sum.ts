/** A sum without the drift of adding one rounded number to another (Neumaier 1974). Start with `newSum`. */
export interface RunningSum {
  total: number;
  lost: number;
}

export function newSum(): RunningSum {
  return { total: 0, lost: 0 };
}

export function addTo(sum: RunningSum, value: number): void {
  const next = sum.total + value;
  sum.lost += Math.abs(sum.total) >= Math.abs(value) ? sum.total - next + value : value - next + sum.total;
  sum.total = next;
}

/**
 * The sum, rounded to the decimals of what was added: cents stay cents, where binary fractions would show 0.1 + 0.2 as
 * 0.30000000000000004.
 */
export function sumValue(sum: RunningSum, decimals: number | undefined): number {
  return roundTo(sum.total + sum.lost, decimals ?? 12);
}

/** Rounds to a number of decimals; left alone where a double has no digits to spare. */
export function roundTo(value: number, decimals: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  if (Math.abs(value) >= 1e15 || decimals > 12) return value;
  return Number(value.toFixed(decimals));
}

/** Drops the last, noisy digits of a quotient. */
export function tidy(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value;
}
