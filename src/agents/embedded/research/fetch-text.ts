import type { Call } from '../../../core/agent.ts';
import { AgentError, RetryableError, TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { type Answer, guardedFetch } from '../network/guarded-fetch.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EPERM',
  'EACCES',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export interface Request {
  /** The server's name for people. */
  readonly name: string;
  readonly accept: string;
  /** For all of it: connecting, waiting and reading. */
  readonly timeoutMs: number;
}

/**
 * Fetches a text of at most 4 MB.
 *
 * @throws RetryableError `429` (with what the server said about waiting), `5xx`, `timeout`, `network`;
 *   TerminalError for this agent: `no-network` at once when the server cannot be reached, `http-4xx`, `too-large`.
 */
export async function fetchText(url: URL, { name, accept, timeoutMs }: Request, { signal }: Pick<Call, 'signal'>): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await guardedFetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      headers: { accept, 'user-agent': 'skein' },
      // Where the service is has been set by the user; where it leads on to has not.
      grants: { allowed: [url.host], named: new Set() },
    });
    if (response.status < 200 || response.status > 299) {
      response.body.destroy();
      throw refusalOf(response, name);
    }
    return await readLimited(response, name);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (AgentError.isInstance(error)) throw error;
    if (timeout.aborted) throw new RetryableError('timeout', `${name} did not answer within ${timeoutMs / 1000} s`);
    const code = causeCode(error);
    if (code !== undefined && UNREACHABLE.has(code))
      throw new TerminalError('no-network', `${name} cannot be reached (${code})`, { cause: error });
    throw new RetryableError('network', `${name}: ${code ?? messageOf(error)}`, { cause: error });
  }
}

/** Servers refuse the too eager with 429, and GitHub also with 403 and word of when to come again. */
function refusalOf(response: Answer, name: string): AgentError {
  const { status, headers } = response;
  const limited = status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'));
  if (limited || status === 503) {
    const retryAfterMs = waitOf(headers);
    const message = limited ? `${name} asks to slow down (HTTP ${status})` : `${name} is out of service (HTTP ${status})`;
    return new RetryableError(limited ? '429' : '503', message, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status >= 500 || status === 408) return new RetryableError(String(status), `${name} has a fault (HTTP ${status})`);
  return new TerminalError(`http-${status}`, `${name} refused the search (HTTP ${status})`);
}

/** What the headers say about when to come again: `retry-after` in seconds or as a date, else GitHub's `x-ratelimit-reset`. */
function waitOf(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null && /^\d+$/.test(after.trim())) return Number(after) * 1000;
  const resetAtMs = after === null ? Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000 : Date.parse(after);
  const waitMs = resetAtMs - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, Math.ceil(waitMs)) : undefined;
}

async function readLimited(response: Answer, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new TerminalError('too-large', `${name} sent more than ${MAX_BYTES / 1024 / 1024} MB`);
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
