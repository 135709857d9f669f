import { SkeinError } from '../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/** Reads an amount of storage: `500MB`, `1.5 GiB`, or a bare number of bytes. @throws SkeinError `bad-usage` */
export function parseByteSize(text: string, where: string): number {
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? '?'];
  if (count !== undefined && factor !== undefined) return Math.round(Number(count) * factor);
  throw new SkeinError('bad-usage', { where, expected: 'an amount of storage such as 500MB, 2GB', received: `"${text}"` });
}

/** Bytes for people: `812 B`, `3.4 MB`. */
export function byteText(bytes: number): string {
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return step === 0 ? `${bytes} B` : `${(bytes / 1000 ** step).toFixed(1)} ${['B', 'kB', 'MB', 'GB'][step]}`;
}
