import { TerminalError } from '../../../../core/agent-error.ts';
import type { Workbench } from '../spill/workbench.ts';
import { type Cell, type Column, mapRows, type Row, type Table } from '../table/table.ts';
import { counted, percent } from '../table/words.ts';

/** `inner` keeps rows with a match on both sides; `left` all of the first table. */
export type JoinKind = 'inner' | 'left';

export interface Joining {
  /** Positions in the left and the right table that must be equal. */
  readonly on: readonly { readonly left: number; readonly right: number }[];
  readonly kind: JoinKind;
}

/** The smaller table is held in memory by its key; this is the most of it that is. */
export const MAX_HELD_CELLS = 2_000_000;
const MAX_HELD_CHARACTERS = 32_000_000;

interface Matches {
  matched: number;
  unmatched: number;
  blank: number;
  produced: number;
}

/**
 * The rows of two tables side by side where their keys are equal. The second table is hashed when it is the smaller or the
 * join is a left one, the other way round otherwise; the rows come in the order of the table that is streamed.
 *
 * @throws TerminalError `too-large-to-join` when the side to be held is over the bound.
 */
export async function joinTables(left: Table, right: Table, joining: Joining, bench: Workbench): Promise<Table> {
  const holdRight = joining.kind === 'left' || (right.rowCount ?? Number.POSITIVE_INFINITY) <= (left.rowCount ?? Number.POSITIVE_INFINITY);
  const held = holdRight ? right : left;
  const streamed = holdRight ? left : right;
  const heldKeys = joining.on.map((pair) => (holdRight ? pair.right : pair.left));
  const streamedKeys = joining.on.map((pair) => (holdRight ? pair.left : pair.right));
  const index = await hashTable(held, heldKeys, bench);
  const rightKeys = new Set(joining.on.map((pair) => pair.right));
  const rightKept = [...right.columns.keys()].filter((column) => !rightKeys.has(column));
  const columns = [...left.columns, ...renamed(right, rightKept, left)];
  const matches = await countMatches(streamed, streamedKeys, index, bench);
  const sideBySide = (leftRow: Row, rightRow: Row | undefined): Row => [
    ...leftRow,
    ...rightKept.map((column) => rightRow?.[column] ?? null),
  ];
  const names = joining.on.map((pair) => left.columns[pair.left]?.name).join(', ');
  const joined = mapRows(streamed, () => (row) => row, {
    title: `${left.title} joined with ${right.title}`,
    columns,
    facts: [...left.facts, ...rightKept.map((column) => right.facts[column] ?? { filled: 0, blanks: 0, distinct: 0 })],
    rowCount: matches.produced + (joining.kind === 'left' ? matches.unmatched + matches.blank : 0),
    notes: [...left.notes, ...right.notes, ...joinNotes(matches, streamed, held, names, joining.kind)],
  });
  return {
    ...joined,
    async *batches(signal) {
      for await (const batch of streamed.batches(signal)) {
        let rows: Row[] = [];
        for (const row of batch) {
          const found = index.get(keyOf(row, streamedKeys) ?? NO_KEY) ?? [];
          if (found.length === 0 && joining.kind === 'left') rows.push(sideBySide(row, undefined));
          for (const other of found) {
            rows.push(holdRight ? sideBySide(row, other) : sideBySide(other, row));
            // A key that occurs often on both sides makes many rows out of one batch.
            if (rows.length < 10_000) continue;
            yield rows;
            rows = [];
          }
        }
        if (rows.length > 0) yield rows;
      }
    },
  };
}

const NO_KEY = '\u0000none';

/** Keys are compared by their text, without regard to capitals. Undefined when a part is blank: blanks match nothing. */
function keyOf(row: Row, columns: readonly number[]): string | undefined {
  let key = '';
  for (const column of columns) {
    const cell: Cell = row[column] ?? null;
    if (cell === null) return undefined;
    const text = String(cell).trim().toLowerCase();
    key += columns.length === 1 ? text : `${text.length}:${text}`;
  }
  return key;
}

async function hashTable(table: Table, keys: readonly number[], bench: Workbench): Promise<Map<string, Row[]>> {
  const index = new Map<string, Row[]>();
  let cells = 0;
  let characters = 0;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      const key = keyOf(row, keys);
      if (key === undefined) continue;
      cells += row.length + 2;
      for (const cell of row) if (typeof cell === 'string') characters += cell.length;
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [row]);
      else rows.push(row);
    }
    if (cells > MAX_HELD_CELLS || characters > MAX_HELD_CHARACTERS) {
      throw new TerminalError(
        'too-large-to-join',
        `${table.title}, the smaller of the two tables, is too large to join: it would have to be held in memory, and the bound is ${MAX_HELD_CELLS.toLocaleString('en-US')} cells or ${MAX_HELD_CHARACTERS / 1e6} million characters. Filter it or choose fewer columns first.`,
        { for: 'task' },
      );
    }
  }
  return index;
}

async function countMatches(table: Table, keys: readonly number[], index: ReadonlyMap<string, Row[]>, bench: Workbench): Promise<Matches> {
  const matches: Matches = { matched: 0, unmatched: 0, blank: 0, produced: 0 };
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      const key = keyOf(row, keys);
      const found = key === undefined ? 0 : (index.get(key)?.length ?? 0);
      if (key === undefined) matches.blank++;
      else if (found === 0) matches.unmatched++;
      else matches.matched++;
      matches.produced += found;
    }
  }
  return matches;
}

/** Columns of the right table that the left one also has are told apart by their table. */
function renamed(right: Table, kept: readonly number[], left: Table): Column[] {
  const taken = new Set(left.columns.map(({ name }) => name));
  const suffix = right.title.replace(/\.[a-z]+(\.gz)?$/i, '').replace(/\W+/g, '_') || 'right';
  return kept.flatMap((index) => {
    const column = right.columns[index];
    if (column === undefined) return [];
    let name = column.name;
    for (let count = 1; taken.has(name); count++) name = `${column.name}_${suffix}${count === 1 ? '' : count}`;
    taken.add(name);
    return [{ ...column, name }];
  });
}

function joinNotes(
  { matched, unmatched, blank, produced }: Matches,
  streamed: Table,
  held: Table,
  names: string,
  kind: JoinKind,
): string[] {
  const all = matched + unmatched + blank;
  const notes = [
    `Joined on ${names}: ${counted(matched, 'row')} of ${streamed.title} (${percent(all === 0 ? 0 : matched / all)}) ${matched === 1 ? 'has' : 'have'} a match in ${held.title}.`,
  ];
  if (unmatched + blank > 0)
    notes.push(
      `${counted(unmatched + blank, 'row')} of ${streamed.title} without a match ${kind === 'left' ? 'kept, with blanks' : 'left out'}.`,
    );
  if (produced > matched)
    notes.push(`Some keys occur several times in ${held.title}, so ${counted(matched, 'row')} became ${produced.toLocaleString('en-US')}.`);
  if (matched === 0 && all > 0) notes.push('No key of the one table occurs in the other: check that these are the right columns.');
  return notes;
}
