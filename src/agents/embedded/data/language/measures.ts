import { TerminalError } from '../../../../core/agent-error.ts';
import type { Measure, Statistic } from '../operations/measure.ts';
import { isQuantity, isRate, quantities } from '../table/roles.ts';
import type { Column, Table } from '../table/table.ts';
import { columnAdvice } from './column-match.ts';
import type { Mention, Sentence } from './sentence.ts';
import { stem, stems } from './stems.ts';
import { ASKS, ROW_WORDS, STATISTIC_WORDS, STRUCTURE } from './vocabulary.ts';

type Described = Pick<Table, 'title' | 'columns' | 'facts'>;

/** A statistic word of the instruction, and where it stands. */
interface Asked {
  readonly at: number;
  readonly statistic: Statistic;
}

const FEW_ENOUGH_TO_REPEAT = 0.9;

/**
 * The measures that the free words of an instruction ask for. A statistic word goes with the quantities that follow it
 * ("total revenue and average price"); a quantity without one is summed, or averaged when a sum would mean nothing.
 *
 * @throws TerminalError `unknown-column` when a statistic is asked of something that is no column.
 */
export function takeMeasures(sentence: Sentence, table: Described, grouped: ReadonlySet<number>): Measure[] {
  const asked = statisticsOf(sentence);
  const measures: Measure[] = [];
  const used = new Set<number>();
  for (const mention of sentence.freeMentions()) {
    const column = table.columns[mention.column];
    if (column === undefined || grouped.has(mention.column)) continue;
    const before = asked.filter(({ at }) => at < mention.start);
    const joined = together(sentence, before, mention);
    const statistics = joined.map(({ statistic }) => statistic);
    const counted = countedAt(sentence, mention);
    if (counted !== undefined) measures.push(countOf(mention.column, table, counted === 'distinct'));
    else if (isQuantity(column)) {
      const chosen = statistics.length > 0 ? statistics : [isRate(column) ? ('mean' as const) : ('sum' as const)];
      for (const statistic of chosen) measures.push({ statistic, column: mention.column });
    } else if (
      statistics.length > 0 &&
      column.type !== 'text' &&
      statistics.every((statistic) => statistic === 'min' || statistic === 'max')
    ) {
      for (const statistic of statistics) measures.push({ statistic, column: mention.column });
    } else if (statistics.length > 0 && statistics.every((statistic) => statistic === 'sum'))
      measures.push(countOf(mention.column, table, false));
    else continue;
    for (const { at } of joined) used.add(at);
    sentence.take(mention.start, mention.end);
  }
  for (const { at, statistic } of asked.filter((one) => !used.has(one.at)))
    measures.push(...unnamed(sentence, at, statistic, table, measures));
  const counts = measures.some(({ statistic }) => statistic === 'count' || statistic === 'distinct');
  if (!counts && asksForRows(sentence)) measures.push({ statistic: 'count' });
  if (measures.length === 0 && grouped.size > 0) measures.push(...beforeGrouping(sentence, table));
  return unique(measures);
}

function statisticsOf(sentence: Sentence): Asked[] {
  return sentence.tokens.flatMap(({ lower }, at) => {
    const statistic = sentence.isFree(at) && sentence.mentionAt(at) === undefined ? STATISTIC_WORDS[lower] : undefined;
    return statistic === undefined ? [] : [{ at, statistic }];
  });
}

/** The statistic words nearest before a mention, with those joined to it: "minimum and maximum price". */
function together(sentence: Sentence, before: readonly Asked[], mention: Mention): readonly Asked[] {
  const group: Asked[] = [];
  let next = mention.start;
  for (const asked of before.toReversed()) {
    const gap = sentence.tokens.slice(asked.at + 1, next).map(({ lower }) => lower);
    const near =
      gap.every((word) => /^(of|the|and|in|for|,|all|our|&)$/.test(word)) ||
      (group.length === 0 && gap.length <= 6 && isList(sentence, asked.at + 1, mention.start));
    if (!near) break;
    group.unshift(asked);
    next = asked.at;
  }
  return group;
}

/** True when between two places there are only columns and what joins them: "average price and units". */
function isList(sentence: Sentence, start: number, end: number): boolean {
  for (let index = start; index < end; ) {
    const mention = sentence.mentions.find((one) => one.start === index);
    if (mention !== undefined) index = mention.end;
    else if (/^(of|the|and|,|&)$/.test(sentence.lower(index))) index++;
    else return false;
  }
  return true;
}

