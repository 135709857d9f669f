import { createHash } from 'node:crypto';

const LONGEST = 64;

/** A name that every provider takes, from any text: what does not fit is replaced, and what is too long ends in a hash of the whole. */
export function toolNameOf(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^[^A-Za-z]+/, '') || 'tool';
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, LONGEST - 9)}_${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
