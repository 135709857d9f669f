import * as z from 'zod';
import { type ErrorCode, SkeinError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

/** A place inside a document: keys and indexes from its root. */
export type DocumentPath = readonly (string | number)[];

/** Turns a place inside a document into words: `skein.yaml:4:3 (agents[0].slots)`. */
export type Locate = (path: DocumentPath) => string;

/** Locates by path only, for documents that have no lines. */
export function locateIn(name: string): Locate {
  return (path) => (path.length === 0 ? name : `${name} at ${formatPath(path)}`);
}

/** `tasks[2].dependsOn` */
export function formatPath(path: DocumentPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');
}

/**
 * Checks `value` against a schema. All complaints are collected; the error names the first and counts the rest.
 *
 * @throws SkeinError with `code`, naming place, expected, received and, for an unknown key, the nearest known one.
 */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown, code: ErrorCode, locate: Locate): z.output<Schema> {
  const result = safeParse(schema, value, code, locate);
  if (result.success) return result.data;
  const { issues } = result.error;
  const [first, ...rest] = issues.slice(0, 4).map((issue) => complaintOf(schema, value, flatten(issue), locate));
  if (rest.length === 0) throw new SkeinError(code, { ...first });
  const others = `Also wrong (${issues.length - 1} more): ${rest.map((other) => other.where).join(', ')}${issues.length > 4 ? ', …' : '.'}`;
  throw new SkeinError(code, { ...first, todo: [first?.todo, others].filter((words) => words !== undefined).join(' ') });
}

function safeParse<Schema extends z.ZodType>(schema: Schema, value: unknown, code: ErrorCode, locate: Locate) {
  try {
    return schema.safeParse(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SkeinError(code, { where: locate([]), what: 'it is nested too deeply, or contains itself', cause });
  }
}

/** Of a union's complaints, those of the branch that got furthest. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flat().map(flatten);
  const deepest = branches.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (deepest === undefined || deepest.path.length === 0) return issue;
  return { ...deepest, path: [...issue.path, ...deepest.path] };
}

function complaintOf(schema: z.ZodType, root: unknown, issue: z.core.$ZodIssue, locate: Locate) {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const received = show(valueAt(root, path));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeysAt(schema, path);
    const nearest = nearestName(key, known);
    return {
      where: locate([...path, key]),
      what: `unknown key "${key}"`,
      todo: nearest === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
    };
  }
  const expected = expectedOf(issue);
  if (expected !== undefined) return { where: locate(path), expected, received };
  // Messages of the schemas themselves say what they want.
  const wanted = /^expected (.*)$/s.exec(issue.message)?.[1];
  return { where: locate(path), ...(wanted === undefined ? { what: issue.message } : { expected: wanted }), received };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  record: 'a mapping',
  object: 'a mapping',
  int: 'a whole number',
};

function expectedOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_union': {
      const branches = issue.errors.flat().flatMap((branch) => expectedOf(branch) ?? []);
      return branches.length === 0 ? undefined : [...new Set(branches)].join(' or ');
    }
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `at least ${sizeOf(issue.minimum, issue.origin)}`
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `at most ${sizeOf(issue.maximum, issue.origin)}`
        : `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return undefined;
  }
}

function sizeOf(count: number | bigint, origin: string): string {
  return `${count} ${origin === 'string' ? 'character' : 'item'}${Number(count) === 1 ? '' : 's'}`;
}

function valueAt(root: unknown, path: DocumentPath): unknown {
  let value = root;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = jsonOf(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** Documents can hold what JSON cannot: aliases that lead back, big integers. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value === 'object' ? 'a value that is no JSON' : undefined;
  }
}

/** The keys a schema knows at a place; read off its JSON Schema, so only when there is something to complain of. */
function knownKeysAt(schema: z.ZodType, path: DocumentPath): string[] {
  let nodes: unknown[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })];
  for (const step of path) nodes = nodes.flatMap((node) => childrenOf(node, step));
  return nodes.flatMap((node) => branchesOf(node).flatMap((branch) => Object.keys(branch.properties ?? {})));
}

interface SchemaNode {
  readonly properties?: Record<string, unknown>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: unknown[];
  readonly oneOf?: unknown[];
  readonly allOf?: unknown[];
}

function branchesOf(node: unknown): SchemaNode[] {
  if (typeof node !== 'object' || node === null) return [];
  const schema = node as SchemaNode;
  return [schema, ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((branches) => branches ?? []).flatMap(branchesOf)];
}

function childrenOf(node: unknown, step: string | number): unknown[] {
  return branchesOf(node).flatMap((branch) =>
    typeof step === 'number' ? [branch.items] : [branch.properties?.[step] ?? branch.additionalProperties],
  );
}
