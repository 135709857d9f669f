import type { Measure } from '../operations/measure.ts';
import { categories, dates, isQuantity, isRate, quantities } from '../table/roles.ts';
import type { Table } from '../table/table.ts';
import { takeGroupKeys } from './group-keys.ts';
import { countOf } from './lexer.ts';
import { takeMeasures, unknownColumn } from './measures.ts';
import type { Mention, Sentence } from './sentence.ts';
import type { Step } from './steps.ts';
import { ASKS, BUCKET_WORDS, ROW_WORDS, STATISTIC_WORDS, STRUCTURE } from './vocabulary.ts';

const DEFAULT_TOP = 10;
const MAX_COMPARED_MEASURES = 3;

/** The main quantity of a table, summed, or averaged where a sum means nothing; the number of rows when there is none. */
export function mainMeasure(table: Table): Measure {
  const [column] = quantities(table);
  return column === undefined ? { statistic: 'count' } : measureOf(column, table);
}

function measureOf(column: number, table: Table): Measure {
  const source = table.columns[column];
  return { statistic: source !== undefined && isRate(source) ? 'mean' : 'sum', column };
}

/**
 * "compare North and South", "North vs South on revenue": takes the values, and gives what makes the step once the rest of the
 * instruction has been read. Undefined when fewer than two values of one column are held against each other.
 */
export function takeComparison(sentence: Sentence, table: Table): (() => Step[]) | undefined {
  if (!ASKS.compare.test(sentence.tokens.map(({ lower }) => lower).join(' '))) return undefined;
  const byColumn = Map.groupBy(sentence.values, ({ column }) => column);
  const [column, values] = [...byColumn].toSorted((a, b) => b[1].length - a[1].length)[0] ?? [];
  if (column === undefined || values === undefined || new Set(values.map(({ value }) => value)).size < 2) return undefined;
  for (const { start, end } of values) {
    sentence.take(start, end);
    if (/^(in|for|from|of|between|and|vs|versus|with|to|against)$/.test(sentence.lower(start - 1))) sentence.take(start - 1, start);
  }
  return () => {
    const within = takeGroupKeys(sentence, table, true).filter((key) => key.column !== column);
    for (const mention of sentence.mentions) if (mention.column === column) sentence.take(mention.start, mention.end);
    const asked = takeMeasures(sentence, table, new Set([column, ...within.map((key) => key.column)]));
    const measures =
      asked.length > 0
        ? asked
        : [
            ...quantities(table)
              .slice(0, MAX_COMPARED_MEASURES)
              .map((index) => measureOf(index, table)),
            { statistic: 'count' as const },
          ];
    return [{ do: 'compare', comparing: { column, values: [...new Set(values.map(({ value }) => value))], measures, within } }];
  };
}

/** "correlation between price and units"; with fewer than two columns named, all quantities (against the one). */
export function takeCorrelation(sentence: Sentence, table: Table): Step | undefined {
  const named = [...new Set(sentence.freeMentions().map(({ column }) => column))];
  const numbers = named.filter((column) => table.columns[column]?.type === 'number');
  const strict = /\bcorrelat/.test(sentence.freeText());
  if (numbers.length >= 2) return { do: 'correlate', columns: numbers };
  if (!strict) return undefined;
  const between = sentence.tokens.findIndex(({ lower }) => lower === 'between' || lower === 'of');
  if (between >= 0) complainOfUnknown(sentence, between, table);
  const [one] = numbers;
  const all = quantities(table).slice(0, 12);
  return { do: 'correlate', columns: one === undefined ? all : [one, ...all.filter((column) => column !== one)] };
}

/** "between price and foo": each side must be a column. */
function complainOfUnknown(sentence: Sentence, between: number, table: Table): void {
  for (let index = between + 1; index < sentence.tokens.length; ) {
    const mention = sentence.mentionAt(index);
    const token = sentence.tokens[index];
    if (mention !== undefined) index = mention.end;
    else if (token?.kind === 'word' && !STRUCTURE.has(token.lower)) throw unknownColumn(token.text, table.columns);
    else if (token?.kind === 'mark' && token.text === '.') return;
    else index++;
  }
}

