import { isAbsolute } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../../../core/json.ts';
import {
  type ChartOutput,
  type ColumnType,
  type DeckOutput,
  type DocumentOutput,
  type FindingsOutput,
  isOutputOf,
  type Source,
  type TableOutput,
} from '../../../../core/output.ts';
import { capitalise, cleanBlock, cleanLine } from '../text/clean-text.ts';

/** A longer document is cut: it would not be read, and marking it up takes time. */
const MAX_DOCUMENT_CHARS = 400_000;

/*
 * Readers of the known output shapes. Whatever made the output (a model, a remote agent) may have
 * filled it badly, so every part is checked and cleaned; parts that make no sense are left out.
 */

export function readFindings(output: Json | undefined): FindingsOutput | undefined {
  if (!isOutputOf(output, 'findings')) return undefined;
  const sources = readSources(output['sources'] as Json | undefined);
  const findings = listIn(output, 'findings').flatMap((item) => {
    if (!isJsonObject(item)) return [];
    const text = cleanLine(item['text']);
    const source = typeof item['source'] === 'number' && Number.isInteger(item['source']) ? item['source'] : -1;
    const score = typeof item['score'] === 'number' && Number.isFinite(item['score']) ? item['score'] : 0;
    return text === '' ? [] : [{ text, source: source >= 0 && source < sources.length ? source : -1, score }];
  });
  return { kind: 'findings', topic: cleanLine(output['topic'], 200), findings, sources, notes: textsIn(output, 'notes') };
}

export function readTable(output: Json | undefined): TableOutput | undefined {
  if (!isOutputOf(output, 'table')) return undefined;
  const columns = listIn(output, 'columns').flatMap((item) => {
    if (!isJsonObject(item) || typeof item['name'] !== 'string') return [];
    const type: ColumnType = item['type'] === 'number' || item['type'] === 'date' || item['type'] === 'boolean' ? item['type'] : 'text';
    const unit = cleanLine(item['unit'], 12);
    return [{ name: item['name'], type, ...(unit === '' ? {} : { unit }) }];
  });
  const rows = listIn(output, 'rows').filter(isJsonObject);
  if (columns.length === 0) return undefined;
  const rowCount =
    typeof output['rowCount'] === 'number' && output['rowCount'] > rows.length ? Math.floor(output['rowCount']) : rows.length;
  const path = typeof output['path'] === 'string' && isAbsolute(output['path']) ? output['path'] : null;
  return { kind: 'table', title: cleanLine(output['title'], 200), columns, rows, rowCount, path, notes: textsIn(output, 'notes') };
}

export function readChart(output: Json | undefined): ChartOutput | undefined {
  if (!isOutputOf(output, 'chart')) return undefined;
  const path = (name: string): string => {
    const value = output[name];
    return typeof value === 'string' && isAbsolute(value) ? value : '';
  };
  const chart: ChartOutput = {
    kind: 'chart',
    title: cleanLine(output['title'], 200),
    svgPath: path('svgPath'),
    pngPath: path('pngPath'),
    caption: cleanLine(output['caption'], 400),
  };
  return chart.svgPath === '' && chart.pngPath === '' ? undefined : chart;
}

export function readDocument(output: Json | undefined): DocumentOutput | undefined {
  if (!isOutputOf(output, 'document') || typeof output['markdown'] !== 'string') return undefined;
  return {
    kind: 'document',
    title: cleanLine(output['title'], 200),
    markdown: cleanBlock(output['markdown'].slice(0, MAX_DOCUMENT_CHARS)),
    sources: readSources(output['sources'] as Json | undefined),
    paths: textsIn(output, 'paths'),
  };
}

export function readDeck(output: Json | undefined): DeckOutput | undefined {
  if (!isOutputOf(output, 'deck')) return undefined;
  const slides = listIn(output, 'slides').flatMap((item) => {
    if (!isJsonObject(item)) return [];
    const picture = typeof item['picture'] === 'string' && isAbsolute(item['picture']) ? item['picture'] : null;
    const notes = typeof item['notes'] === 'string' ? cleanBlock(item['notes']) : '';
    return [{ title: cleanLine(item['title'], 200), points: textsIn(item, 'points'), picture, notes }];
  });
  const sources = readSources(output['sources'] as Json | undefined);
  return { kind: 'deck', title: cleanLine(output['title'], 200), slides, sources, paths: textsIn(output, 'paths') };
}

export function readSources(value: Json | undefined): Source[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).map((item) => {
    const given: JsonObject = isJsonObject(item) ? item : {};
    const location = cleanLine(given['location'], 1000);
    const date = cleanLine(given['date'], 40);
    return {
      title: readableTitle(cleanLine(given['title'], 300)) || location || 'Untitled source',
      location,
      type: /^[a-z][a-z -]{0,28}[a-z]$/.exec(cleanLine(given['type'], 40).toLowerCase())?.[0] ?? 'document',
      date: /^\d{4}(?:-\d{2}(?:-\d{2})?)?/.exec(date)?.[0] ?? null,
    };
  });
}

/** A source without a title of its own is known by its file name. */
function readableTitle(title: string): string {
  const name = /^([\w-]+)\.(?:md|markdown|txt|text|html?|pdf|docx|rst)$/i.exec(title)?.[1];
  return name === undefined ? title : capitalise(name.replace(/[-_]+/g, ' '));
}

function listIn(object: JsonObject, name: string): readonly Json[] {
  const value = object[name];
  return Array.isArray(value) ? value : [];
}

function textsIn(object: JsonObject, name: string): string[] {
  return listIn(object, name)
    .map((item) => cleanLine(item))
    .filter((text) => text !== '');
}
