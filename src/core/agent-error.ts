import type { RateLimit, Usage } from './agent.ts';

/**
 * What an agent throws when an attempt fails. The kind decides what happens next:
 * - `retryable`: the same agent may try again after `retryAfterMs` (network, 429, overload, time-out);
 * - `terminal-agent`: this agent cannot do it, another one may (auth, refusal, too small a context);
 * - `terminal-task`: no agent can (division by zero, a file that does not exist).
 * Anything else that is thrown counts as retryable.
 */
export type FailureKind = 'retryable' | 'terminal-agent' | 'terminal-task';

export interface AgentErrorOptions {
  readonly retryAfterMs?: number | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** What the attempt used before it failed. */
  readonly usage?: Usage | undefined;
  /** What it cost; worked out from usage and price when absent. */
  readonly costUsd?: number | undefined;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('skein.agent-error');

export class AgentError extends Error {
  readonly kind: FailureKind;
  /** A short machine-readable reason: `429`, `timeout`, `no-network`, `division-by-zero`. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  /** What the server said of its limits when it refused. */
  readonly rateLimit: RateLimit | undefined;
  readonly usage: Usage | undefined;
  readonly costUsd: number | undefined;
  readonly [MARKER] = true;

  constructor(kind: FailureKind, code: string, message: string, options: AgentErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AgentError';
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.rateLimit = options.rateLimit;
    this.usage = options.usage;
    this.costUsd = options.costUsd;
  }

  static isInstance(value: unknown): value is AgentError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

/** The attempt failed for a passing reason. `retryAfterMs` is obeyed when given. */
export class RetryableError extends AgentError {
  constructor(code: string, message: string, options: AgentErrorOptions = {}) {
    super('retryable', code, message, options);
    this.name = 'RetryableError';
  }
}

/** This agent cannot do the task (`agent`, the default), or nobody can (`task`). */
export class TerminalError extends AgentError {
  constructor(code: string, message: string, options: AgentErrorOptions & { readonly for?: 'agent' | 'task' } = {}) {
    super(options.for === 'task' ? 'terminal-task' : 'terminal-agent', code, message, options);
    this.name = 'TerminalError';
  }
}
