import { readFileSync } from 'node:fs';

/** The JSON documents of a file, one a line. The shape is the data set's own; whoever reads it knows. */
export function readLines<Row>(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** F1 of two sets given by how much they share; 1 when both are empty. */
export function f1(shared: number, found: number, gold: number): number {
  return found + gold === 0 ? 1 : (2 * shared) / (found + gold);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [header, ...rows])
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
    );
}
