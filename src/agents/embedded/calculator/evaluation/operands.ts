import type { DependencyResult } from '../../../../core/agent.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../core/json.ts';
import { nearestName } from '../../../../core/nearest-name.ts';
import { isOutputOf, type TableOutput } from '../../../../core/output.ts';
import { Fault, quoted } from '../fault.ts';
import type { OutcomeNoun } from '../language/syntax.ts';
import type { Quantity } from './quantity.ts';
import { readNumber, readNumbers } from './read-number.ts';

/** Deeper lists than this are not looked into. */
const MAX_DEPTH = 20;

/** What earlier tasks left to reckon with: numbers, lists of them, fields and columns by name. */
export class Operands {
  readonly #dependencies: readonly DependencyResult[];
  readonly #lists: readonly (readonly Quantity[])[];

  constructor(dependencies: readonly DependencyResult[]) {
    this.#dependencies = dependencies;
    this.#lists = dependencies.map(({ output }) => numbersIn(output, 0));
  }

  /** All numbers, in order. */
  all(): readonly Quantity[] {
    return this.#lists.flat();
  }

  /** What is counted by "the first result": dependencies, or the members of the only one. */
  places(): readonly (readonly Quantity[])[] {
    const [only] = this.#lists;
    return this.#lists.length === 1 && only !== undefined && only.length > 1 ? only.map((one) => [one]) : this.#lists;
  }

  /** The numbers of the one dependency whose title tells of such an outcome. */
  outcome(noun: OutcomeNoun): readonly Quantity[] | undefined {
    return this.#onlyTitled((title) => OUTCOME_TITLES[noun].test(title));
  }

  /**
   * The numbers of a column or field of this name, or else of the one task that is called so.
   *
   * @throws Fault `unknown-name` when there is none, or no telling which is meant; `no-operands` when it does not hold numbers.
   */
  named(name: string): readonly Quantity[] {
    const key = normal(name);
    const columns = this.#columns();
    const names = [...columns.keys()];
    const exact = [key, key.replace(/s$/, ''), `${key}s`].map((one) => columns.get(one)).find((one) => one !== undefined);
    if (exact !== undefined) return exact.flatMap((column) => column.numbers());
    const similar = names.filter((one) => key.length > 2 && (one.includes(key) || (one.length > 2 && key.includes(one))));
    const [only] = similar;
    if (only !== undefined && similar.length === 1) return (columns.get(only) ?? []).flatMap((column) => column.numbers());
    const words = name.toLowerCase().split(' ');
    const titled = this.#onlyTitled((title) => words.every((word) => title.toLowerCase().includes(word.replace(/s$/, ''))));
    if (titled !== undefined) return titled;
    const known = [...columns.values()].map((found) => found[0]?.name ?? '');
    throw new Fault('unknown-name', {
      what: similar.length > 1 ? `${quoted(name)} may mean several columns` : `nothing is called ${quoted(name)}`,
      expected: known.length === 0 ? 'a number, or a column of a table from an earlier task' : this.#offer(name, known),
      received: quoted(name),
    });
  }

  /** A column of exactly this name, for nouns that may be one: "the amount". */
  column(name: string): readonly Quantity[] | undefined {
    return this.#columns()
      .get(normal(name))
      ?.flatMap((column) => column.numbers());
  }

  /** For messages: what the earlier tasks left. */
  get described(): string {
    if (this.#dependencies.length === 0) return 'none, as no task came before';
    const parts = this.#dependencies.slice(0, 4).map(({ title, output }) => `${describe(output)} from ${quoted(title)}`);
    return `${parts.join(', ')}${this.#dependencies.length > 4 ? ', …' : ''}`;
  }

  #offer(name: string, known: readonly string[]): string {
    const near = nearestName(name, known);
    const some = near === undefined ? known.slice(0, 8) : [near];
    return `one of the columns ${some.map((one) => quoted(one)).join(', ')}${near === undefined && known.length > 8 ? ', …' : ''}`;
  }

  #onlyTitled(matches: (title: string) => boolean): readonly Quantity[] | undefined {
    const found = this.#lists.filter((list, index) => list.length > 0 && matches(this.#dependencies[index]?.title ?? ''));
    return found.length === 1 ? found[0] : undefined;
  }

  #columns(): ReadonlyMap<string, readonly NamedColumn[]> {
    const columns = new Map<string, NamedColumn[]>();
    for (const { output } of this.#dependencies) {
      for (const column of columnsIn(output)) {
        const key = normal(column.name);
        const same = columns.get(key);
        if (same === undefined) columns.set(key, [column]);
        else same.push(column);
      }
    }
    return columns;
  }
}

interface NamedColumn {
  readonly name: string;
  numbers(): readonly Quantity[];
}

