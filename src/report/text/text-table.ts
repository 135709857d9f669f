import { displayWidth, padTo, truncate } from './display-width.ts';
import { plainLine } from './plain-text.ts';

export interface TextColumn {
  readonly name: string;
  /** Where its cells stand: words to the left, numbers to the right. */
  readonly align: 'left' | 'right';
  /** Longer cells are cut. Default 40. */
  readonly maxWidth?: number;
}

/**
 * A table as lines of aligned text: the names of the columns, then a row a line, two spaces between columns.
 * Cells are made harmless. Lines have no spaces at their end.
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const cell = (text: string, column: TextColumn): string => truncate(plainLine(text), column.maxWidth ?? 40);
  const table = [
    columns.map((column) => cell(column.name, column)),
    ...rows.map((row) => columns.map((column, at) => cell(row[at] ?? '', column))),
  ];
  const widths = columns.map((_, at) => table.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), 0));
  return table.map((row) =>
    row
      .map((text, at) => padTo(text, widths[at] ?? 0, columns[at]?.align))
      .join('  ')
      .trimEnd(),
  );
}
