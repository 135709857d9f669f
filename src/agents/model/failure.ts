import { AgentError, type AgentErrorOptions, RetryableError, TerminalError } from '../../core/agent-error.ts';
import { messageOf } from '../../core/errors.ts';
import type { ModelEndpoint } from './language-model.ts';
import { type Headers, rateLimitOf, retryAfterOf } from './server-hints.ts';

/** What the AI SDK tells of a call that failed, however it names the error. */
interface CallFailure {
  readonly statusCode?: number;
  readonly responseHeaders?: Headers;
  readonly responseBody?: string;
  readonly code?: string | number;
  readonly type?: string;
}

const CONTEXT_LENGTH =
  /context[_ -]?(?:length|window|size)|maximum context|max(?:imum)? (?:input|prompt) (?:length|tokens)|prompt is too long|too many (?:input )?tokens|input (?:is|was) too long|exceeds? (?:the )?(?:model'?s? )?(?:maximum|max|available) (?:number of |context|input)|reduce the length/i;
const NO_CREDIT = /insufficient[_ ](?:quota|balance|credit|funds)|billing|credit balance|payment required|exceeded your current quota/i;
const POLICY = /content[_ ](?:policy|filter|management)|safety|moderation|prohibited|flagged/i;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE']);

/**
 * Sorts what a call threw: worth another try (429, 5xx, network, an answer that makes no sense), or not with this agent
 * (key, credit, unknown model, too long, refused, bad request). Keys never get into the message.
 */
export function failureOf(thrown: unknown, endpoint: ModelEndpoint, nowMs: number): AgentError {
  if (AgentError.isInstance(thrown)) return thrown;
  const { statusCode, responseHeaders = {}, responseBody } = partsOf(thrown);
  const said = saidBy(thrown, endpoint);
  const place = `${endpoint.provider.name}/${endpoint.model}`;
  const details: AgentErrorOptions = { cause: thrown, rateLimit: rateLimitOf(responseHeaders, nowMs) };
  const terminal = (code: string, message: string): AgentError => new TerminalError(code, message, details);
  // An answer that broke off carries the status with which it began.
  if (statusCode === undefined || statusCode < 400) return withoutStatus(thrown, endpoint, said);
  const retryAfterMs = retryAfterOf(responseHeaders, responseBody, nowMs);
  const retryable = (code: string, message: string): AgentError => new RetryableError(code, message, { ...details, retryAfterMs });
  const text = `${said} ${responseBody ?? ''}`;
  switch (true) {
    case statusCode === 401 || statusCode === 403:
      return terminal('auth', `${place} did not accept ${keyName(endpoint)} (${statusCode}): ${said}`);
    case statusCode === 402 || (statusCode === 429 && NO_CREDIT.test(text)):
      return terminal('no-credit', `${place} has no credit left (${statusCode}): ${said}`);
    case statusCode === 429:
      return retryable('429', `${place} had too many requests (429): ${said}`);
    case statusCode === 413 || (statusCode < 500 && CONTEXT_LENGTH.test(text)):
      return terminal('context-length', `the task is too long for ${place} (${statusCode}): ${said}`);
    case statusCode === 404:
      return terminal('no-such-model', `${endpoint.provider.baseUrl} has no model "${endpoint.model}" (404): ${said}`);
    case statusCode === 408 || statusCode === 409 || statusCode === 425 || statusCode >= 500:
      return retryable(String(statusCode), `${place} failed (${statusCode}): ${said}`);
    case POLICY.test(text):
      return terminal('refused', `${place} refused (${statusCode}): ${said}`);
    default:
      return terminal('bad-request', `${place} did not accept the request (${statusCode}): ${said}`);
  }
}

function withoutStatus(thrown: unknown, { provider, model }: ModelEndpoint, said: string): AgentError {
  const code = networkCode(thrown);
  if (code !== undefined && UNREACHABLE.has(code)) {
    return new RetryableError('no-connection', `cannot reach ${provider.baseUrl} (${code})`, { cause: thrown });
  }
  if (nameOf(thrown) === 'TimeoutError') {
    return new RetryableError('timeout', `${provider.name}/${model} went silent`, { cause: thrown });
  }
  if (code !== undefined || /terminated|other side closed|socket hang up|network/i.test(said)) {
    return new RetryableError('connection-lost', `the connection to ${provider.baseUrl} was lost`, { cause: thrown });
  }
  return new RetryableError('bad-response', `${provider.name}/${model} answered with what makes no sense: ${said}`, { cause: thrown });
}

function partsOf(thrown: unknown): CallFailure {
  // Only looked at: the fields are those of `APICallError` and `StreamProviderError`.
  return typeof thrown === 'object' && thrown !== null ? (thrown as CallFailure) : {};
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
}

/** The first system or socket code down the chain of causes. */
export function networkCode(thrown: unknown): string | undefined {
  for (let error = thrown, depth = 0; depth < 8 && typeof error === 'object' && error !== null; depth++) {
    const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string' && /^(?:E[A-Z]{3,}|UND_ERR_)/.test(code)) return code;
    error = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

const LONGEST_SAID = 300;

/** What the server said, on one line, without the key. */
function saidBy(thrown: unknown, { apiKey }: ModelEndpoint): string {
  const { responseBody } = partsOf(thrown);
  const inBody = responseBody === undefined ? undefined : messageIn(responseBody);
  const text = (inBody ?? messageOf(thrown)).replace(/\s+/g, ' ').trim();
  const open = apiKey === undefined || apiKey.length < 6 ? text : text.replaceAll(apiKey, '(key)');
  const safe = open.replace(/\b(?:sk|xai|gsk|AIza|key)[-_][\w*.-]{6,}/g, '(key)');
  return safe.length <= LONGEST_SAID ? safe : `${safe.slice(0, LONGEST_SAID)}…`;
}

function messageIn(body: string): string | undefined {
  try {
    const parsed = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown };
    const message = typeof parsed.error === 'string' ? parsed.error : (parsed.error?.message ?? parsed.message);
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

function keyName({ provider, apiKey }: ModelEndpoint): string {
  if (apiKey === undefined) return 'a request without a key';
  return `the key in ${provider.apiKeyEnv.join(' or ')}`;
}
