import { interpret } from '../data/language/interpret.ts';
import { Sentence } from '../data/language/sentence.ts';
import type { Step } from '../data/language/steps.ts';
import type { TableShape } from '../data/perform.ts';
import { categories, dates, isQuantity, isRate, quantities } from '../data/table/roles.ts';
import type { Table } from '../data/table/table.ts';
import { type ChartKind, withoutChartWords } from './chart-words.ts';

/** What of a table is drawn: the steps that lead to rows few enough for a picture. No steps: the rows as they are. */
export interface ChartQuery {
  readonly steps: readonly Step[];
  readonly kind: ChartKind | undefined;
  /** Several quantities were named: all of them are to be seen. */
  readonly several?: true;
}

const MOST_POINTS = 2000;
/** What is left after these has a row for each thing to be drawn. */
const QUESTIONS: ReadonlySet<Step['do']> = new Set(['group', 'trend', 'compare', 'top', 'analyze', 'correlate']);

/** A table as the readers of instructions want it, without rows. */
export function asTable(shape: TableShape): Table {
  return { ...shape, batches: async function* () {} };
}

/**
 * Decides which rows are to be drawn: those of the question in the instruction; else the table as it is when it is already an
 * answer; else those of the question in the request; else what a table of this shape is most likely about.
 *
 * @param answered The table has one row for each thing: it is the result of an analysis.
 * @throws TerminalError `unknown-column` when the instruction asks for a column that is not there.
 */
export function chartQuery(
  shape: TableShape,
  instruction: string,
  request: string,
  asked: ChartKind | undefined,
  answered: boolean,
): ChartQuery {
  const table = asTable(shape);
  const words = withoutChartWords(instruction);
  const { steps } = interpret(words, table);
  const filters = steps.filter((step) => step.do === 'filter' || step.do === 'recent' || step.do === 'clean' || step.do === 'deduplicate');
  const named = namedQuantities(words, table, filters.length > 0);
  if (
    asked === 'histogram' ||
    (asked === undefined && /\bdistribution\b/i.test(instruction) && named.length === 1 && namedCategories(words, table) === 0)
  ) {
    const column = named[0] ?? quantities(table)[0];
    if (column !== undefined && (!answered || shape.columns.length === 1))
      return { steps: [...filters, { do: 'histogram', column }], kind: 'histogram' };
  }
  const related = steps.find((step) => step.do === 'correlate');
  const against = /\b(against|versus|vs|relationship|relation)\b/i.test(instruction) && named.length >= 2;
  if (asked === 'scatter' || against || (related?.do === 'correlate' && related.columns.length === 2)) {
    const pair = named.length >= 2 ? named : [...named, ...quantities(table).filter((column) => !named.includes(column))];
    if (pair.length >= 2 && (!answered || named.length >= 2 || asked === 'scatter'))
      return { steps: [...filters, ...points(acrossFirst(pair.slice(0, 2), instruction), words, table)], kind: 'scatter' };
  }
  const spread = spreadOf(instruction, named, words, table);
  if (spread !== undefined && !answered) return { steps: [...filters, spread.step], kind: spread.kind, several: true };
  const question = steps.find((step) => QUESTIONS.has(step.do));
  if (question !== undefined && question.do !== 'analyze')
    return {
      steps: steps.filter((step) => step.do !== 'select' && step.do !== 'head').map((step) => withAllNamed(step, named, table)),
      kind: asked,
      ...(named.length > 1 ? { several: true } : {}),
    };
  const outliers = steps.find((step) => step.do === 'outliers');
  if (outliers?.do === 'outliers' && outliers.columns[0] !== undefined)
    return { steps: [...filters, { do: 'histogram', column: outliers.columns[0] }], kind: 'histogram' };
  if (answered && filters.length === 0) return { steps: [], kind: asked };
  if (answered) return { steps: filters, kind: asked };
  const fromRequest = questionOf(request, table);
  if (fromRequest !== undefined && named.length === 0) return { steps: [...filters, fromRequest], kind: asked };
  return { steps: [...filters, ...likely(table, named[0], asked)], kind: asked };
}

/** "Revenue and cost over time" is two lines. */
function withAllNamed(step: Step, named: readonly number[], table: Table): Step {
  if (step.do !== 'trend') return step;
  const { measure } = step.question;
  const others = named.filter((column) => column !== measure.column && column !== step.question.date);
  if (others.length === 0 || measure.column === undefined || !named.includes(measure.column)) return step;
  const beside = others.map((column) => ({
    statistic: isRate(table.columns[column] ?? { name: '', type: 'number' }) ? ('mean' as const) : measure.statistic,
    column,
  }));
  return { ...step, question: { ...step.question, beside } };
}

