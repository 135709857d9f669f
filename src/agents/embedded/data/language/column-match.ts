import { nearestName } from '../../../../core/nearest-name.ts';
import { unitInName } from '../read/column-decision.ts';
import type { Column } from '../table/table.ts';
import { canonical, stems } from './stems.ts';

export interface ColumnMatch {
  readonly column: number;
  /** 1 for the name itself, less for a synonym or a part of it. */
  readonly score: number;
}

/** Words that say what a column is of something without saying of what: "customer" is enough for `customer_name`. */
const WEAK = new Set([
  'id',
  'name',
  'code',
  'number',
  'no',
  'nr',
  'key',
  'title',
  'date',
  'usd',
  'eur',
  'gbp',
  'amount',
  'total',
  'value',
  'the',
  'of',
  'in',
]);

/** Above this, the words are the column's own or plain synonyms of them. */
export const SURE = 0.8;

/** The column that a phrase means: by its name whatever the spelling, by synonyms, by a part of its name. The best, and of equals the first. */
export function matchColumn(phrase: string, columns: readonly Column[]): ColumnMatch | undefined {
  const words = stems(phrase);
  if (words.length === 0) return undefined;
  let best: ColumnMatch | undefined;
  for (const [column, { name, type }] of columns.entries()) {
    const score = Math.max(scoreOf(words, stems(name), type === 'text'), scoreOf(words, stems(withoutUnit(name)), type === 'text') - 0.01);
    if (score > 0 && (best === undefined || score > best.score)) best = { column, score };
  }
  return best;
}

function withoutUnit(name: string): string {
  const unit = unitInName(name);
  if (unit === undefined) return name;
  const bare = name.replace(/\s*[([][^)\]]*[)\]]\s*$/, '').replace(new RegExp(`[_\\s]${unit.replace(/\W/g, '\\$&')}$`, 'i'), '');
  return bare === '' ? name : bare;
}

function scoreOf(words: readonly string[], name: readonly string[], isText: boolean): number {
  if (name.length === 0) return 0;
  if (words.join('') === name.join('')) return 1;
  if (words.length === name.length && words.every((word) => name.includes(word))) return 0.95;
  const meant = words.map(canonical);
  const named = name.map(canonical);
  if (words.length === name.length && meant.every((word) => named.includes(word))) return 0.85;
  const extra = name.length - words.length;
  if (extra <= 0) return 0;
  const left = name.filter((word, index) => !words.includes(word) && !meant.includes(named[index] ?? ''));
  const weak = left.every((word) => WEAK.has(word)) ? 0.06 : 0;
  // Of customer_id and customer_name, "customer" is rather the name.
  const readable = isText && !name.includes('id') ? 0.02 : 0;
  if (words.every((word) => name.includes(word))) return 0.7 + weak + readable - 0.02 * extra;
  if (meant.every((word) => named.includes(word))) return 0.62 + weak + readable - 0.02 * extra;
  return 0;
}

/** Words to end an error about a column that is not there: the nearest name, or all of them. */
export function columnAdvice(phrase: string, columns: readonly Column[]): string {
  const names = columns.map(({ name }) => name);
  const nearest =
    nearestName(phrase, names) ?? phrase.split(/\s+/).flatMap((word) => (word.length > 3 ? (nearestName(word, names) ?? []) : []))[0];
  const all = `The columns are: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`;
  return nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`;
}
