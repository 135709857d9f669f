import type { Json } from '../../../src/core/json.ts';
import type { Failure, RateLimitFigures } from '../exchange.ts';

const TYPES: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  400: ['invalid_request_error', null],
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['invalid_request_error', null],
  404: ['invalid_request_error', 'model_not_found'],
  429: ['requests', 'rate_limit_exceeded'],
};

export function openaiError({ status, message, code }: Failure): Json {
  const [type, usualCode] = TYPES[status] ?? ['server_error', null];
  return { error: { message: message ?? `The server answered with status ${status}`, type, param: null, code: code ?? usualCode } };
}

/** Resets are written as Go durations: `20ms`, `1.5s`, `6m0s`. */
export function openaiHeaders(
  figures: RateLimitFigures | undefined,
  retryAfterMs: number | undefined,
  serial: number,
): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': `req_${serial}`, 'openai-processing-ms': '1', 'openai-version': '2020-10-01' };
  const put = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) headers[name] = String(value);
  };
  put('x-ratelimit-limit-requests', figures?.limitRequests);
  put('x-ratelimit-remaining-requests', figures?.remainingRequests);
  put('x-ratelimit-reset-requests', goDuration(figures?.requestsResetMs));
  put('x-ratelimit-limit-tokens', figures?.limitTokens);
  put('x-ratelimit-remaining-tokens', figures?.remainingTokens);
  put('x-ratelimit-reset-tokens', goDuration(figures?.tokensResetMs));
  if (retryAfterMs !== undefined) {
    put('retry-after-ms', retryAfterMs);
    put('retry-after', Math.ceil(retryAfterMs / 1000));
  }
  return headers;
}

function goDuration(durationMs: number | undefined): string | undefined {
  if (durationMs === undefined) return undefined;
  if (durationMs < 1000) return `${durationMs}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = (durationMs % 60_000) / 1000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}
