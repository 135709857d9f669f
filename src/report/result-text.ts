import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { documentSummary } from './document-summary.ts';
import { chartText, deckText, findingsText } from './known-results.ts';
import { recordsText, tableText } from './table-text.ts';
import { truncate } from './text/display-width.ts';
import { numberText } from './text/figures.ts';
import { plainLine, plainText } from './text/plain-text.ts';

const MAX_ITEMS = 20;
const MAX_KEYS = 20;
const MAX_VALUE = 200;
const MAX_JSON_LINES = 40;

/** An output in words. */
export interface ResultText {
  /** What it calls itself; absent when it has no title. */
  readonly title?: string;
  /** Without control characters or escapes; lines end in `\n`. Never empty. */
  readonly text: string;
}

/**
 * An output as a person wants to read it, the short of it: a number is just its digits, a table its first
 * rows, a document its summary. What has a known `kind` but not its shape is shown like any other JSON.
 */
export function resultText(output: Json): ResultText {
  const known = isJsonObject(output) ? knownText(output) : undefined;
  const text = known?.text ?? anyText(output);
  const title = known?.title === undefined ? '' : plainLine(known.title);
  return { ...(title === '' ? {} : { title }), text: text.trim() === '' ? 'Nothing came of it.' : text.trimEnd().replace(/^\n+/, '') };
}

function knownText(output: JsonObject): ResultText | undefined {
  switch (output['kind']) {
    case 'table':
      return tableText(output);
    case 'findings':
      return findingsText(output);
    case 'document':
      return documentText(output);
    case 'deck':
      return deckText(output);
    case 'chart':
      return chartText(output);
    default:
      return undefined;
  }
}

/** A document that was saved is there to be read: its gist is enough. One that was not is shown whole. */
function documentText({ title, markdown, paths }: JsonObject): ResultText | undefined {
  if (typeof markdown !== 'string') return undefined;
  const isSaved = Array.isArray(paths) && paths.length > 0;
  const text = plainText(isSaved ? documentSummary(markdown) : markdown);
  return { ...(typeof title === 'string' ? { title } : {}), text: text.trim() === '' && isSaved ? 'It is in the file.' : text };
}

function anyText(value: Json): string {
  if (typeof value === 'string') return plainText(value).trim();
  if (typeof value !== 'object' || value === null) return scalarText(value);
  if (isJsonObject(value)) return objectText(value);
  if (value.every(isScalar)) return listText(value);
  if (value.every((item) => isJsonObject(item) && Object.values(item).every(isScalar))) return recordsText(value as readonly JsonObject[]);
  return jsonText(value);
}

type Scalar = null | boolean | number | string;

const isScalar = (value: Json): value is Scalar => typeof value !== 'object' || value === null;

function scalarText(value: Scalar): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '' : plainText(value);
}

/** Short ones on one line, long ones an item a line. */
function listText(items: readonly Scalar[]): string {
  const texts = items.map((item) => truncate(plainLine(scalarText(item)), MAX_VALUE)).filter((text) => text !== '');
  const line = texts.join(', ');
  if (texts.length <= MAX_ITEMS && line.length <= 80 && !texts.some((text) => text.includes(','))) return line;
  const more = texts.length - MAX_ITEMS;
  return [...texts.slice(0, MAX_ITEMS).map((text) => `- ${text}`), ...(more > 0 ? [`... ${more} more`] : [])].join('\n');
}

/** Of an object that says one thing, that thing; else a line for each key, when they are few and plain. */
function objectText(object: JsonObject): string {
  const keys = Object.keys(object);
  const [only] = keys;
  const sole =
    keys.length === 1 && only !== undefined && /^(?:answer|result|text|value|output|summary)$/.test(only) ? object[only] : undefined;
  if (sole !== undefined && isScalar(sole)) return scalarText(sole);
  if (keys.length > MAX_KEYS || !Object.values(object).every(isScalar)) return jsonText(object);
  return keys.map((key) => `${plainLine(key)}: ${truncate(plainLine(scalarText((object[key] ?? null) as Scalar)), MAX_VALUE)}`).join('\n');
}

/** The first lines of what can only be shown as it is. */
function jsonText(value: Json): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  const shown = lines.slice(0, MAX_JSON_LINES).map((line) => truncate(plainText(line), MAX_VALUE));
  const more = lines.length - MAX_JSON_LINES;
  return [...shown, ...(more > 0 ? [`... ${more} more lines`] : [])].join('\n');
}
