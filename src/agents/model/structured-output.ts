import * as z from 'zod';
import { messageOf } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isJsonObject } from '../../core/json.ts';
import { formatPath } from '../../core/parse.ts';

/** What came of checking an answer against a schema: its value, or what is wrong in words for the model. */
export type CheckedAnswer = { readonly value: Json } | { readonly complaint: string };

const MOST_COMPLAINTS = 8;

/** Providers take a schema with an object at its root only: any other is asked for as the `value` of one. */
export function schemaForProvider(schema: JsonObject): JsonObject {
  if (schema['type'] === 'object') return schema;
  return { type: 'object', properties: { value: schema }, required: ['value'], additionalProperties: false };
}

/** Reads the JSON in an answer and checks it: fences, prose around it and a `value` around it are allowed for. */
export function checkAnswer(text: string, schema: JsonObject): CheckedAnswer {
  const found = jsonIn(text);
  if (found === undefined) return { complaint: `it is no JSON (${jsonError(text)})` };
  const checker = checkerOf(schema);
  if (checker.safeParse(found.value).success) return { value: found.value };
  const inner = isJsonObject(found.value) && Object.keys(found.value).length === 1 ? found.value['value'] : undefined;
  if (inner !== undefined && checker.safeParse(inner).success) return { value: inner };
  return { complaint: complaintOf(checker, inner !== undefined && schema['type'] !== 'object' ? inner : found.value) };
}

function complaintOf(checker: z.ZodType, value: Json): string {
  const issues = checker.safeParse(value).error?.issues ?? [];
  const shown = issues.slice(0, MOST_COMPLAINTS).map(({ path, message }) => {
    const place = formatPath(path.filter((step) => typeof step !== 'symbol'));
    return place === '' ? message : `${place}: ${message}`;
  });
  const more = issues.length - shown.length;
  return `it does not satisfy the schema: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

const checkers = new WeakMap<JsonObject, z.ZodType>();

function checkerOf(schema: JsonObject): z.ZodType {
  let known = checkers.get(schema);
  if (known === undefined) {
    // Checked when the plan was parsed; zod's own type for JSON Schema is narrower than JSON.
    known = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    checkers.set(schema, known);
  }
  return known;
}

/** The JSON value that a text is, holds in a fence, or holds between prose; the longest where there are several. */
export function jsonIn(text: string): { readonly value: Json } | undefined {
  const whole = parsed(text.trim());
  if (whole !== undefined) return whole;
  const fenced = [...text.matchAll(/```[a-zA-Z]*\s*\n([\s\S]*?)```/g)].map(([, inside = '']) => inside);
  for (const inside of fenced.sort((a, b) => b.length - a.length)) {
    const value = parsed(inside.trim());
    if (value !== undefined) return value;
  }
  for (let tries = 0, start = text.search(/[[{]/); start >= 0 && tries < 50; tries++) {
    const end = endOfValue(text, start);
    const value = end === undefined ? undefined : parsed(text.slice(start, end));
    if (value !== undefined) return value;
    const next = text.slice(start + 1).search(/[[{]/);
    start = next < 0 ? -1 : start + 1 + next;
  }
  return undefined;
}

function parsed(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

/** Where the brackets that open at `start` are closed again, strings passed over. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let index = start; index < text.length; index++) {
    const char = text.charAt(index);
    if (isString) {
      if (char === '\\') index++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return index + 1;
  }
  return undefined;
}

function jsonError(text: string): string {
  try {
    JSON.parse(text.trim());
    return 'it is empty';
  } catch (error) {
    return messageOf(error).replace(/\s+/g, ' ').slice(0, 200);
  }
}
