import { TerminalError } from '../../../../core/agent-error.ts';
import { listed } from '../table/words.ts';
import type { Described } from './condition-values.ts';
import type { Sentence } from './sentence.ts';
import { stem, stems } from './stems.ts';
import { BUCKET_WORDS, ROW_WORDS, STRUCTURE } from './vocabulary.ts';

/** What stands before a value that rows are chosen by. */
const BEFORE_A_VALUE = /^(?:for|from|in|within|excluding|except)$/;

/** Written with a capital, but said of the figures and not of the rows: "in Euros", "in USD", "for Excel". */
const NO_VALUE =
  /^(?:usd|eur|gbp|chf|jpy|cny|inr|cad|aud|euros?|dollars?|pounds?|yen|francs?|csv|json|tsv|ndjson|excel|markdown|html|english|skein|i|total)$/;

/** Values of a column are named when there are few enough to choose from. */
const MOST_NAMED = 8;
const MOST_VALUES = 30;

/**
 * "for Germany", "from DE", "in 'North West'": rows are asked for by a value that no column is known to have. To pass over that
 * would be to give the figure of all rows for that of a few.
 *
 * @param title Of the table; its own words are no values.
 * @throws TerminalError `unknown-value`, with the values that there are.
 */
export function complainOfValues(sentence: Sentence, table: Described, title: string): void {
  const value = valueNowhere(sentence, title);
  if (value !== undefined) throw unknownValue(value, table);
}

/** What rows seem to be asked for by, that is the value of no column. */
export function valueNowhere(sentence: Sentence, title: string): string | undefined {
  const own = new Set(stems(title));
  for (const [index] of sentence.tokens.entries()) {
    if (index === 0 || !BEFORE_A_VALUE.test(sentence.lower(index - 1)) || !sentence.isFree(index - 1)) continue;
    const words: string[] = [];
    for (let at = index; isName(sentence, at, own); at++) words.push(sentence.tokens[at]?.text ?? '');
    if (words.length > 0) return words.join(' ');
  }
  return undefined;
}

function isName(sentence: Sentence, at: number, own: ReadonlySet<string>): boolean {
  const token = sentence.tokens[at];
  if (token === undefined || !sentence.isFree(at)) return false;
  if (sentence.mentions.some(({ start, end }) => start <= at && at < end)) return false;
  if (token.kind === 'quoted') return token.text !== '';
  if (token.kind !== 'word' || !/^\p{Lu}/u.test(token.text)) return false;
  const { lower } = token;
  return (
    !NO_VALUE.test(lower) && !STRUCTURE.has(lower) && !ROW_WORDS.has(lower) && BUCKET_WORDS[lower] === undefined && !own.has(stem(lower))
  );
}

function unknownValue(value: string, { columns, facts }: Described): TerminalError {
  const texts = columns.flatMap(({ name, type }, index) => (type === 'text' ? [{ name, facts: facts[index] }] : []));
  const categories = texts.filter(
    ({ facts: known }) => known?.values !== undefined && known.distinct <= MOST_VALUES && known.filled > known.distinct,
  );
  const known = categories.map(({ name, facts: of }) => `${name}: ${listed([...(of?.values?.keys() ?? [])], MOST_NAMED)}`);
  const values = known.length === 0 ? '' : ` There are ${known.join('; ')}.`;
  const example = (categories[0] ?? texts[0])?.name;
  const advice =
    example === undefined ? '' : ` Write which rows are meant as a column and a value, such as "where ${example} is ${value}".`;
  return new TerminalError('unknown-value', `No column is known to have the value "${value}".${values}${advice}`);
}
