import type { DependencyResult } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { isOutputOf } from '../../../core/output.ts';
import { exact, type NumberValue, negate, numeral } from './number-value.ts';
import { ORDINALS } from './number-words.ts';

/** What words like "the results" or "revenue" stand for. */
export interface References {
  /** All numbers that the dependencies left, in order. */
  all(): readonly NumberValue[];
  /** The numbers of one dependency: by place (1 is the first, -1 the last) or by a word of its title. */
  one(which: number | string): readonly NumberValue[] | undefined;
  /** The numbers of a column of a table, by its name. */
  column(name: string): readonly NumberValue[] | undefined;
}

/** The references of a real piece of work. */
export function referencesTo(dependencies: readonly DependencyResult[]): References {
  const lists = dependencies.map(({ output }) => numbersIn(output));
  const columns = new Map(dependencies.flatMap(({ output }) => columnsIn(output)));
  return {
    all: () => lists.flat(),
    one(which) {
      if (typeof which === 'number') return lists.at(which > 0 ? which - 1 : which);
      const stem = which.replace(/s$/, '').slice(0, 5);
      const index = dependencies.findIndex(({ title }) => title.toLowerCase().includes(stem));
      return index < 0 ? undefined : lists[index];
    },
    column: (name) => columns.get(normal(name)) ?? columns.get(normal(name).replace(/s$/, '')),
  };
}

/** References that stand for something, whatever is asked: to see whether an instruction is arithmetic at all. */
export const SUPPOSED: References = {
  all: () => [exact(3), exact(2)],
  one: () => [exact(2)],
  column: () => undefined,
};

const normal = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

function columnsIn(output: Json | undefined): [string, NumberValue[]][] {
  if (!isOutputOf(output, 'table')) return [];
  if (output.rowCount > output.rows.length) return [];
  return output.columns.map(({ name }) => [normal(name), output.rows.flatMap((row) => numbersIn(row[name]))]);
}

/** The numbers in an output: itself, the members of a list, the only numeric column of a table, or a `value`. */
function numbersIn(output: Json | undefined): NumberValue[] {
  if (typeof output === 'number')
    return Number.isFinite(output) ? [parseNumber(String(output))].filter((value) => value !== undefined) : [];
  if (typeof output === 'string') return [parseNumber(output.trim())].filter((value) => value !== undefined);
  if (Array.isArray(output)) return output.flatMap(numbersIn);
  if (isOutputOf(output, 'table')) {
    const numeric = output.columns.filter(({ type }) => type === 'number');
    return numeric.length === 1 ? output.rows.flatMap((row) => numbersIn(row[numeric[0]?.name ?? ''])) : [];
  }
  if (isJsonObject(output))
    return ['value', 'result', 'answer', 'total'].flatMap((key) => (output[key] === undefined ? [] : numbersIn(output[key]))).slice(0, 1);
  return [];
}

function parseNumber(text: string): NumberValue | undefined {
  const match = /^([+-]?)(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)$/i.exec(text.replaceAll(',', ''));
  if (match === null) return undefined;
  const value = numeral(match[2] ?? '0');
  return match[1] === '-' ? negate(value) : value;
}

/** @throws TerminalError `no-operands` when a reference stands for nothing. */
export function required(list: readonly NumberValue[] | undefined, words: string, column: number): readonly NumberValue[] {
  if (list !== undefined && list.length > 0) return list;
  throw new TerminalError(
    'no-operands',
    `"${words}" at column ${column} stands for nothing: expected a number from an earlier task, received none`,
    { for: 'task' },
  );
}

export function ordinalOf(word: string): number | undefined {
  const digits = /^(\d+)(?:st|nd|rd|th)$/.exec(word);
  return digits === null ? ORDINALS[word] : Number(digits[1]);
}