/** Whether a mention is what is counted: "count orders", "number of different customers". */
function countedAt(sentence: Sentence, mention: Mention): 'rows' | 'distinct' | undefined {
  let at = mention.start - 1;
  let distinct = false;
  while (at >= 0 && /^(of|the|different|distinct|unique|all|our)$/.test(sentence.lower(at))) {
    if (/^(different|distinct|unique)$/.test(sentence.lower(at))) distinct = true;
    at--;
  }
  const word = sentence.lower(at);
  const counts =
    /^(count|counts|counting|tally|frequency|frequencies|distribution|most|fewest|least)$/.test(word) ||
    (word === 'number' && sentence.lower(at + 1) === 'of') ||
    (word === 'many' && sentence.lower(at - 1) === 'how');
  if (distinct) return 'distinct';
  return counts && !/^(most|fewest|least)$/.test(word) ? 'rows' : undefined;
}

/**
 * "How many customers" means different ones where a customer has several rows, and the rows themselves where each has its own
 * ("count orders"). Where there are too many values to tell, rows are counted.
 */
function countOf(column: number, { columns, facts }: Described, distinct: boolean): Measure {
  const fact = facts[column];
  const repeats = fact?.values !== undefined && fact.distinct < fact.filled * FEW_ENOUGH_TO_REPEAT && columns[column]?.type !== 'number';
  return { statistic: distinct || repeats ? 'distinct' : 'count', column };
}

/** A statistic of nothing named: "total by region" is about the main quantity, "average foo" is a mistake. */
function unnamed(sentence: Sentence, at: number, statistic: Statistic, table: Described, found: readonly Measure[]): Measure[] {
  let next = at + 1;
  while (/^(of|the|all|our|in|for|a)$/.test(sentence.lower(next))) next++;
  const token = sentence.tokens[next];
  // "average order value" is of the main quantity, though orders are a column.
  if (token !== undefined && /^(value|size|amount)$/.test(sentence.lower(sentence.mentionAt(next)?.end ?? next + 1)))
    return mainMeasure(table, statistic);
  if (token === undefined || !sentence.isFree(next)) return found.length > 0 ? [] : mainMeasure(table, statistic);
  if (ROW_WORDS.has(token.lower)) return statistic === 'sum' ? [{ statistic: 'count' }] : [];
  const named = sentence.mentionAt(next) !== undefined;
  if (named || token.kind !== 'word' || STRUCTURE.has(token.lower) || found.length > 0)
    return found.length > 0 ? [] : mainMeasure(table, statistic);
  throw unknownColumn(token.text, table.columns);
}

/** Nouns that stand for whatever there is to measure: "performance by region". */
const ANY_FIGURE =
  /^(performance|behaviou?r|activity|situation|outcome|contribution|mix|split|comparison|story|picture|view|level|levels|development|sales|business|everything|it|them)$/;

/** "employees by department" counts the rows of employees.csv; "foo by department" is a mistake. */
function beforeGrouping(sentence: Sentence, table: Described): Measure[] {
  const at = sentence.tokens.findIndex(({ lower }, index) => /^(by|per)$/.test(lower) && !sentence.isFree(index));
  const token = sentence.tokens[at - 1];
  if (token === undefined || token.kind !== 'word' || !sentence.isFree(at - 1) || sentence.mentionAt(at - 1) !== undefined) return [];
  const { lower, text } = token;
  const known =
    Object.values(ASKS).some((pattern) => pattern.test(lower)) ||
    STRUCTURE.has(lower) ||
    ANY_FIGURE.test(lower) ||
    /(ed|ing|ly)$/.test(lower);
  if (known) return [];
  if (ROW_WORDS.has(lower) || stems(table.title).includes(stem(lower))) return [{ statistic: 'count' }];
  throw unknownColumn(text, table.columns);
}

function mainMeasure(table: Described, statistic: Statistic): Measure[] {
  const [column] = quantities({ ...table, notes: [], batches: async function* () {} });
  return column === undefined ? [] : [{ statistic, column }];
}

/** Another agent may know what is meant, so this one only says that it does not. */
export function unknownColumn(phrase: string, columns: readonly Column[]): TerminalError {
  return new TerminalError('unknown-column', `There is no column "${phrase}" in the data. ${columnAdvice(phrase, columns)}`);
}

function asksForRows(sentence: Sentence): boolean {
  const text = sentence.freeText();
  return ASKS.count.test(text) && !/\b(frequency|distribution) of \|/.test(text);
}

function unique(measures: readonly Measure[]): Measure[] {
  const seen = new Set<string>();
  return measures.filter(({ statistic, column }) => {
    const key = `${statistic}/${column ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
