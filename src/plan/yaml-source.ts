import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { type ErrorCode, SkeinError } from '../core/errors.ts';
import { type DocumentPath, formatPath, type Locate } from '../core/parse.ts';

export interface YamlSource {
  readonly value: unknown;
  /** `plan.yaml:12:5 (tasks[2].dependsOn)`; a key that is not there is placed at what should have held it. */
  readonly locate: Locate;
}

/** Aliases may stand for this many nodes in all: a few lines cannot grow into gigabytes. */
const MAX_ALIASES = 100;

/**
 * Reads YAML, or JSON, which is YAML too, keeping where everything stands.
 *
 * @param name What to call the text in errors, usually its file name.
 * @param code The code of the error thrown when the text has a mistake.
 * @throws SkeinError with line, column and the reason.
 */
export function readYaml(text: string, name: string, code: ErrorCode = 'bad-plan'): YamlSource {
  const quick = readPlainJson(text, name);
  if (quick !== undefined) return quick;
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\u{feff}/u, ''), { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    throw new SkeinError(code, {
      where: at(mistake.pos[0]),
      what: firstSentence(mistake.message),
      todo: 'Mend this line; YAML wants consistent indentation and quotes around text with ": " or " #".',
    });
  }
  return {
    value: toValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }), name, code),
    locate: (path) => {
      const offset = offsetOf(document.contents, path);
      return `${offset === undefined ? name : at(offset)}${path.length === 0 ? '' : ` (${formatPath(path)})`}`;
    },
  };
}

/** Large generated files are JSON: they are read the fast way, and read again with positions when there is something to complain of. */
function readPlainJson(text: string, name: string): YamlSource | undefined {
  if (!/^\s*[[{]/.test(text.slice(0, 200))) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return {
    value,
    locate: (path) => {
      const lines = new LineCounter();
      const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
      const offset = offsetOf(document.contents, path);
      const place = offset === undefined ? undefined : lines.linePos(offset);
      return `${name}${place === undefined ? '' : `:${place.line}:${place.col}`}${path.length === 0 ? '' : ` (${formatPath(path)})`}`;
    },
  };
}

function toValue(convert: () => unknown, name: string, code: ErrorCode): unknown {
  try {
    return convert();
  } catch (error) {
    throw new SkeinError(code, {
      where: name,
      what: error instanceof Error ? firstSentence(error.message) : 'cannot be read',
      cause: error,
    });
  }
}

/** Where the deepest part of the path that exists stands; for a key of a mapping, the key itself. */
function offsetOf(root: unknown, path: DocumentPath): number | undefined {
  let node: unknown = root;
  let offset = startOf(root);
  for (const step of path) {
    if (isMap(node)) {
      const pair = (node.items as Pair[]).find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function firstSentence(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/:$/, '');
}
