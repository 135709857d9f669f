import type { Column, Table } from '../table/table.ts';
import { matchColumn, SURE } from './column-match.ts';
import { type Token, tokensOf } from './lexer.ts';
import { STRUCTURE } from './vocabulary.ts';

/** A run of tokens that names a column. `end` is one past the last. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly column: number;
  readonly score: number;
}

/** A run of tokens that is a value some column of text has. */
export interface ValueMention {
  readonly start: number;
  readonly end: number;
  readonly column: number;
  readonly value: string;
}

/** "FR's revenue" is that of FR. */
export const POSSESSIVE = /['’]s$/;

const LONGEST_NAME = 5;
const LONGEST_VALUE = 6;
/** After these a word that otherwise builds sentences is a column's name: "sum of total", "by count". */
const BEFORE_A_NAME = new Set(['of', 'by', 'per', 'and', 'between', 'column', 'columns', 'in', ',', 'where', 'on', 'with', 'each', 'the']);
/** "the sales data" is the data about sales, not the column. */
const AFTER_A_TOPIC = new Set([
  'data',
  'dataset',
  'datasets',
  'file',
  'files',
  'table',
  'csv',
  'json',
  'tsv',
  'records',
  'report',
  'spreadsheet',
]);

/** An instruction laid beside a table: its tokens, the columns and the values it names, and which tokens are already accounted for. */
export class Sentence {
  readonly tokens: readonly Token[];
  readonly mentions: readonly Mention[];
  readonly values: readonly ValueMention[];
  readonly #taken: boolean[];

  constructor(text: string, table: Pick<Table, 'columns' | 'facts'>) {
    this.tokens = tokensOf(text);
    this.#taken = this.tokens.map(() => false);
    this.values = findValues(this.tokens, table);
    this.mentions = findMentions(this.tokens, table.columns, this.values);
  }

  take(start: number, end: number): void {
    this.#taken.fill(true, start, end);
  }

  isFree(start: number, end = start + 1): boolean {
    for (let index = start; index < end; index++) if (this.#taken[index] === true) return false;
    return start < this.tokens.length;
  }

  lower(index: number): string {
    return this.tokens[index]?.lower ?? '';
  }

  mentionAt(start: number): Mention | undefined {
    return this.mentions.find((mention) => mention.start === start);
  }

  valueAt(start: number): ValueMention | undefined {
    return this.values.find((value) => value.start === start);
  }

  /** Mentions that nothing has accounted for yet, in their order. */
  freeMentions(): Mention[] {
    return this.mentions.filter(({ start, end }) => this.isFree(start, end));
  }

  /** The words that nothing has accounted for yet, lower case, for patterns. */
  freeText(): string {
    return this.tokens.map(({ lower }, index) => (this.isFree(index) ? lower : '|')).join(' ');
  }
}

function findMentions(tokens: readonly Token[], columns: readonly Column[], values: readonly ValueMention[]): Mention[] {
  const candidates: Mention[] = [];
  for (const start of tokens.keys()) {
    for (let length = 1; length <= LONGEST_NAME && start + length <= tokens.length; length++) {
      const run = tokens.slice(start, start + length);
      if (run.some(({ kind }) => kind === 'operator' || kind === 'mark') || (length > 1 && run.some(({ kind }) => kind === 'quoted')))
        break;
      const match = matchColumn(run.map(({ text }) => text).join(' '), columns);
      if (match === undefined) continue;
      if (length > 1 && (STRUCTURE.has(run[0]?.lower ?? '') || STRUCTURE.has(run.at(-1)?.lower ?? '')) && match.score < 0.94) continue;
      if (!isPlausible(tokens, start, length, match.score)) continue;
      candidates.push({ start, end: start + length, ...match });
    }
  }
  const ranked = candidates.toSorted(
    (a, b) =>
      Number(b.score >= SURE) - Number(a.score >= SURE) || b.end - b.start - (a.end - a.start) || b.score - a.score || a.start - b.start,
  );
  const chosen: Mention[] = [];
  for (const candidate of ranked) {
    if (chosen.some((other) => candidate.start < other.end && other.start < candidate.end)) continue;
    const inValue = values.some(
      (value) => value.start <= candidate.start && candidate.end <= value.end && value.end - value.start > candidate.end - candidate.start,
    );
    if (!inValue) chosen.push(candidate);
  }
  return chosen.toSorted((a, b) => a.start - b.start);
}

function isPlausible(tokens: readonly Token[], start: number, length: number, score: number): boolean {
  if (length > 1) return true;
  const token = tokens[start];
  if (token === undefined || token.kind === 'number' || token.kind === 'date') return token?.kind === 'number' && score === 1;
  if (token.kind === 'quoted') return score >= SURE;
  if (AFTER_A_TOPIC.has(tokens[start + 1]?.lower ?? '') && score < 1) return false;
  if (!STRUCTURE.has(token.lower)) return true;
  return score >= 0.94 && BEFORE_A_NAME.has(tokens[start - 1]?.lower ?? '');
}

/** Values of text columns in the instruction, longest first. A single short or common word must be written as the value is. */
function findValues(tokens: readonly Token[], { columns, facts }: Pick<Table, 'columns' | 'facts'>): ValueMention[] {
  const known = new Map<string, { column: number; value: string }>();
  for (const [column, { type }] of columns.entries()) {
    if (type !== 'text') continue;
    for (const value of facts[column]?.values?.keys() ?? []) {
      const key = folded(value);
      if (key !== '' && !known.has(key)) known.set(key, { column, value });
    }
  }
  const found: ValueMention[] = [];
  for (let start = 0; start < tokens.length; ) {
    let longest: ValueMention | undefined;
    for (let length = 1; length <= LONGEST_VALUE && start + length <= tokens.length; length++) {
      const run = tokens.slice(start, start + length);
      const written = run
        .map(({ text }) => text)
        .join(' ')
        .replace(POSSESSIVE, '');
      const match = known.get(folded(written));
      if (match === undefined) continue;
      const sameCase = written === match.value || run[0]?.kind === 'quoted';
      const weak = length === 1 && (written.length < 3 || STRUCTURE.has(run[0]?.lower ?? '') || /^\d+$/.test(written));
      if (weak && !(sameCase && /\p{Lu}/u.test(written))) continue;
      longest = { start, end: start + length, ...match };
    }
    if (longest !== undefined) found.push(longest);
    start = longest?.end ?? start + 1;
  }
  return found;
}

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%$€£]+/gu, ' ')
    .trim();
