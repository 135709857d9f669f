import { ID_PATTERN } from '../../core/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

/** A dependency as a reply names it. */
export interface NamedDependency {
  readonly name: string;
  readonly optional: boolean;
}

/** The first of these keys that the object has, other than `null`. */
export function field(object: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A text that says something, trimmed; a number as its digits. */
export function textField(object: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = field(object, name);
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value.trim() !== '') return value.toWellFormed().trim();
  }
  return undefined;
}

/** Models write `true`, `"true"` and `"yes"`. */
export function truthField(object: JsonObject, ...names: readonly string[]): boolean | undefined {
  const value = field(object, ...names);
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (/^(?:true|yes|y)$/i.test(value.trim())) return true;
  return /^(?:false|no|n)$/i.test(value.trim()) ? false : undefined;
}

/** A list of words: an array, or one text with commas. */
export function wordsField(object: JsonObject, ...names: readonly string[]): string[] {
  const value = field(object, ...names);
  const words = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return [...new Set(words.filter((word) => typeof word === 'string').map((word) => word.trim().toLowerCase()))].filter(
    (word) => word !== '' && word !== 'none',
  );
}

/** What a task waits for: ids, numbers, objects that say whether it can do without, or one text with commas. */
export function dependenciesField(object: JsonObject): NamedDependency[] {
  const value = field(
    object,
    'dependsOn',
    'depends_on',
    'dependson',
    'dependencies',
    'deps',
    'after',
    'requires',
    'needs',
    'prerequisites',
  );
  const listed = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : value === undefined ? [] : [value];
  const found = new Map<string, NamedDependency>();
  for (const one of listed) {
    const name = isJsonObject(one) ? textField(one, 'task', 'id', 'name') : typeof one === 'number' ? String(one) : asText(one);
    if (name === undefined || /^(?:none|null|n\/a|-)?$/i.test(name)) continue;
    const optional = isJsonObject(one) && truthField(one, 'optional') === true;
    const before = found.get(name);
    found.set(name, { name, optional: optional && (before?.optional ?? true) });
  }
  return [...found.values()];
}

function asText(value: Json): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

/** A name as an id: `Fetch the data!` is `Fetch-the-data`. */
export function idFrom(name: string): string {
  if (ID_PATTERN.test(name)) return name;
  const cleaned = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._/:-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return cleaned;
}
