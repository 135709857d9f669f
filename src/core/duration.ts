import { SkeinError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a length of time: `250ms`, `60s`, `10m`, `1.5h`, `2d`, `1h30m`; a bare number is milliseconds.
 *
 * @param where Names the place in the error: an option, or a path inside a file.
 * @returns Milliseconds, finite and >= 0.
 * @throws SkeinError `bad-input` when the text is no length of time.
 */
export function parseDurationMs(text: string | number, where: string): number {
  const source = String(text).trim();
  const bare = Number(source);
  if (source !== '' && Number.isFinite(bare) && bare >= 0) return bare;
  const parts = [...source.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*/gy)];
  const matched = parts.reduce((length, part) => length + part[0].length, 0);
  const durationMs = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  if (parts.length === 0 || matched !== source.length || !Number.isFinite(durationMs)) {
    throw new SkeinError('bad-input', {
      where,
      expected: 'a length of time such as 250ms, 60s, 10m, 1h30m',
      received: source === '' ? 'nothing' : `"${source}"`,
    });
  }
  return durationMs;
}

/** A length of time for people: `840 ms`, `3.2 s`, `4m 05s`, `2h 10m`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return '?';
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const minutes = Math.floor(Math.round(durationMs / 1000) / 60);
  const seconds = Math.round(durationMs / 1000) % 60;
  if (minutes < 60) return `${minutes}m ${String(seconds).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}