/** The grouping, trend or comparison that the request as a whole asks for, where it fits this table. */
function questionOf(request: string, table: Table): Step | undefined {
  try {
    const found = interpret(withoutChartWords(request), table).steps.find(
      (step) => step.do === 'group' || step.do === 'trend' || step.do === 'compare',
    );
    return found?.do === 'group' && found.grouping.keys.length === 0 ? undefined : found;
  } catch {
    // The request may speak of things that are in no table.
    return undefined;
  }
}

function namedQuantities(words: string, table: Table, filtered: boolean): number[] {
  const columns = new Sentence(words, table).mentions
    .map(({ column }) => column)
    .filter((column) => {
      const source = table.columns[column];
      return source !== undefined && source.type === 'number' && (isQuantity(source) || !filtered);
    });
  return [...new Set(columns)];
}

function namedCategories(words: string, table: Table): number {
  return new Sentence(words, table).mentions.filter(({ column }) => table.columns[column]?.type !== 'number').length;
}

/** What stands in for a box plot: lowest, median and highest of each group, or the distribution where there are no groups. */
function spreadOf(
  instruction: string,
  [named]: readonly number[],
  words: string,
  table: Table,
): { readonly step: Step; readonly kind: ChartKind } | undefined {
  if (!/\b(?:box ?-?plots?|box charts?|violin)\b/i.test(instruction)) return undefined;
  const column = named ?? quantities(table)[0];
  if (column === undefined) return undefined;
  const group = new Sentence(words, table).mentions.map((mention) => mention.column).find((index) => table.columns[index]?.type === 'text');
  if (group === undefined) return { step: { do: 'histogram', column }, kind: 'histogram' };
  const measures = (['min', 'median', 'max'] as const).map((statistic) => ({ statistic, column }));
  return { step: { do: 'group', grouping: { keys: [{ column: group }], measures } }, kind: 'grouped-bar' };
}

/** "Weight against height" has the height along the bottom; "height and weight" too. */
function acrossFirst(pair: readonly number[], instruction: string): readonly number[] {
  return /\b(?:against|versus|vs|over|depending on)\b/i.test(instruction) ? pair.toReversed() : pair;
}

/** The columns of a scatter plot, and of a named category to colour it by. */
function points(pair: readonly number[], words: string, table: Table): Step[] {
  const colour = new Sentence(words, table).mentions.map(({ column }) => column).find((column) => table.columns[column]?.type === 'text');
  return [
    { do: 'select', columns: [...pair, ...(colour === undefined ? [] : [colour])] },
    { do: 'sample', count: MOST_POINTS },
  ];
}

/** Without a question: the main quantity over time, or by the category with the most even spread of values, or its distribution. */
function likely(table: Table, named: number | undefined, asked: ChartKind | undefined): Step[] {
  const measure = named ?? quantities(table)[0];
  const [date] = dates(table);
  const groups = categories(table, 30);
  const statistic =
    measure === undefined
      ? undefined
      : {
          statistic: isRate(table.columns[measure] ?? { name: '', type: 'number' }) ? ('mean' as const) : ('sum' as const),
          column: measure,
        };
  const value = statistic ?? { statistic: 'count' as const };
  const [category, second] = groups;
  const overTime = asked === 'line' || asked === 'area' || asked === undefined;
  if (date !== undefined && overTime) return [{ do: 'trend', question: { date, measure: value } }];
  if (category !== undefined) {
    const pairs = asked === 'heat-map' || asked === 'grouped-bar' || asked === 'stacked-bar';
    return [
      {
        do: 'group',
        grouping: { keys: [{ column: category }, ...(pairs && second !== undefined ? [{ column: second }] : [])], measures: [value] },
      },
    ];
  }
  if (date !== undefined) return [{ do: 'trend', question: { date, measure: value } }];
  const [first, other] = quantities(table);
  if (first !== undefined && other !== undefined && named === undefined) return points([first, other], '', table);
  if (measure !== undefined) return [{ do: 'histogram', column: measure }];
  const text = [...table.columns.keys()].find((column) => table.columns[column]?.type !== 'number');
  return text === undefined ? [] : [{ do: 'group', grouping: { keys: [{ column: text }], measures: [{ statistic: 'count' }] } }];
}
