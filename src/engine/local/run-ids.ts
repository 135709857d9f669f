import { randomInt } from 'node:crypto';
import { type RunId, runId } from '../../core/ids.ts';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const LETTERS_AND_DIGITS = `${LETTERS}23456789`;

/** Six characters that are easy to read and type, no two runs of a store alike: `k3f9xt`. */
export function newRunId(isTaken: (run: RunId) => boolean): RunId {
  for (;;) {
    const first = LETTERS[randomInt(LETTERS.length)];
    const rest = Array.from({ length: 5 }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]);
    const run = runId(`${first}${rest.join('')}`);
    if (!isTaken(run)) return run;
  }
}
