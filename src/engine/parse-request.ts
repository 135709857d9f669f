import { SkeinError } from '../core/errors.ts';
import { plainText } from '../report/text/plain-text.ts';

/** Longer texts are material to work on, not a request; they belong in a file. */
export const MAX_REQUEST_CHARACTERS = 100_000;

/**
 * A request as it was typed, without what no request is made of: control characters, half characters, white space around it.
 *
 * @throws SkeinError `bad-usage` when nothing is left, or too much.
 */
export function parseRequest(typed: string): string {
  const request = plainText(typed.toWellFormed()).trim();
  if (request === '') {
    throw new SkeinError('bad-usage', {
      where: 'the request',
      expected: 'what is to be done, in words',
      received: typed === '' ? 'nothing' : typed.trim() === '' ? 'white space' : 'control characters',
      todo: 'For example: skein "Calculate 1+2 and 3+4, then multiply the results".',
    });
  }
  if (request.length > MAX_REQUEST_CHARACTERS) {
    throw new SkeinError('bad-usage', {
      where: 'the request',
      expected: `at most ${MAX_REQUEST_CHARACTERS} characters`,
      received: String(request.length),
      todo: 'Put long material in a file and name it with --input.',
    });
  }
  return request;
}
