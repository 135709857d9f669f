import type { DependencyResult } from '../../core/agent.ts';
import { isJsonObject, type Json } from '../../core/json.ts';

/** The keys under which agents leave lists. */
const LISTS = ['items', 'list', 'results', 'rows', 'findings', 'entries'];
const TEXTS = ['text', 'markdown', 'answer', 'content'];

/** Texts beyond this are not searched for a list. */
const LONGEST_TEXT = 2_000_000;

/** The items of the first list among what dependencies left; none when there is no list. */
export function itemsIn(dependencies: readonly DependencyResult[]): readonly Json[] {
  for (const { output } of dependencies) {
    const items = output === undefined ? undefined : itemsOf(output);
    if (items !== undefined) return items;
  }
  return [];
}

/** What a list-like output lists: an array, an object around one, a text with a JSON array or with lines marked as items. */
export function itemsOf(output: Json): readonly Json[] | undefined {
  if (Array.isArray(output)) return output;
  if (typeof output === 'string') return itemsOfText(output);
  if (!isJsonObject(output)) return undefined;
  const named = LISTS.map((name) => output[name]).find((value) => Array.isArray(value));
  const only = Object.values(output).filter((value) => Array.isArray(value));
  const list = named ?? (only.length === 1 ? only[0] : undefined);
  if (Array.isArray(list)) return list.map((item) => (isJsonObject(item) && typeof item['text'] === 'string' ? item['text'] : item));
  const text = TEXTS.map((name) => output[name]).find((value) => typeof value === 'string');
  return typeof text === 'string' ? itemsOfText(text) : undefined;
}

function itemsOfText(text: string): readonly Json[] | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const start = text.indexOf('[');
  const end = text.lastIndexOf(']');
  if (start >= 0 && end > start) {
    try {
      const value: Json = JSON.parse(text.slice(start, end + 1));
      if (Array.isArray(value)) return value;
    } catch {
      // Brackets of prose.
    }
  }
  const lines = text.split('\n').flatMap((line) => /^\s{0,3}(?:[-*•]|\d{1,4}[.)])\s+(\S.*)$/.exec(line)?.[1]?.trim() ?? []);
  return lines.length < 2 ? undefined : lines;
}
