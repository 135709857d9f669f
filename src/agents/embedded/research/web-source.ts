import type { Call } from '../../../core/agent.ts';
import { AgentError, RetryableError, TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Facet } from './facet.ts';

/** One thing found on the network. */
export interface WebFinding {
  readonly text: string;
  readonly title: string;
  readonly url: string;
  readonly type: 'paper' | 'repository' | 'discussion';
  readonly date: string | null;
}

/** A public interface that needs no key. */
export interface WebSource {
  readonly name: string;
  readonly facet: Facet;
  search(topic: string, call: Pick<Call, 'signal'>, timeoutMs: number): Promise<WebFinding[]>;
}

const MAX_BYTES = 4 * 1024 * 1024;
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNRESET',
  'EPERM',
  'EACCES',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Fetches a text of at most 4 MB.
 *
 * @throws RetryableError `429` (with what the server said about waiting), `5xx`, `timeout`; TerminalError for this agent: `no-network`, `http-4xx`.
 */
export async function fetchText(url: URL, name: string, signal: AbortSignal, timeoutMs: number, accept: string): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      headers: { accept, 'user-agent': 'skein' },
      redirect: 'follow',
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusalOf(response, name);
    }
    return await readLimited(response, name);
  } catch (error) {
    if (AgentError.isInstance(error)) throw error;
    if (signal.aborted) throw signal.reason;
    if (timeout.aborted) throw new RetryableError('timeout', `${name} did not answer within ${timeoutMs / 1000} s`);
    const code = causeCode(error);
    if (code !== undefined && UNREACHABLE.has(code))
      throw new TerminalError('no-network', `${name} cannot be reached (${code})`, { cause: error });
    throw new RetryableError('network', `${name}: ${messageOf(error)}`, { cause: error });
  }
}

function refusalOf(response: Response, name: string): AgentError {
  const { status, headers } = response;
  const limited = status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'));
  if (limited) {
    const retryAfterMs = Number(headers.get('retry-after')) * 1000;
    return new RetryableError('429', `${name} asks to slow down (HTTP ${status})`, retryAfterMs > 0 ? { retryAfterMs } : {});
  }
  return status >= 500
    ? new RetryableError(String(status), `${name} has a fault (HTTP ${status})`)
    : new TerminalError(`http-${status}`, `${name} refused the search (HTTP ${status})`);
}

async function readLimited(response: Response, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new TerminalError('too-large', `${name} sent more than 4 MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function causeCode(error: unknown): string | undefined {
  for (let next = error; typeof next === 'object' && next !== null; next = (next as { cause?: unknown }).cause) {
    if ('code' in next && typeof next.code === 'string') return next.code;
    if (next instanceof AggregateError) return causeCode(next.errors[0]);
  }
  return undefined;
}

/** @throws RetryableError `bad-answer` when a server's answer is not what its interface promises. */
export function badAnswer(name: string, error: unknown): RetryableError {
  return new RetryableError('bad-answer', `${name} sent an answer that cannot be read: ${messageOf(error)}`, { cause: error });
}
