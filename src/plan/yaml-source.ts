import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import { type ErrorCode, messageOf, SkeinError } from '../core/errors.ts';
import { type DocumentPath, formatPath, type Locate } from '../core/parse.ts';

/** A document as a value, with the way back to its lines. */
export interface YamlSource {
  readonly value: unknown;
  /** `name:line:column (tasks[2].dependsOn)`; of a place that is not in the text, the nearest one that encloses it. */
  readonly locate: Locate;
}

/** Aliases may stand for this many nodes in all: a few lines cannot grow into gigabytes. */
const MAX_ALIASES = 100;

/**
 * Reads YAML 1.2 or JSON. JSON goes through the runtime's own parser, and is only read again, for its lines,
 * when something is located: large plans stay fast.
 *
 * @param name The file as the user knows it, for errors.
 * @throws SkeinError with `code` and `name:line:column` when the text is neither.
 */
export function readYaml(text: string, name: string, code: ErrorCode = 'bad-input'): YamlSource {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const json = parseJson(source);
  if (json !== undefined) return { value: json.value, locate: locateIn(name, () => parseLines(source, name, code)) };
  const parsed = parseLines(source, name, code);
  refuseErrors(parsed, name, code);
  refuseRepeatedKeys(parsed, name, code);
  return { value: toValue(parsed, name, code), locate: locateIn(name, () => parsed) };
}

interface Lines {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

function parseJson(source: string): { readonly value: unknown } | undefined {
  if (!/^\s*[[{]/.test(source)) return undefined;
  try {
    return { value: JSON.parse(source) };
  } catch {
    return undefined;
  }
}

/** @throws SkeinError with `code` when it is nested so deeply that it cannot be parsed. */
function parseLines(source: string, name: string, code: ErrorCode): Lines {
  const lines = new LineCounter();
  try {
    // The parser compares each key with every other of its mapping; `repeatedKey` does it in linear time.
    return { document: parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error', uniqueKeys: false }), lines };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SkeinError(code, { where: name, what: 'it is nested too deeply', cause });
  }
}

function refuseErrors({ document, lines }: Lines, name: string, code: ErrorCode): void {
  const [first, ...rest] = document.errors;
  if (first === undefined) return;
  const { line, col } = lines.linePos(first.pos[0]);
  const where = `${name}:${line}:${col}`;
  if (/call stack/.test(first.message)) throw new SkeinError(code, { where, what: 'it is nested too deeply', cause: first });
  if (first.code === 'MULTIPLE_DOCS') {
    throw new SkeinError(code, {
      where,
      what: 'a second document starts here',
      todo: 'Keep one document a file: take the "---" line out.',
    });
  }
  throw new SkeinError(code, {
    where,
    what: `${firstSentence(first.message)}${rest.length === 0 ? '' : ` (and ${rest.length} more)`}`,
    todo: 'Mend this line; YAML wants consistent indentation and quotes around text with ": " or " #".',
    cause: first,
  });
}

function refuseRepeatedKeys({ document, lines }: Lines, name: string, code: ErrorCode): void {
  const key = repeatedKey(document.contents);
  if (key === undefined) return;
  const { line, col } = lines.linePos(startOf(key) ?? 0);
  throw new SkeinError(code, {
    where: `${name}:${line}:${col}`,
    what: `the key ${JSON.stringify(String(key.value).slice(0, 100))} is there twice`,
    todo: 'Keep one of the two.',
  });
}

/** The first key found that its mapping has already. */
function repeatedKey(contents: unknown): Scalar | undefined {
  const worklist: unknown[] = [contents];
  while (worklist.length > 0) {
    const node = worklist.pop();
    if (isSeq(node)) for (const item of node.items) worklist.push(item);
    if (!isMap(node)) continue;
    const keys = new Set<unknown>();
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        if (keys.has(key.value)) return key;
        keys.add(key.value);
      }
      worklist.push(key, value);
    }
  }
  return undefined;
}

function toValue({ document }: Lines, name: string, code: ErrorCode): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw new SkeinError(code, { where: name, what: firstSentence(messageOf(cause)), cause });
  }
}

function firstSentence(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/:$/, '');
}

function locateIn(name: string, parse: () => Lines): Locate {
  let parsed: Lines | undefined;
  return (path) => {
    parsed ??= parse();
    const offset = offsetOf(parsed.document, path);
    const { line, col } = parsed.lines.linePos(offset);
    const place = formatPath(path);
    return place === '' ? `${name}:${line}:${col}` : `${name}:${line}:${col} (${place})`;
  };
}

/** Where the innermost part of the path that the text has starts: at its key, for a mapping. */
function offsetOf(document: Document.Parsed, path: DocumentPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, step);
    if (child === undefined) break;
    offset = child.offset ?? offset;
    node = child.node;
  }
  return offset;
}

function childOf(node: unknown, step: string | number): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
  return isPair(pair) ? { node: pair.value, offset: startOf(pair.key) } : undefined;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
