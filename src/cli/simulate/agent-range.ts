import { SkeinError } from '../../core/errors.ts';
import { parseNumber } from '../options.ts';

/** So many identical slots, or every number of them from one to another. */
export interface AgentRange {
  readonly from: number;
  readonly to: number;
}

const MOST = 100_000;

/**
 * Reads `8`, or `1..32`.
 *
 * @throws SkeinError `bad-usage`
 */
export function parseAgentRange(text: string): AgentRange {
  const [first = '', last, ...rest] = text.split('..');
  const bounds = { least: 1, most: MOST, whole: true };
  if (rest.length > 0)
    throw new SkeinError('bad-usage', { where: '--agents', expected: 'a number, or a range such as 1..32', received: text });
  const from = parseNumber(first, '--agents', bounds);
  const to = last === undefined ? from : parseNumber(last, '--agents', bounds);
  if (to < from) {
    throw new SkeinError('bad-usage', {
      where: '--agents',
      expected: 'a range that goes upwards',
      received: `"${text}"`,
      todo: `Write ${to}..${from}.`,
    });
  }
  return { from, to };
}
