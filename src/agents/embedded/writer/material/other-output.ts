import { isJsonObject, type Json, type JsonObject } from '../../../../core/json.ts';
import type { TableOutput } from '../../../../core/output.ts';
import { capitalise, cleanBlock, cleanLine } from '../text/clean-text.ts';
import type { Material } from './material.ts';

/** Nesting beyond this is not prose but data; it is passed over. */
const MAX_DEPTH = 4;

/** A longer text, or one of several lines, is a document and not a value. */
const MAX_VALUE_CHARS = 200;

/** Where agents that answer with an object put their prose. */
const TEXT_FIELDS = new Set(['markdown', 'text', 'content', 'answer', 'summary', 'result', 'message', 'output']);

/**
 * Takes an output in none of the known shapes for what it looks like: a text is a document, a list of flat
 * objects a table, a figure or a short text a named value.
 *
 * @param takeInner Called for each output that is nested in this one, with a title for it.
 */
export function takeOther(
  material: Material,
  output: Json,
  title: string,
  depth: number,
  takeInner: (output: Json, title: string) => void,
): void {
  if (typeof output === 'string') takeText(material, output, title);
  else if (output === null) material.gaps.push({ title, reason: 'its result was empty' });
  else if (typeof output !== 'object') material.values.push({ name: title, value: cleanLine(output) });
  else if (isJsonObject(output)) takeObject(material, output, title, depth, takeInner);
  else if (output.length === 0) material.gaps.push({ title, reason: 'its result was empty' });
  else if (output.every(isFlatObject)) material.tables.push(tableOf(output.filter(isJsonObject), title));
  else if (depth < MAX_DEPTH) for (const item of output) takeInner(item, title);
}

function takeText(material: Material, output: string, title: string): void {
  const text = cleanBlock(output).trim();
  if (text === '') material.gaps.push({ title, reason: 'its result was empty' });
  else if (text.length <= MAX_VALUE_CHARS && !text.includes('\n')) material.values.push({ name: title, value: text });
  else material.documents.push({ kind: 'document', title, markdown: text, sources: [], paths: [] });
}

function takeObject(
  material: Material,
  output: JsonObject,
  title: string,
  depth: number,
  takeInner: (output: Json, title: string) => void,
): void {
  const entries = Object.entries(output).filter(([name]) => name !== 'kind');
  const prose = entries.find(([name, value]) => TEXT_FIELDS.has(name) && typeof value === 'string' && value.trim() !== '')?.[1];
  if (typeof prose === 'string') {
    takeText(material, prose, title);
    return;
  }
  const flat = entries.filter(([, value]) => !isNested(value) && value !== null);
  for (const [name, value] of flat) {
    const alone = flat.length === 1 && /^(?:value|result|answer|output)$/.test(name);
    material.values.push({ name: alone ? title : capitalise(wordsOfName(name)), value: cleanLine(value) });
  }
  if (depth >= MAX_DEPTH) return;
  for (const [name, value] of entries) if (isNested(value)) takeInner(value, `${title}: ${wordsOfName(name)}`);
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

function isFlatObject(value: Json): boolean {
  return isJsonObject(value) && !('kind' in value) && !Object.values(value).some(isNested);
}

/** `total_revenueUsd` as words: `total revenue usd`. */
function wordsOfName(name: string): string {
  return cleanLine(name, 80)
    .replace(/[_-]+/g, ' ')
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase();
}

const MAX_COLUMNS = 12;

function tableOf(rows: readonly JsonObject[], title: string): TableOutput {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, MAX_COLUMNS);
  const columns = names.map((name) => {
    const cells = rows.map((row) => row[name]).filter((cell) => cell !== undefined && cell !== null);
    const numeric = cells.length > 0 && cells.every((cell) => typeof cell === 'number');
    return { name, type: numeric ? ('number' as const) : ('text' as const) };
  });
  return { kind: 'table', title, columns, rows, rowCount: rows.length, path: null, notes: [] };
}
