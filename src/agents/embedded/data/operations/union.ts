import type { ColumnType } from '../../../../core/output.ts';
import { type Cell, type Column, type ColumnFacts, MAX_KEPT_VALUES, type Table } from '../table/table.ts';
import { counted, listed } from '../table/words.ts';

/** True when two tables have the same columns, in whatever order. */
export function sameShape(a: Table, b: Table): boolean {
  const names = new Set(a.columns.map(({ name }) => folded(name)));
  return a.columns.length === b.columns.length && b.columns.every(({ name }) => names.has(folded(name)));
}

const folded = (name: string): string => name.toLowerCase().replace(/[\W_]+/g, '');

/** The rows of several tables one after the other, with the columns of the first; columns are matched by name. */
export function unionTables(tables: readonly Table[], title: string): Table {
  const [first] = tables;
  if (first === undefined) throw new Error('A union needs a table.');
  const positions = tables.map((table) =>
    first.columns.map(({ name }) => table.columns.findIndex((column) => folded(column.name) === folded(name))),
  );
  const columns = first.columns.map((column, index): Column => {
    const parts = tables.flatMap((table, position) => table.columns[positions[position]?.[index] ?? -1] ?? []);
    const types = new Set(parts.map(({ type }) => type));
    const type: ColumnType = types.size === 1 ? column.type : 'text';
    const decimals = Math.max(0, ...parts.map((part) => part.decimals ?? 0));
    const units = new Set(parts.flatMap(({ unit }) => unit ?? []));
    const [unit] = units;
    return {
      name: column.name,
      type,
      ...(type === 'number' ? { decimals, ...(units.size === 1 && unit !== undefined ? { unit } : {}) } : {}),
    };
  });
  const rowCount = tables.every((table) => table.rowCount !== undefined)
    ? tables.reduce((sum, table) => sum + (table.rowCount ?? 0), 0)
    : undefined;
  return {
    title,
    columns,
    facts: columns.map((_, index) =>
      mergedFacts(tables.flatMap((table, position) => table.facts[positions[position]?.[index] ?? -1] ?? [])),
    ),
    ...(rowCount === undefined ? {} : { rowCount }),
    notes: [
      `${counted(tables.length, 'table')} of the same shape put together: ${listed(
        tables.map((table) => table.title),
        8,
      )}.`,
      ...tables.flatMap(({ notes, title: from }) => notes.map((note) => `${from}: ${note}`)),
    ],
    async *batches(signal) {
      for (const [position, table] of tables.entries()) {
        const from = positions[position] ?? [];
        const texts = columns.map((column, index) => column.type === 'text' && table.columns[from[index] ?? -1]?.type !== 'text');
        for await (const batch of table.batches(signal)) {
          yield batch.map((row) =>
            from.map((source, index): Cell => {
              const cell = row[source] ?? null;
              return cell !== null && texts[index] === true ? String(cell) : cell;
            }),
          );
        }
      }
    },
  };
}

function mergedFacts(facts: readonly ColumnFacts[]): ColumnFacts {
  const values = new Map<string, number>();
  for (const fact of facts) for (const [value, count] of fact.values ?? []) values.set(value, (values.get(value) ?? 0) + count);
  const kept = facts.every((fact) => fact.values !== undefined) && values.size <= MAX_KEPT_VALUES;
  return {
    filled: facts.reduce((sum, { filled }) => sum + filled, 0),
    blanks: facts.reduce((sum, { blanks }) => sum + blanks, 0),
    distinct: kept ? values.size : MAX_KEPT_VALUES + 1,
    ...(kept ? { values } : {}),
  };
}
