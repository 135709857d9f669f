import { isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts';

/** Parts of a request body of which only the shape that is needed is known. */
export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const part = isJsonObject(value) ? value[key] : undefined;
  return isJsonObject(part) ? part : undefined;
}

export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const part = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(part) ? part : [];
}

export function textAt(value: Json | undefined, key: string): string | undefined {
  const part = isJsonObject(value) ? value[key] : undefined;
  return typeof part === 'string' ? part : undefined;
}

export function numberAt(value: Json | undefined, key: string): number | undefined {
  const part = isJsonObject(value) ? value[key] : undefined;
  return typeof part === 'number' ? part : undefined;
}

/** The text of a content that is a string, or a list of parts with a `text`. */
export function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: Json) => textAt(part, 'text') ?? '').join('');
}

export function parsedObject(text: string | undefined): JsonObject | string {
  if (text === undefined) return {};
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}
