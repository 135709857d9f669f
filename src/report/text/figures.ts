import { formatDuration } from '../../core/duration.ts';

/** A figure that is not known, for people. */
export const UNKNOWN = 'unknown';

/** An amount for people: `$0`, `$1.25`, and small ones to two figures: `$0.0042`. */
export function usdText(amountUsd: number | null | undefined): string {
  if (amountUsd === null || amountUsd === undefined || !Number.isFinite(amountUsd)) return UNKNOWN;
  if (amountUsd === 0) return '$0';
  if (Math.abs(amountUsd) >= 0.01) return `$${amountUsd.toFixed(2)}`;
  return `$${Number(amountUsd.toPrecision(2)).toFixed(Math.min(12, 1 - Math.floor(Math.log10(Math.abs(amountUsd)))))}`;
}

export function durationText(durationMs: number | null | undefined): string {
  return durationMs === null || durationMs === undefined ? UNKNOWN : formatDuration(durationMs);
}

/** A share 0..1 as `83.3 %`; whole ones without decimals. */
export function percentText(share: number | null): string {
  if (share === null) return UNKNOWN;
  return `${Number((share * 100).toFixed(1))} %`;
}

/** `1 task`, `2 tasks`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A number as people write it: no digits that only come from binary fractions. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return String(Number(value.toPrecision(15)));
}
