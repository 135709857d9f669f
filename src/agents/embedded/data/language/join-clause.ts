import { TerminalError } from '../../../../core/agent-error.ts';
import type { Joining, JoinKind } from '../operations/join.ts';
import { namesThings } from '../table/roles.ts';
import type { Column, Table } from '../table/table.ts';
import { listed } from '../table/words.ts';
import { matchColumn } from './column-match.ts';
import { unknownColumn } from './measures.ts';
import { stems } from './stems.ts';

/** How two tables are to be joined, and the instruction without the words that said so. */
export interface JoinClause {
  readonly joining: Joining;
  readonly swapped: boolean;
  readonly rest: string;
}

const SAME = 0.7;
const VERB =
  /\b(?:(left|right|inner|outer|full)\s+(?:outer\s+)?)?(?:join(?:s|ing)?|merge|merging|link(?:ing)?|match(?:ing)?|enrich|combine|combining|look\s?up)\b/i;
const CLAUSE =
  /\b(?:on|using|by|via|through|where|matching)\s+(?:the\s+|their\s+|a\s+)?(?:common\s+|shared\s+|same\s+)?(?:columns?\s+|keys?\s+|fields?\s+)?(.+)$/is;
const NEXT_TASK =
  /[;\n]|\.(?=\s|$)|,?\s+(?:and\s+)?then\b|,?\s+and\s+(?=(?:sum|total|average|count|group|show|compute|calculate|find|list|get|analy[sz]e|filter|keep|sort|aggregate|report|clean|remove)\b)|,\s+(?=(?:sum|total|average|count|group|show|compute|calculate|find|list|get|analy[sz]e|filter|keep|sort|aggregate|report|clean|remove)\b)/i;

/**
 * Reads "join A with B on customer_id": the named keys, or, when none is named, the columns both tables have, ids first.
 *
 * @throws TerminalError `unknown-column` for a key that a table lacks, `unclear-join` when there is no common column.
 */
export function joinClause(text: string, left: Table, right: Table): JoinClause {
  const verb = VERB.exec(text);
  const side = verb?.[1]?.toLowerCase();
  if (side === 'outer' || side === 'full') {
    throw new TerminalError(
      'unclear-join',
      'Full outer joins are not made. Ask for an inner join (rows with a match) or a left join (all rows of the first table).',
    );
  }
  const kind: JoinKind = side === 'left' || side === 'right' || /\benrich|look\s?up\b/i.test(text) ? 'left' : 'inner';
  const swapped = side === 'right';
  const after = text.slice((verb?.index ?? 0) + (verb?.[0].length ?? 0));
  const boundary = NEXT_TASK.exec(after);
  const clause = boundary === null ? after : after.slice(0, boundary.index);
  const before = text.slice(0, verb?.index ?? 0);
  const [first, second] = swapped ? [right, left] : [left, right];
  const named = CLAUSE.exec(clause)?.[1];
  const on = named === undefined ? undefined : namedKeys(named, first, second);
  const trailing = on?.left ?? '';
  const rest = `${before} ${trailing} ${boundary === null ? '' : after.slice(boundary.index)}`.trim();
  return { joining: { on: on?.on ?? commonKeys(first, second), kind }, swapped, rest };
}

/** "customer_id and date", "orders.customer_id = customers.id"; words after the last key are left for the next operation. */
function namedKeys(text: string, left: Table, right: Table): { on: Joining['on']; left: string } {
  const on: { left: number; right: number }[] = [];
  const parts = text.split(/\s*(?:,|&|\band\b)\s*/i).filter((part) => part !== '');
  let unread = '';
  for (const [index, part] of parts.entries()) {
    const [one, other] = part.split(/\s*(?:==?|\bequals\b|\bto\b)\s*/i);
    const pair = pairOf(one ?? '', other, left, right);
    if (pair === undefined) {
      if (on.length === 0) throw unknownKey(part, left, right);
      unread = parts.slice(index).join(' and ');
      break;
    }
    on.push(pair);
  }
  return { on, left: unread };
}

function pairOf(one: string, other: string | undefined, left: Table, right: Table): { left: number; right: number } | undefined {
  const first = bareName(one);
  const second = other === undefined ? first : bareName(other);
  const inLeft = keyColumn(first, left) ?? firstWords(first, left);
  const inRight = keyColumn(second, right) ?? firstWords(second, right);
  if (inLeft !== undefined && inRight !== undefined) return { left: inLeft, right: inRight };
  // The tables may have been named the other way round.
  const crossedLeft = keyColumn(second, left);
  const crossedRight = keyColumn(first, right);
  return crossedLeft !== undefined && crossedRight !== undefined ? { left: crossedLeft, right: crossedRight } : undefined;
}

const bareName = (text: string): string =>
  text
    .trim()
    .replace(/^[\w-]+\.(?=\w)/, '')
    .replace(/\b(column|field|key)s?\b/gi, '')
    .replace(/["'`]/g, '')
    .trim();

function keyColumn(name: string, { columns }: Table): number | undefined {
  const match = matchColumn(name, columns);
  return match !== undefined && match.score >= SAME ? match.column : undefined;
}

/** The key is at the start of the words: "customer_id to see who buys". */
function firstWords(text: string, table: Table): number | undefined {
  const words = text.split(/\s+/);
  for (let length = Math.min(4, words.length - 1); length > 0; length--) {
    const column = keyColumn(words.slice(0, length).join(' '), table);
    if (column !== undefined) return column;
  }
  return undefined;
}

function unknownKey(part: string, left: Table, right: Table): TerminalError {
  const name = bareName(part);
  const lacking = keyColumn(name, left) === undefined ? left : right;
  const error = unknownColumn(name, lacking.columns);
  return new TerminalError(error.code, `${lacking.title}: ${error.message}`);
}

function commonKeys(left: Table, right: Table): Joining['on'] {
  const pairs = left.columns.flatMap((column, index) => {
    const found = right.columns.findIndex((other) => stems(other.name).join(' ') === stems(column.name).join(' '));
    return found < 0 ? [] : [{ left: index, right: found }];
  });
  const ids = pairs.filter((pair) => namesThings(left.columns[pair.left]?.name ?? ''));
  if (ids.length > 0) return ids.slice(0, 1);
  if (pairs.length > 0) return pairs.slice(0, 1);
  const foreign = foreignKey(left, right) ?? flipped(foreignKey(right, left));
  if (foreign !== undefined) return [foreign];
  const names = (columns: readonly Column[]): string =>
    listed(
      columns.map(({ name }) => name),
      12,
    );
  throw new TerminalError(
    'unclear-join',
    `${left.title} (${names(left.columns)}) and ${right.title} (${names(right.columns)}) have no column in common. Say which to join on: "on customer_id = id".`,
  );
}

/** `customer_id` beside `id` of customers. */
function foreignKey(left: Table, right: Table): { left: number; right: number } | undefined {
  const id = right.columns.findIndex(({ name }) => name.toLowerCase() === 'id');
  const noun = stems(right.title.replace(/\.\w+$/, '')).at(-1);
  const reference = left.columns.findIndex(({ name }) => stems(name).join(' ') === `${noun} id`);
  return id < 0 || reference < 0 ? undefined : { left: reference, right: id };
}

function flipped(pair: { left: number; right: number } | undefined): { left: number; right: number } | undefined {
  return pair === undefined ? undefined : { left: pair.right, right: pair.left };
}