/** How titles tell what a task comes to. */
const OUTCOME_TITLES: Readonly<Record<OutcomeNoun, RegExp>> = {
  sum: /\b(?:add|sum|total|plus|addition)\b|\+/i,
  product: /\b(?:multipl\w*|product|times)\b|[*×]/i,
  difference: /\b(?:subtract\w*|difference|minus)\b|\d\s*[-−]\s*\d/i,
  quotient: /\b(?:divid\w*|division|quotient|ratio)\b|[/÷]/i,
  remainder: /\b(?:remainder|mod|modulo)\b/i,
  mean: /\b(?:average|mean)\b/i,
  median: /\bmedian\b/i,
  mode: /\bmode\b/i,
  min: /\b(?:minimum|min|smallest|lowest|least)\b/i,
  max: /\b(?:maximum|max|largest|highest|biggest|greatest)\b/i,
  range: /\brange\b/i,
  count: /\b(?:count|number of)\b/i,
};

const normal = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The numbers of an output: itself, the members of a list, the only numeric column of a table, a field that is a result. */
function numbersIn(output: Json | undefined, depth: number): readonly Quantity[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof output === 'number' || typeof output === 'string')
    return depth === 0 && typeof output === 'string' ? readNumbers(output) : [readNumber(output)].flatMap((one) => one ?? []);
  if (Array.isArray(output)) {
    const rows = objectRows(output);
    return rows === undefined ? output.flatMap((one: Json) => numbersIn(one, depth + 1)) : onlyColumn(columnsOfRows(rows));
  }
  if (isOutputOf(output, 'table'))
    return output.columns.some(({ type }) => type === 'number')
      ? onlyColumn(columnsIn(output).filter((_, index) => output.columns[index]?.type === 'number'))
      : [];
  if (!isJsonObject(output) || 'kind' in output) return [];
  const result = ['value', 'result', 'answer', 'total'].find((key) => output[key] !== undefined);
  return result === undefined ? onlyColumn(columnsIn(output)) : numbersIn(output[result], depth + 1);
}

function onlyColumn(columns: readonly NamedColumn[]): readonly Quantity[] {
  const numeric = columns.length === 1 ? columns : columns.filter((column) => isNumeric(column));
  return numeric.length === 1 ? (numeric[0]?.numbers() ?? []) : [];
}

function isNumeric(column: NamedColumn): boolean {
  try {
    return column.numbers().length > 0;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function objectRows(list: readonly Json[]): readonly JsonObject[] | undefined {
  return list.length > 0 && list.every((row) => isJsonObject(row)) ? list : undefined;
}

/** Columns of a table or of a list of objects, fields of an object. */
function columnsIn(output: Json | undefined): readonly NamedColumn[] {
  if (isOutputOf(output, 'table')) return columnsOfTable(output);
  if (Array.isArray(output)) return columnsOfRows(objectRows(output) ?? []);
  if (!isJsonObject(output) || 'kind' in output) return [];
  return Object.entries(output).map(([name, value]) => ({
    name,
    numbers: () => (Array.isArray(value) ? cells(name, value) : cells(name, [value])),
  }));
}

function columnsOfRows(rows: readonly JsonObject[]): readonly NamedColumn[] {
  return Object.keys(rows[0] ?? {}).map((name) => ({
    name,
    numbers: () =>
      cells(
        name,
        rows.map((row) => row[name] ?? null),
      ),
  }));
}

function columnsOfTable({ title, columns, rows, rowCount }: TableOutput): readonly NamedColumn[] {
  return columns.map(({ name }) => ({
    name: String(name),
    numbers: () => {
      if (rowCount <= rows.length)
        return cells(
          name,
          rows.map((row) => row[name] ?? null),
        );
      throw new Fault('unknown-name', {
        what: `the table ${quoted(String(title))} is too long to be handed over whole`,
        expected: 'a table that an earlier task has summed up, such as "total the revenue by region"',
        received: `${rows.length} of its ${rowCount} rows`,
      });
    },
  }));
}

function cells(name: string, values: readonly Json[]): readonly Quantity[] {
  return values.flatMap((value) => {
    if (value === null || (typeof value === 'string' && value.trim() === '')) return [];
    const number = typeof value === 'number' || typeof value === 'string' ? readNumber(value) : undefined;
    if (number !== undefined) return [number];
    const received = typeof value === 'string' ? quoted(value) : describe(value);
    throw new Fault('no-operands', { what: `${quoted(name)} does not hold numbers only`, expected: 'numbers', received });
  });
}

function describe(output: Json | undefined): string {
  if (output === undefined || output === null) return 'nothing';
  if (typeof output === 'string') return `the text ${quoted(output, 20)}`;
  if (Array.isArray(output)) return `a list of ${output.length}`;
  if (isOutputOf(output, 'table')) {
    const names = output.columns.filter(({ type }) => type === 'number').map(({ name }) => quoted(String(name), 20));
    return names.length === 0 ? 'a table without numbers' : `a table with the columns ${names.slice(0, 4).join(', ')}`;
  }
  if (isJsonObject(output)) return typeof output['kind'] === 'string' ? `a ${quoted(output['kind'], 20).slice(1, -1)}` : 'an object';
  return typeof output === 'number' ? `the number ${output}` : `"${String(output)}"`;
}
