import { KeyedSpill } from '../spill/keyed-spill.ts';
import { RowSet } from '../spill/row-set.ts';
import type { Workbench } from '../spill/workbench.ts';
import { csvLine } from '../table/csv-writer.ts';
import type { Cell, ColumnFacts, Row, Table } from '../table/table.ts';
import { mapRows } from '../table/table.ts';
import { counted, listed, sentence } from '../table/words.ts';

/** What became of the rows, counted while they pass. */
interface Tidied {
  blankRows: number;
  respelled: number;
}

/**
 * Types, blanks and duplicates: cells in their column's type and trimmed, different spellings of one word (`north`, `NORTH `)
 * made alike, rows that hold nothing dropped, and rows that are the same as an earlier one in every column dropped.
 * Two passes; what was changed is said in the notes.
 */
export async function cleanTable(table: Table, bench: Workbench): Promise<Table> {
  const spellings = table.columns.map((column, index) =>
    column.type === 'text' ? spellingsOf(table.facts[index]) : new Map<string, string>(),
  );
  const tidied: Tidied = { blankRows: 0, respelled: 0 };
  const tidy = (counts: Tidied): Table =>
    mapRows(table, () => {
      counts.blankRows = 0;
      counts.respelled = 0;
      return (row) => tidyRow(row, spellings, counts);
    });
  const { table: unique, dropped } = await withoutDuplicates(tidy(tidied), bench);
  return {
    ...unique,
    facts: factsAfter(table.facts, spellings),
    notes: [...table.notes, ...cleanNotes(table, spellings, tidied, dropped)],
  };
}

function tidyRow(row: Row, spellings: readonly ReadonlyMap<string, string>[], counts: Tidied): Row | undefined {
  let something = false;
  let changed: Cell[] | undefined;
  for (let index = 0; index < row.length; index++) {
    const cell = row[index] ?? null;
    if (cell === null) continue;
    something = true;
    if (typeof cell !== 'string') continue;
    const spelled = spellings[index]?.get(cell) ?? collapseSpaces(cell);
    if (spelled === cell) continue;
    changed ??= [...row];
    changed[index] = spelled;
    counts.respelled++;
  }
  if (!something) {
    counts.blankRows++;
    return undefined;
  }
  return changed ?? row;
}

function collapseSpaces(text: string): string {
  return /[\s\u00a0]{2}|[\t\n\r\u00a0]/.test(text) ? text.replace(/[\s\u00a0]+/g, ' ').trim() : text;
}

/** For each spelling that is not the usual one of its word, the usual one: the most frequent, of equals one that looks like a name, then the first. */
function spellingsOf(facts: ColumnFacts | undefined): Map<string, string> {
  const usual = new Map<string, { spelling: string; count: number }>();
  const entries = [...(facts?.values ?? [])];
  for (const [value, count] of entries) {
    const key = foldedSpelling(value);
    const best = usual.get(key);
    if (best === undefined || count > best.count || (count === best.count && looksWritten(value) && !looksWritten(best.spelling)))
      usual.set(key, { spelling: collapseSpaces(value), count });
  }
  const changes = new Map<string, string>();
  for (const [value] of entries) {
    const spelling = usual.get(foldedSpelling(value))?.spelling ?? value;
    if (spelling !== value) changes.set(value, spelling);
  }
  return changes;
}

/** A capital first and small letters after: how names are written, where nothing else decides. */
const looksWritten = (value: string): boolean => /^\p{Lu}.*\p{Ll}/u.test(value);

const foldedSpelling = (value: string): string => collapseSpaces(value).toLowerCase();

function factsAfter(facts: readonly ColumnFacts[], spellings: readonly ReadonlyMap<string, string>[]): ColumnFacts[] {
  return facts.map((fact, index) => {
    const changes = spellings[index];
    if (fact.values === undefined || changes === undefined || changes.size === 0) return fact;
    const values = new Map<string, number>();
    for (const [value, count] of fact.values) {
      const spelled = changes.get(value) ?? value;
      values.set(spelled, (values.get(spelled) ?? 0) + count);
    }
    return { ...fact, values, distinct: values.size };
  });
}

