import type { Token } from './token.ts';

const UNIT_MS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|wks?|weeks?)$/, 7 * 86_400_000],
  [/^(?:mo|months?)$/, 30 * 86_400_000],
  [/^(?:y|yrs?|years?)$/, 365 * 86_400_000],
];

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  half: 0.5,
};

const COUNT = String.raw`(?:\d+(?:[.,]\d+)?|\ba\b|\ban\b|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|half an|half a)`;
const UNIT = `(?:ms|msecs?|milliseconds?|secs?|seconds?|s|mins?|minutes?|m|hrs?|hours?|h|days?|d|weeks?|wks?|w|months?|mo|years?|yrs?|y)`;
const ONE = String.raw`(?:${COUNT}(?:\s*(?:-|–|to|or)\s*${COUNT})?[\s-]*${UNIT}\b\.?(?:\s+and\s+a\s+half)?)`;
const SEVERAL = new RegExp(
  String.raw`^(?:about|around|approx(?:imately)?\.?|roughly|~|circa|ca\.?|est(?:imated)?\.?:?|duration:?|time:?|takes?:?|lasts|needs|up to|at most|less than|under|over|at least|max\.?|\s)*(${ONE}(?:\s*(?:,|and)?\s*${ONE})*)\s*(?:each|long|total|max|of work)?$`,
  'i',
);

/** A longer text is no length of time. */
const LONGEST_CHARACTERS = 60;

/**
 * Reads a length of time as people write it: "5 min", "about 2 hours", "1 hour 30 minutes", "5-10 min" (the middle of the range), "a week".
 * A month has 30 days, a year 365.
 *
 * @returns Milliseconds, or `undefined` when the text is something else.
 */
export function parseStatedDurationMs(text: string): number | undefined {
  if (text.length > LONGEST_CHARACTERS) return undefined;
  const match = SEVERAL.exec(text.trim().replace(/^[([{]\s*|\s*[)\]}]$/g, ''));
  if (match?.[1] === undefined) return undefined;
  let total = 0;
  for (const part of match[1].matchAll(
    new RegExp(String.raw`(${COUNT})(?:\s*(?:-|–|to|or)\s*(${COUNT}))?[\s-]*(${UNIT})\b\.?(\s+and\s+a\s+half)?`, 'gi'),
  )) {
    const from = countOf(part[1] ?? '');
    const to = part[2] === undefined ? from : countOf(part[2]);
    total += ((from + to) / 2 + (part[4] === undefined ? 0 : 0.5)) * unitMs(part[3] ?? '');
  }
  return Number.isFinite(total) ? total : undefined;
}

function countOf(text: string): number {
  const word = text.toLowerCase();
  if (word.startsWith('half')) return 0.5;
  return NUMBER_WORDS[word] ?? Number(text.replace(',', '.'));
}

function unitMs(unit: string): number {
  return UNIT_MS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1] ?? 0;
}

/** A phrase that says how long a task takes, at the end of its words or in brackets. */
export interface StatedDuration {
  readonly durationMs: number;
  readonly tokens: readonly Token[];
}

/** Longest duration that is read at the end of a clause, in tokens. */
const LONGEST_TAIL = 8;

/**
 * Takes a stated duration out of a clause: in brackets anywhere ("(5 min)"), or behind a comma, colon, dash or "takes" at its end.
 * What is done for a time ("bake for 30 minutes") stays what it is.
 */
export function takeDuration(tokens: readonly Token[]): StatedDuration | undefined {
  // The last one: "children (0-5 years) (15 min)".
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    if (token?.kind !== 'paren') continue;
    const durationMs = parseStatedDurationMs(token.text);
    if (durationMs !== undefined) return { durationMs, tokens: tokens.toSpliced(index, 1) };
  }
  for (let at = tokens.length - 2; at >= 1 && at >= tokens.length - LONGEST_TAIL; at--) {
    const token = tokens[at];
    if (token === undefined || !/^(?:,|:|-|takes?|taking|lasts|lasting|requires|needs|duration|time|eta)$/.test(token.lower)) continue;
    const durationMs = parseStatedDurationMs(
      tokens
        .slice(at + 1)
        .map(({ text }) => text)
        .join(' '),
    );
    if (durationMs === undefined) continue;
    let end = at;
    while (end > 1 && /^(?:,|:|-|it|this|that|which|will|should|duration|time|eta)$/.test(tokens[end - 1]?.lower ?? '')) end--;
    return { durationMs, tokens: tokens.slice(0, end) };
  }
  return undefined;
}
