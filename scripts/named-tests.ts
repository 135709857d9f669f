import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A row of a table in a page, and the tests that it names. */
export interface Row {
  readonly title: string;
  readonly tests: readonly NamedTest[];
}

/** A file or folder of tests, and the words that it must have in it. */
export interface NamedTest {
  readonly path: string;
  readonly words: readonly string[];
}

const ROOT = join(import.meta.dirname, '..');

/** The rows of the tables under a heading of a page: all of the page without one. */
export function rowsIn(page: string, heading?: string): Row[] {
  const begin = heading === undefined ? 0 : page.indexOf(`\n## ${heading}\n`);
  if (begin === -1) return [];
  const end = heading === undefined ? -1 : page.indexOf('\n## ', begin + 1);
  const lines = page.slice(begin, end === -1 ? undefined : end).split('\n');
  const rows = lines.filter((line, index) => line.startsWith('| ') && !/^\| *-/.test(line) && !/^\| *-/.test(lines[index + 1] ?? ''));
  return rows.map((line) => ({ title: line.split('|')[1]?.replaceAll('*', '').trim().slice(0, 60) ?? '', tests: testsIn(line) }));
}

/** Paths below `src`, `test` and `scripts` in code, each with what stands in quotes in the parentheses after it. */
export function testsIn(text: string): NamedTest[] {
  const named = text.matchAll(/`((?:src|test|scripts|bench)\/[\w./-]+)`(?: \(([^)]*)\))?/g);
  return Array.from(named, ([, path = '', aside = '']) => ({
    path,
    words: Array.from(aside.matchAll(/"([^"]+)"/g), ([, words = '']) => words),
  }));
}

/** What is wrong with a test that a page names. */
export function problemWith({ path, words }: NamedTest): string | undefined {
  const files = filesAt(join(ROOT, path));
  if (files.length === 0) return `${path} is not there`;
  if (!files.some((file) => file.endsWith('.test.ts'))) return `${path} holds no tests`;
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const missing = words.find((word) => !texts.some((text) => text.includes(word)));
  return missing === undefined ? undefined : `${path} has no "${missing}"`;
}

function filesAt(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesAt(join(path, name)));
}
