import { createHash } from 'node:crypto';

/** What tells a change to the code from every other one, whatever order they come in. */
export interface Change {
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/**
 * Whether a change is in the sample: each with the same chance, the same ones for the same seed, and those of a small
 * share are among those of a larger one.
 *
 * @param share 0..1.
 */
export function isSampled({ fileName, mutatorName, replacement, location: { start } }: Change, share: number, seed: number): boolean {
  const text = JSON.stringify([seed, fileName.replaceAll('\\', '/'), start.line, start.column, mutatorName, replacement ?? '']);
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32 < share;
}
