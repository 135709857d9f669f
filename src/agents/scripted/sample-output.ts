import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

/**
 * A small value that satisfies a JSON Schema, so that a rehearsal passes the check of a task's output. It follows what
 * schemas of outputs use: types, required properties, choices, bounds and local references; patterns are beyond it.
 */
export function sampleOutput(schema: JsonObject): Json {
  return sample(schema, schema, 0);
}

/** A schema that refers to itself has to end somewhere. */
const DEEPEST = 12;

function sample(given: Json | undefined, root: JsonObject, depth: number): Json {
  if (!isJsonObject(given) || depth > DEEPEST) return null;
  const schema = resolve(given, root);
  if (schema['const'] !== undefined) return schema['const'];
  for (const key of ['enum', 'examples'] as const) {
    const choices = schema[key];
    if (Array.isArray(choices) && choices[0] !== undefined) return choices[0] as Json;
  }
  if (schema['default'] !== undefined) return schema['default'];
  for (const key of ['anyOf', 'oneOf'] as const) {
    const branches = schema[key];
    if (Array.isArray(branches)) return sample(branches[0] as Json, root, depth + 1);
  }
  return sampleOfType(schema, root, depth);
}

function sampleOfType(schema: JsonObject, root: JsonObject, depth: number): Json {
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, root, depth);
    case 'array':
      return Array.from({ length: numberAt(schema, 'minItems') ?? 0 }, () => sample(schema['items'], root, depth + 1));
    case 'string':
      return sampleString(schema);
    case 'integer':
      return sampleNumber(schema, 1);
    case 'number':
      return sampleNumber(schema, 0);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function sampleObject(schema: JsonObject, root: JsonObject, depth: number): Json {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {}, root, depth + 1)]));
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2000-01-01',
  time: '12:00:00Z',
  'date-time': '2000-01-01T12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function sampleString(schema: JsonObject): string {
  const formatted = BY_FORMAT[String(schema['format'])];
  if (formatted !== undefined) return formatted;
  const text = 'sample'.padEnd(numberAt(schema, 'minLength') ?? 0, '.');
  return text.slice(0, numberAt(schema, 'maxLength') ?? text.length);
}

function sampleNumber(schema: JsonObject, whole: 0 | 1): number {
  const step = numberAt(schema, 'multipleOf') ?? whole;
  const above = numberAt(schema, 'exclusiveMinimum');
  const below = numberAt(schema, 'exclusiveMaximum');
  const least = numberAt(schema, 'minimum') ?? (above === undefined ? Number.NEGATIVE_INFINITY : above + (step || midway(above, below)));
  const most = numberAt(schema, 'maximum') ?? (below === undefined ? Number.POSITIVE_INFINITY : below - (step || midway(below, above)));
  const value = Math.min(Math.max(0, least), most);
  return step === 0 ? value : (value === most ? Math.floor(value / step) : Math.ceil(value / step)) * step;
}

/** A distance from a bound that stays short of the other one. */
function midway(bound: number, other: number | undefined): number {
  return other === undefined ? 1 : Math.abs(other - bound) / 2;
}

function typeOf(schema: JsonObject): string | undefined {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (typeof type === 'string') return type;
  return schema['properties'] === undefined && schema['required'] === undefined ? undefined : 'object';
}

function numberAt(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}

/** Follows a reference into the schema's own `$defs`. */
function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  let target: Json | undefined = root;
  for (const step of reference.slice(2).split('/')) target = isJsonObject(target) ? target[step] : undefined;
  return isJsonObject(target) ? target : schema;
}