/**
 * The table without rows that are the same as an earlier one, in every column or in the given ones. One pass to find them;
 * then they are left out while reading.
 */
export async function withoutDuplicates(
  table: Table,
  bench: Workbench,
  keyColumns?: readonly number[],
): Promise<{ table: Table; dropped: number }> {
  const { rows, duplicates } = await findDuplicates(table, bench, keyColumns);
  return { table: { ...withoutRows(table, duplicates), rowCount: rows - duplicates.size }, dropped: duplicates.size };
}

/** Only the rows that are the same as an earlier one. */
export async function repeatedRows(table: Table, bench: Workbench): Promise<Table> {
  const { rows, duplicates } = await findDuplicates(table, bench);
  const said =
    duplicates.size === 0
      ? `None of the ${counted(rows, 'row')} is a duplicate.`
      : `${counted(duplicates.size, 'row')} of ${rows.toLocaleString('en-US')} ${duplicates.size === 1 ? 'is' : 'are'} the same as an earlier one.`;
  const repeated = mapRows(table, () => {
    let index = -1;
    return (row) => {
      index++;
      return duplicates.has(index) ? row : undefined;
    };
  });
  return { ...repeated, title: `Duplicates in ${table.title}`, rowCount: duplicates.size, notes: [...table.notes, said] };
}

async function findDuplicates(
  table: Table,
  bench: Workbench,
  keyColumns?: readonly number[],
): Promise<{ rows: number; duplicates: RowSet }> {
  const spill = new KeyedSpill(bench);
  const duplicates = new RowSet();
  let rows = 0;
  for await (const batch of table.batches(bench.signal)) {
    for (const row of batch) {
      spill.add(csvLine(keyColumns === undefined ? row : keyColumns.map((index) => row[index] ?? null)), rows);
      rows++;
    }
    await spill.settle();
  }
  const ignore = (): void => {};
  await spill.tellApart(ignore, (row) => duplicates.add(row));
  return { rows, duplicates };
}

function withoutRows(table: Table, left: RowSet): Table {
  return mapRows(table, () => {
    let index = -1;
    return (row) => {
      index++;
      return left.has(index) ? undefined : row;
    };
  });
}

function cleanNotes(table: Table, spellings: readonly ReadonlyMap<string, string>[], tidied: Tidied, duplicates: number): string[] {
  const notes: string[] = [];
  notes.push(duplicates === 0 ? 'No duplicate rows.' : `${counted(duplicates, 'duplicate row')} removed.`);
  if (tidied.blankRows > 0) notes.push(`${counted(tidied.blankRows, 'row')} without any value removed.`);
  const blanks = table.columns.flatMap(({ name }, index) => {
    const count = (table.facts[index]?.blanks ?? 0) - tidied.blankRows;
    return count > 0 ? [`${name} (${count.toLocaleString('en-US')})`] : [];
  });
  if (blanks.length > 0) notes.push(`Blank cells left blank, and left out of sums and averages: ${listed(blanks, 12)}.`);
  for (const [index, changes] of spellings.entries()) {
    if (changes.size === 0) continue;
    const shown = [...changes].map(([from, to]) => `"${from}" is now "${to}"`);
    notes.push(`${table.columns[index]?.name ?? ''}: spellings made alike (${listed(shown, 4)}).`);
  }
  const types = Map.groupBy(table.columns, ({ type }) => type);
  const said = [...types]
    .filter(([type]) => type !== 'text')
    .map(
      ([type, columns]) =>
        `${type}s in ${listed(
          columns.map(({ name }) => name),
          8,
        )}`,
    );
  if (said.length > 0) notes.push(sentence(`${said.join('; ')}.`));
  return notes;
}
