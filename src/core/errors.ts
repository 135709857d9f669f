import type { AgentId, TaskId } from './ids.ts';

/**
 * Every way in which Skein says no. Each code has a page in `docs/errors/` with the same name.
 * Errors of agents at work (`RetryableError`, `TerminalError`) are in `agent-error.ts`.
 */
export const ERROR_CODES = [
  'bad-usage',
  'bad-input',
  'bad-plan',
  'bad-config',
  'bad-playbook',
  'cannot-plan',
  'no-agent',
  'store-unavailable',
  'store-corrupt',
  'store-newer',
  'not-found',
  'wrong-state',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a person needs to mend the input: where it is, what was wanted, what was found, what to do. */
export interface Complaint {
  /** A file with line and column, an option, a path inside a document. */
  readonly where?: string;
  /** One sentence saying what is wrong; made from `expected` and `received` when absent. */
  readonly what?: string;
  readonly expected?: string;
  readonly received?: string;
  /** One sentence saying what to do about it. */
  readonly todo?: string;
  readonly task?: TaskId;
  readonly agent?: AgentId;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('skein.error');

/** The base of all errors Skein throws on purpose. Recognise it by `SkeinError.isInstance`, never by `instanceof`. */
export class SkeinError extends Error {
  readonly code: ErrorCode;
  readonly complaint: Complaint;
  readonly [MARKER] = true;

  constructor(code: ErrorCode, complaint: Complaint) {
    super(describe(complaint), complaint.cause === undefined ? undefined : { cause: complaint.cause });
    this.name = 'SkeinError';
    this.code = code;
    this.complaint = complaint;
  }

  /** True also for an error made by another copy of this package. */
  static isInstance(value: unknown): value is SkeinError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

/** Each part of a message has room for so much: a key of a hundred thousand letters is no help to anybody. */
const LONGEST_PART = 360;

function describe(complaint: Complaint): string {
  const [where, what, expected, received, todo] = [
    complaint.where,
    complaint.what,
    complaint.expected,
    complaint.received,
    complaint.todo,
  ].map((part) => (part === undefined ? undefined : shortened(part)));
  const found = received === undefined ? undefined : `received ${received}`;
  const wanted = expected === undefined ? found : `expected ${expected}${found === undefined ? '' : `, ${found}`}`;
  const middle = [what, wanted].filter((part) => part !== undefined).join(': ');
  const sentence = [where, middle].filter((part) => part !== undefined && part !== '').join(': ');
  return todo === undefined ? sentence : `${sentence.replace(/[.]?$/, '.')} ${todo}`;
}

/** The beginning and the end of a text that is too long. */
function shortened(text: string): string {
  return text.length <= LONGEST_PART ? text : `${text.slice(0, LONGEST_PART * 0.75)}…${text.slice(-LONGEST_PART * 0.25)}`;
}

/** The message of anything thrown, on one line, without a stack. */
export function messageOf(thrown: unknown): string {
  return textOf(thrown)
    .trim()
    .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
}

function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, name } = thrown as { message?: unknown; name?: unknown };
  if (typeof message === 'string') return message || (typeof name === 'string' ? name : 'unknown error');
  try {
    return JSON.stringify(thrown) ?? 'unknown error';
  } catch {
    return 'unknown error';
  }
}