/** "top 5 products by revenue", "which region has the highest sales", "10 largest orders", "worst performing stores". */
export function takeRanking(sentence: Sentence, table: Table): Step[] | undefined {
  const at = sentence.tokens.findIndex(
    ({ lower }, index) =>
      sentence.isFree(index) &&
      sentence.mentionAt(index) === undefined &&
      ASKS.superlative.test(lower) &&
      !/^(at)$/.test(sentence.lower(index - 1)),
  );
  if (at < 0) return undefined;
  const word = sentence.lower(at);
  const period = rankedPeriod(sentence, table, at);
  if (period !== undefined) return period;
  const rowsAt = sentence.tokens.findIndex(({ lower }, index) => ROW_WORDS.has(lower) && countOf(sentence.tokens[index - 1]) !== undefined);
  const count = countOf(sentence.tokens[at + 1]) ?? countOf(sentence.tokens[at - 1]) ?? countOf(sentence.tokens[rowsAt - 1]);
  const keys = takeGroupKeys(sentence, table, true);
  const ranked = rankedThing(sentence, table, at);
  const isTop = /^(top|bottom|best|worst|leading)$/.test(word) || count !== undefined;
  // "highest price by region" is a statistic of each group, "highest price" one of all.
  if (!isTop && ranked === undefined && (keys.length > 0 || STATISTIC_WORDS[word] !== undefined) && !asksWhich(sentence))
    return regroup(sentence, table, keys);
  sentence.take(at, at + 1);
  if (ranked !== undefined) sentence.take(ranked.start, ranked.end);
  const measures = takeMeasures(
    sentence,
    table,
    new Set([...keys.map(({ column }) => column), ...(ranked === undefined ? [] : [ranked.column])]),
  );
  const measure =
    measures[0] ?? (/^(most|fewest|least)$/.test(word) && ranked !== undefined ? { statistic: 'count' as const } : mainMeasure(table));
  const descending = !ASKS.lowest.test(word);
  const thing = ranked === undefined ? undefined : table.columns[ranked.column];
  if (keys.length === 0 && thing === undefined) {
    const column = measure.column;
    if (column === undefined) return undefined;
    return [{ do: 'top', keys: [{ column, descending }], count: count ?? (isTop ? DEFAULT_TOP : 1) }];
  }
  const grouped = ranked === undefined || keys.some(({ column }) => column === ranked.column) ? keys : [...keys, { column: ranked.column }];
  const limit = count ?? (isTop ? DEFAULT_TOP : undefined);
  const nested = grouped.length > keys.length && keys.length > 0;
  const order = descending ? ('descending' as const) : ('ascending' as const);
  const rest = measures.slice(1);
  return [
    {
      do: 'group',
      grouping: {
        keys: grouped,
        measures: [measure, ...rest],
        order,
        ...(limit === undefined ? {} : nested ? { limitWithin: limit } : { limit }),
      },
    },
  ];
}

/** "the best month for sales", "which quarter had the lowest revenue": periods in order of the measure. */
function rankedPeriod(sentence: Sentence, table: Table, superlative: number): Step[] | undefined {
  const [date] = dates(table);
  const at = sentence.tokens.findIndex(({ lower }, index) => {
    const before = sentence.lower(countOf(sentence.tokens[index - 1]) === undefined ? index - 1 : index - 2);
    return (
      BUCKET_WORDS[lower] !== undefined &&
      sentence.isFree(index) &&
      (/^(which|what)$/.test(before) || before === sentence.lower(superlative))
    );
  });
  const bucket = BUCKET_WORDS[sentence.lower(at)];
  if (date === undefined || at < 0 || bucket === undefined) return undefined;
  const limit = countOf(sentence.tokens[at - 1]);
  const order = ASKS.lowest.test(sentence.lower(superlative)) ? ('ascending' as const) : ('descending' as const);
  sentence.take(at, at + 1);
  sentence.take(superlative, superlative + 1);
  const measures = takeMeasures(sentence, table, new Set());
  const grouping = {
    keys: [{ column: date, bucket }],
    measures: measures.length > 0 ? measures : [mainMeasure(table)],
    order,
    ...(limit === undefined ? {} : { limit }),
  };
  return [{ do: 'group', grouping }];
}

function asksWhich(sentence: Sentence): boolean {
  return sentence.tokens.some(({ lower }) => /^(which|what|who|where)$/.test(lower));
}

function regroup(sentence: Sentence, table: Table, keys: Parameters<typeof group>[1]): Step[] | undefined {
  const measures = takeMeasures(sentence, table, new Set(keys.map(({ column }) => column)));
  return measures.length === 0 && keys.length === 0 ? undefined : group(measures.length > 0 ? measures : [mainMeasure(table)], keys);
}

function group(measures: readonly Measure[], keys: readonly { readonly column: number }[]): Step[] {
  return [{ do: 'group', grouping: { keys, measures } }];
}

/** The category that is ranked: named after the superlative and a number, or anywhere else when the question is "which". */
function rankedThing(sentence: Sentence, table: Table, at: number): Mention | undefined {
  const things = sentence.freeMentions().filter(({ column }) => {
    const source = table.columns[column];
    return source !== undefined && !isQuantity(source) && source.type !== 'date';
  });
  return things.find(({ start }) => start > at) ?? things.at(-1);
}

/** "list the regions", "unique products", "which customers are there": the values of a column with how often each occurs. */
export function takeDistinct(sentence: Sentence, table: Table): Step | undefined {
  const text = sentence.freeText();
  const words = sentence.tokens.map(({ lower }) => lower).join(' ');
  const mention = sentence.freeMentions().find(({ column }) => !isQuantity(table.columns[column] ?? { name: '', type: 'number' }));
  if (mention === undefined) return undefined;
  const counted = /\bhow many\b|\bnumber of\b|\bcount\b/.test(words);
  const asks =
    (ASKS.distinct.test(words) && !counted) ||
    /\b(value counts?|distribution|frequenc(?:y|ies)|breakdown) (?:of|for|by)\b/.test(words) ||
    (/^(?:\W|please)*(list|which|what|show)\b/.test(text) && isOnlyCategory(sentence, table));
  return asks ? { do: 'group', grouping: { keys: [{ column: mention.column }], measures: [{ statistic: 'count' }] } } : undefined;
}

function isOnlyCategory(sentence: Sentence, table: Table): boolean {
  const known = new Set(categories(table, 1000));
  const mentions = sentence.freeMentions();
  return mentions.length === 1 && known.has(mentions[0]?.column ?? -1) && !ROW_WORDS.has(sentence.tokens.at(-1)?.lower ?? '');
}
