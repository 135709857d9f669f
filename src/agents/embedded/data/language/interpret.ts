import { TerminalError } from '../../../../core/agent-error.ts';
import type { Bucket } from '../operations/calendar.ts';
import type { Measure } from '../operations/measure.ts';
import { categories, dates, quantities } from '../table/roles.ts';
import type { Table } from '../table/table.ts';
import { listed } from '../table/words.ts';
import { operatorAt } from './comparators.ts';
import { takeConditions } from './conditions.ts';
import { takeGroupKeys } from './group-keys.ts';
import { mainMeasure, takeComparison, takeCorrelation, takeDistinct, takeRanking } from './interpret-questions.ts';
import { orderWord, takeHead, takeRecent, takeSelection, takeSort } from './interpret-rows.ts';
import { takeShare } from './interpret-share.ts';
import { takeTidying } from './interpret-tidying.ts';
import { takeMeasures } from './measures.ts';
import { complainOfValues, valueNowhere } from './restrictions.ts';
import { Sentence } from './sentence.ts';
import type { Step } from './steps.ts';
import { ASKS, BUCKET_WORDS, ROW_WORDS, STRUCTURE } from './vocabulary.ts';

/** What an instruction turned out to ask of a table. */
export interface Interpretation {
  /** In the order they are to be done. Empty when nothing is asked but to have the data. */
  readonly steps: readonly Step[];
  /** The instruction asks for the data as it is: fetch, load, read. */
  readonly fetches: boolean;
  /** What a person should know of how the instruction was read. */
  readonly remarks: readonly string[];
  /** Words that were not understood, in their order. */
  readonly unread: readonly string[];
}

/**
 * Reads an instruction against a table: first what tidies rows, then which rows, then the question. Words that name neither an
 * operation nor a column are let pass, but a column or a value that is asked for by name and is not there is an error.
 *
 * @param text Without the names of files and addresses.
 * @throws TerminalError `unknown-column` with the nearest name, `unknown-value` with those that there are.
 */
export function interpret(text: string, table: Table): Interpretation {
  // "region-wise revenue" is revenue by region.
  const sentence = new Sentence(text.replace(/\b([\w.]+)-wise\b/gi, 'by $1'), table);
  const fetches = ASKS.fetch.test(text.toLowerCase());
  const steps: Step[] = takeTidying(sentence, table);
  const comparison = takeComparison(sentence, table);
  const share = comparison === undefined ? takeShare(sentence, table) : undefined;
  const recent = takeRecent(sentence, table);
  if (recent !== undefined) steps.push(recent);
  const condition = takeConditions(sentence, table);
  if (condition !== undefined) steps.push({ do: 'filter', condition });
  complainOfComparisons(sentence, table);
  const question = comparison?.() ?? share?.() ?? questionOf(sentence, table, steps.length > 0 || fetches);
  // An analysis for somebody may be meant for them; a figure for somebody is theirs.
  const isSurvey = question.every((step) => step.do === 'analyze' || step.do === 'describe');
  if (!isSurvey || steps.some((step) => step.do === 'filter')) complainOfValues(sentence, table, table.title);
  const nowhere = question.length > 0 && isSurvey ? valueNowhere(sentence, table.title) : undefined;
  const remarks = nowhere === undefined ? [] : [`This is about all rows: no column is known to have the value "${nowhere}".`];
  return { steps: [...steps, ...question], fetches, remarks, unread: unreadWords(sentence) };
}

/** Words that carry meaning and were not accounted for. */
function unreadWords(sentence: Sentence): string[] {
  return sentence.tokens.flatMap(({ kind, lower, text }, index) =>
    kind === 'word' && sentence.isFree(index) && !STRUCTURE.has(lower) && !ASKS.fetch.test(lower) ? [text] : [],
  );
}

/** "more than 80000" of nothing that is a column must not be passed over: the rows would be the wrong ones. */
function complainOfComparisons(sentence: Sentence, table: Table): void {
  for (const [index] of sentence.tokens.entries()) {
    const operator = sentence.isFree(index) ? operatorAt(sentence, index) : undefined;
    if (operator?.kind !== 'compare' || sentence.tokens[operator.end]?.kind !== 'number') continue;
    const next = sentence.lower(operator.end + 1);
    if (BUCKET_WORDS[next] !== undefined || ROW_WORDS.has(next)) continue;
    const words = sentence.tokens
      .slice(index, operator.end + 1)
      .map(({ text }) => text)
      .join(' ');
    const names = listed(
      table.columns.map(({ name }) => name),
      30,
    );
    throw new TerminalError(
      'unclear-condition',
      `It is not clear which column "${words}" is about. Write it as a column and a comparison, such as "revenue > 100". The columns are: ${names}.`,
    );
  }
}

