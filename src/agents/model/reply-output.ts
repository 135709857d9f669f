import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { ColumnType, TableOutput } from '../../core/output.ts';
import { jsonIn } from './structured-output.ts';

/** A reply is taken for a table when so much of it is one. */
const TABLE_SHARE = 0.6;

/**
 * A model's reply as an output that other agents can go on from: one of the known shapes where it is written as one, a table
 * where it is little but a Markdown table, else the text. A model names no files: paths are taken out.
 */
export function outputOfReply(text: string): Json {
  const reply = withoutFence(text.trim());
  const value = /^[[{]/.test(reply) ? jsonIn(reply)?.value : undefined;
  if (isJsonObject(value) && typeof value['kind'] === 'string') return withoutPaths(value);
  return tableOf(reply) ?? reply;
}

/** An output that a model made, without the names of files: agents that take it further would open them. */
export function withoutPaths(output: Json): Json {
  if (!isJsonObject(output)) return output;
  switch (output['kind']) {
    case 'table':
      return { ...output, path: null };
    case 'document':
      return { ...output, paths: [] };
    case 'deck':
      return {
        ...output,
        paths: [],
        slides: listOf(output['slides']).map((slide) => (isJsonObject(slide) ? { ...slide, picture: null } : slide)),
      };
    case 'chart':
      return { ...output, svgPath: '', pngPath: '' };
    default:
      return output;
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** A reply that is one fenced block is what is inside of it. */
function withoutFence(text: string): string {
  return /^```[a-zA-Z]*[ \t]*\n([\s\S]*)\n```$/.exec(text)?.[1]?.trim() ?? text;
}

const RULE = /^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*(?::?-{3,}:?\s*)?\|?\s*$/;

/** The table that a reply is, with what is said around it as notes; nothing when it is mostly something else. */
function tableOf(reply: string): TableOutput | undefined {
  const lines = reply.split('\n').filter((line) => line.trim() !== '');
  const rule = lines.findIndex((line, index) => index > 0 && RULE.test(line) && lines[index - 1]?.includes('|') === true);
  if (rule < 0 || lines.some((line, index) => index !== rule && RULE.test(line))) return undefined;
  const names = distinct(cellsOf(lines[rule - 1] ?? '').map(plainCell));
  let end = rule + 1;
  while (lines[end]?.includes('|') === true) end++;
  const rows = lines.slice(rule + 1, end).map((line) => cellsOf(line).map(plainCell));
  if (rows.length === 0 || (end - rule + 1) / lines.length < TABLE_SHARE) return undefined;
  const columns = names.map((name, index) => ({ name, type: typeOf(rows.map((row) => row[index] ?? '')) }));
  const around = [...lines.slice(0, rule - 1), ...lines.slice(end)].map((line) => plainCell(line.replace(/^#+\s*/, '')));
  const heading = rule > 1 ? (around[0] ?? '') : '';
  return {
    kind: 'table',
    title: heading.replace(/[:.]$/, ''),
    columns,
    rows: rows.map((row) => rowOf(row, columns)),
    rowCount: rows.length,
    path: null,
    notes: heading === '' ? around : around.slice(1),
  };
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** Without the marks of bold, italics and code. */
function plainCell(text: string): string {
  return text.trim().replace(/^(\*\*|__|`|\*|_)(.+)\1$/, '$2');
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const stem = given === '' ? `column ${index + 1}` : given;
    let name = stem;
    for (let count = 2; taken.has(name); count++) name = `${stem} ${count}`;
    taken.add(name);
    return name;
  });
}

function typeOf(cells: readonly string[]): ColumnType {
  const filled = cells.filter((cell) => cell !== '');
  return filled.length > 0 && filled.every((cell) => numberIn(cell) !== undefined) ? 'number' : 'text';
}

/** `1,234.5` and `-3`; not `12 kg`, whose unit would be lost. */
function numberIn(cell: string): number | undefined {
  if (!/^[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(cell)) return undefined;
  return Number(cell.replaceAll(',', '').replace('−', '-'));
}

function rowOf(cells: readonly string[], columns: TableOutput['columns']): JsonObject {
  return Object.fromEntries(
    columns.map(({ name, type }, index): [string, Json] => {
      const cell = cells[index] ?? '';
      return [name, cell === '' ? null : type === 'number' ? (numberIn(cell) ?? null) : cell];
    }),
  );
}
