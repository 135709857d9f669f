/** An amount for people: `$0`, `$1.25`, and small ones to two figures: `$0.0042`. */
export function formatUsd(amountUsd: number): string {
  if (amountUsd === 0) return '$0';
  if (Math.abs(amountUsd) >= 0.01) return `$${amountUsd.toFixed(2)}`;
  return `$${Number(amountUsd.toPrecision(2)).toFixed(Math.min(12, 1 - Math.floor(Math.log10(Math.abs(amountUsd)))))}`;
}
