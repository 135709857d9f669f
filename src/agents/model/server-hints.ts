import type { RateLimit } from '../../core/agent.ts';

export type Headers = Readonly<Record<string, string | undefined>>;

/**
 * How long the server wants to be left alone: from `retry-after-ms`, `retry-after` (seconds or a date), the body of
 * a Gemini error, the words of an OpenAI one, or the reset of a limit of which nothing is left.
 */
export function retryAfterOf(headers: Headers, body: string | undefined, nowMs: number): number | undefined {
  const inMs = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (inMs >= 0) return inMs;
  const said = headers['retry-after'] === undefined ? undefined : resetMs(headers['retry-after'], serverNowMs(headers, nowMs));
  return said ?? retryDelayOf(body) ?? resetOfUsedUp(rateLimitOf(headers, nowMs));
}

function retryDelayOf(body: string | undefined): number | undefined {
  if (body === undefined) return undefined;
  const [, seconds] = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body) ?? [];
  if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  const [, duration] = /try again in ((?:\d+(?:\.\d+)?(?:ms|s|m|h))+)/i.exec(body) ?? [];
  return duration === undefined ? undefined : goDurationMs(duration);
}

function resetOfUsedUp(state: RateLimit | undefined): number | undefined {
  const resets = [
    state?.remainingRequests === 0 ? state.requestsResetMs : undefined,
    state?.remainingTokens === 0 ? state.tokensResetMs : undefined,
  ].filter((reset) => reset !== undefined);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** What is left of the server's limits, from `x-ratelimit-*` or `anthropic-ratelimit-*`; nothing when it does not say. */
export function rateLimitOf(headers: Headers, nowMs: number): RateLimit | undefined {
  const atMs = serverNowMs(headers, nowMs);
  const first = (...names: string[]): string | undefined => names.map((name) => headers[name]).find((value) => value !== undefined);
  const count = (value: string | undefined): number | undefined => {
    const figure = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
    return Number.isFinite(figure) && figure >= 0 ? figure : undefined;
  };
  const reset = (value: string | undefined): number | undefined => (value === undefined ? undefined : resetMs(value, atMs));
  const state = {
    remainingRequests: count(
      first('x-ratelimit-remaining-requests', 'anthropic-ratelimit-requests-remaining', 'x-ratelimit-remaining', 'ratelimit-remaining'),
    ),
    requestsResetMs: reset(
      first('x-ratelimit-reset-requests', 'anthropic-ratelimit-requests-reset', 'x-ratelimit-reset', 'ratelimit-reset'),
    ),
    remainingTokens: count(first('x-ratelimit-remaining-tokens', 'anthropic-ratelimit-tokens-remaining')),
    tokensResetMs: reset(first('x-ratelimit-reset-tokens', 'anthropic-ratelimit-tokens-reset')),
  };
  const known = Object.entries(state).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as RateLimit);
}

/** The server's own clock where it shows it: instants that it names are by that one. */
function serverNowMs(headers: Headers, nowMs: number): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) ? nowMs : date;
}

/** Seconds, `1m1.5s`, an instant as a date, or as seconds or milliseconds since the epoch. */
function resetMs(text: string, atMs: number): number | undefined {
  const value = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(value)) {
    const figure = Number(value);
    if (figure > 1e12) return Math.max(0, figure - atMs);
    return figure > 1e9 ? Math.max(0, figure * 1000 - atMs) : figure * 1000;
  }
  const duration = goDurationMs(value);
  if (duration !== undefined) return duration;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - atMs);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function goDurationMs(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy)];
  if (parts.length === 0 || parts.reduce((length, [part]) => length + part.length, 0) !== text.length) return undefined;
  return Math.ceil(parts.reduce((sum, [, figure, unit]) => sum + Number(figure) * (UNIT_MS[unit ?? ''] ?? 0), 0));
}
