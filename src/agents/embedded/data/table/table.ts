import type { ColumnType } from '../../../../core/output.ts';

/** One value of a table. Dates are ISO 8601 text (`2024-01-31`, `2024-01`, `2024-01-31T08:30:00`); blanks are null. */
export type Cell = string | number | boolean | null;

/** The cells of one row, in the order of the table's columns. */
export type Row = readonly Cell[];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** What numbers are counted in, as people write it: `$`, `EUR`, `%`. Absent: unknown, or none. */
  readonly unit?: string;
  /** The most digits after the decimal point that any number of the column has; sums are rounded to them. */
  readonly decimals?: number;
}

/** What is known of a column's cells from having read them all once. */
export interface ColumnFacts {
  readonly filled: number;
  readonly blanks: number;
  /** Different values, counted up to a bound; one more than the bound when there are more. */
  readonly distinct: number;
  /** How often each value occurs; absent when there are too many to keep. */
  readonly values?: ReadonlyMap<string, number>;
}

/**
 * Rows with named, typed columns. Reading is repeatable: each call of `batches` starts from the first row
 * and gives the same rows, so that an operation may take as many passes as it needs and hold none of them.
 */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  /** By column. Of a filtered table these are the facts of what it was filtered from. */
  readonly facts: readonly ColumnFacts[];
  /** Absent when only reading would tell. */
  readonly rowCount?: number;
  /** Absolute path of a file that holds exactly these rows, when there is one. */
  readonly path?: string;
  /** What a person should know about the rows. */
  readonly notes: readonly string[];
  batches(signal: AbortSignal): AsyncIterable<readonly Row[]>;
}

/** The position of a column by its exact name, or -1. */
export function columnIndex(columns: readonly Column[], name: string): number {
  return columns.findIndex((column) => column.name === name);
}

/** A table of rows that are already in memory. */
export function tableOfRows(
  title: string,
  columns: readonly Column[],
  rows: readonly Row[],
  notes: readonly string[] = [],
  facts: readonly ColumnFacts[] = factsOfRows(columns, rows),
): Table {
  return {
    title,
    columns,
    facts,
    rowCount: rows.length,
    notes,
    async *batches(signal) {
      signal.throwIfAborted();
      yield rows;
    },
  };
}

/** How many different values of a column are kept: enough for any list of categories. */
export const MAX_KEPT_VALUES = 1000;

/** Reads off in-memory rows what a profile would say of them. */
export function factsOfRows(columns: readonly Column[], rows: readonly Row[]): ColumnFacts[] {
  return columns.map((_, index) => {
    const values = new Map<string, number>();
    let blanks = 0;
    for (const row of rows) {
      const cell = row[index] ?? null;
      if (cell === null) blanks++;
      else if (values.size <= MAX_KEPT_VALUES || values.has(String(cell))) values.set(String(cell), (values.get(String(cell)) ?? 0) + 1);
    }
    const kept = values.size <= MAX_KEPT_VALUES ? { values } : {};
    return { filled: rows.length - blanks, blanks, distinct: Math.min(values.size, MAX_KEPT_VALUES + 1), ...kept };
  });
}

/** The table with some rows left out or changed, row by row; passes over it are passes over the original. */
export function mapRows(table: Table, change: () => (row: Row) => Row | undefined, given: Partial<Omit<Table, 'batches'>> = {}): Table {
  const { title, columns, facts, notes } = table;
  return {
    title,
    columns,
    facts,
    notes,
    ...given,
    async *batches(signal) {
      const changed = change();
      for await (const batch of table.batches(signal)) {
        const kept: Row[] = [];
        for (const row of batch) {
          const next = changed(row);
          if (next !== undefined) kept.push(next);
        }
        if (kept.length > 0) yield kept;
      }
    },
  };
}

/** All rows of a table that is known to be small. */
export async function allRows(table: Table, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of table.batches(signal)) for (const row of batch) rows.push(row);
  return rows;
}