/** What is asked of the rows that are left; nothing when only rows were asked for. */
function questionOf(sentence: Sentence, table: Table, something: boolean): Step[] {
  const text = sentence.freeText();
  if (ASKS.outliers.test(text)) return [outliersOf(sentence, table, text)];
  if (ASKS.correlate.test(text)) {
    const correlation = takeCorrelation(sentence, table);
    if (correlation !== undefined) return [correlation];
  }
  const head = takeHead(sentence);
  if (head !== undefined) return [head];
  const ranking = takeRanking(sentence, table);
  if (ranking !== undefined) return ranking;
  const sorting = takeSort(sentence, table);
  const keys = takeGroupKeys(sentence, table, false);
  if (ASKS.trend.test(text) && dates(table).length > 0) {
    const trend = trendOf(
      sentence,
      table,
      keys.map(({ column, bucket }) => ({ column, bucket })),
      text,
    );
    if (trend !== undefined) return trend;
  }
  const distinct = keys.length === 0 ? takeDistinct(sentence, table) : undefined;
  if (distinct !== undefined) return [distinct];
  const named = sentence.freeMentions().length;
  // "Revenue from North" begins with what is asked for.
  const leads = sentence.mentionAt(0) !== undefined && sentence.isFree(0);
  const selection = keys.length === 0 ? takeSelection(sentence) : undefined;
  if (selection !== undefined) return [...(sorting ?? []), selection];
  const asksForFigures = ASKS.group.test(text) || ASKS.count.test(text) || keys.length > 0;
  const describes = ASKS.describe.test(text);
  const analyzes = ASKS.analyze.test(text);
  if (!asksForFigures && named === 0) {
    if (analyzes) return [{ do: 'analyze' }];
    if (describes) return [{ do: 'describe' }];
    return sorting ?? [];
  }
  if (sorting !== undefined && keys.length === 0 && !ASKS.group.test(text)) return sorting;
  const measures = takeMeasures(sentence, table, new Set(keys.map(({ column }) => column)));
  if (keys.length === 0 && measures.length > 0 && !asksForFigures)
    return aboutQuantity(measures[0]?.column, { something: something && !leads, analyzes, describes }, measures, table);
  if (keys.length === 0 && measures.length === 0) return aboutCategory(sentence, table, { analyzes, describes });
  const chosen = measures.length > 0 ? measures : [mainMeasure(table)];
  const order = orderWord(sentence.tokens.map(({ lower }) => lower).join(' '));
  return [{ do: 'group', grouping: { keys, measures: chosen, ...(order === undefined ? {} : { order }) } }];
}

interface Asked {
  /** The instruction has asked for something else already. */
  readonly something: boolean;
  readonly analyzes: boolean;
  readonly describes: boolean;
}

/** A quantity without a grouping: its analysis, its statistics, or its total over the rows that were chosen. */
function aboutQuantity(column: number | undefined, asked: Asked, measures: readonly Measure[], table: Table): Step[] {
  if (asked.analyzes && column !== undefined) return [{ do: 'analyze', measure: column }];
  if (asked.describes) {
    const columns = [...new Set(measures.flatMap((measure) => measure.column ?? []))];
    return [{ do: 'select', columns }, { do: 'describe' }];
  }
  // "prepare the revenue data", "load sales": the quantity only says what the data is about.
  if (asked.something && table.columns.length > 0 && !measures.some(({ statistic }) => statistic === 'count')) return [];
  return [{ do: 'group', grouping: { keys: [], measures } }];
}

/** A category without a quantity: "analyze customers" groups the main quantity by it. */
function aboutCategory(sentence: Sentence, table: Table, asked: Omit<Asked, 'something'>): Step[] {
  const known = new Set(categories(table, 1000));
  const mention = sentence.freeMentions().find(({ column }) => known.has(column));
  const main = quantities(table)[0];
  if (mention === undefined || !(asked.analyzes || asked.describes))
    return asked.analyzes ? [{ do: 'analyze' }] : asked.describes ? [{ do: 'describe' }] : [];
  const measures =
    main === undefined ? [{ statistic: 'count' as const }] : [{ statistic: 'sum' as const, column: main }, { statistic: 'count' as const }];
  return [{ do: 'group', grouping: { keys: [{ column: mention.column }], measures } }];
}

function outliersOf(sentence: Sentence, table: Table, text: string): Step {
  const named = sentence.freeMentions().map(({ column }) => column);
  const numbers = named.filter((column) => table.columns[column]?.type === 'number');
  const columns = numbers.length > 0 ? [...new Set(numbers)] : quantities(table).slice(0, 8);
  const method = /\b(z-?score|z|robust|mad|median absolute)\b/.test(text) ? 'robust-z' : 'iqr';
  return {
    do: 'outliers',
    columns,
    method,
    remove: /\b(remove|removing|drop|exclude|excluding|without|filter out|discard|eliminate)\b/.test(text),
  };
}

function trendOf(
  sentence: Sentence,
  table: Table,
  keys: readonly { column: number; bucket: Bucket | undefined }[],
  text: string,
): Step[] | undefined {
  const others = keys.filter(({ bucket }) => bucket === undefined);
  const bucket = wordBucket(text) ?? keys.find((key) => key.bucket !== undefined)?.bucket;
  const date = keys.find((key) => key.bucket !== undefined)?.column ?? namedDate(sentence, table) ?? dates(table)[0];
  const measures = takeMeasures(sentence, table, new Set(keys.map(({ column }) => column)));
  const measure = measures[0] ?? mainMeasure(table);
  if (date === undefined) return undefined;
  if (others.length > 0) {
    const grouping = {
      keys: [{ column: date, bucket: bucket ?? ('month' as const) }, ...others.map(({ column }) => ({ column }))],
      measures: [measure],
    };
    return [{ do: 'group', grouping }];
  }
  const usable = bucket === 'weekday' ? undefined : bucket;
  return [{ do: 'trend', question: { date, measure, ...(usable === undefined ? {} : { bucket: usable }) } }];
}

function namedDate(sentence: Sentence, table: Table): number | undefined {
  return sentence.mentions.find(({ column }) => table.columns[column]?.type === 'date')?.column;
}

function wordBucket(text: string): Bucket | undefined {
  for (const word of text.split(' ')) if (/ly$|^annual$/.test(word) && BUCKET_WORDS[word] !== undefined) return BUCKET_WORDS[word];
  return undefined;
}
