import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Call } from '../../../../core/agent.ts';
import { RetryableError, TerminalError } from '../../../../core/agent-error.ts';
import { type AddressGrants, NO_GRANTS } from '../../network/address-grants.ts';
import { type Answer, guardedFetch, type Resolve } from '../../network/guarded-fetch.ts';

/** Bounds of a download. */
export interface DownloadLimits {
  readonly maxBytes: number;
  /** Until the server begins to answer, and between any two pieces of the answer. */
  readonly silenceMs: number;
  /** For all of it: a server that sends a byte now and then is never silent. */
  readonly totalMs: number;
}

export const DEFAULT_LIMITS: DownloadLimits = { maxBytes: 1024 ** 3, silenceMs: 30_000, totalMs: 3_600_000 };

/** What may be fetched. */
export interface DownloadRules {
  /** Default: `DEFAULT_LIMITS`. */
  readonly limits?: DownloadLimits | undefined;
  /** Default: the internet alone. */
  readonly grants?: AddressGrants | undefined;
  readonly resolve?: Resolve | undefined;
}

const EXTENSION_OF: readonly (readonly [RegExp, string])[] = [
  [/tab-separated/, '.tsv'],
  [/csv/, '.csv'],
  [/ndjson|jsonl|json-?lines|json-seq/, '.ndjson'],
  [/json/, '.json'],
];

/** A file that was fetched, and what it should be called. */
export interface Download {
  readonly path: string;
  readonly name: string;
  readonly mediaType: string;
}

/**
 * Fetches an address to a file in the run's output folder, streamed.
 *
 * @throws TerminalError for the task: `bad-address`, 404 and the like, `too-large`, `not-data`. RetryableError: 408, 429, 5xx, no network, silence.
 */
export async function download(address: string, call: Call, rules: DownloadRules = {}): Promise<Download> {
  const { limits = DEFAULT_LIMITS, grants = NO_GRANTS, resolve } = rules;
  const url = parseAddress(address);
  const shown = `${url.origin}${url.pathname}`;
  const watch = new SilenceWatch(limits.silenceMs);
  const tooLong = AbortSignal.timeout(limits.totalMs);
  const signal = AbortSignal.any([call.signal, watch.signal, tooLong]);
  call.progress(`Fetching ${shown}`);
  let path: string | undefined;
  try {
    const headers = { accept: 'text/csv, application/json, application/x-ndjson, text/tab-separated-values, text/plain, */*;q=0.5' };
    const response = await guardedFetch(url, { signal, headers, grants, resolve });
    watch.heard();
    if (response.status < 200 || response.status > 299) {
      response.body.destroy();
      throw refusal(response, shown);
    }
    const declared = Number(response.headers.get('content-length') ?? 0);
    if (declared > limits.maxBytes) {
      response.body.destroy();
      throw tooLarge(shown, limits.maxBytes);
    }
    const mediaType = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const name = fileNameOf(response.url, mediaType);
    path = await call.artifactPath(name);
    await save(response, path, shown, limits, watch, signal);
    return { path, name, mediaType: mediaType === '' ? 'application/octet-stream' : mediaType };
  } catch (thrown) {
    if (path !== undefined) await rm(path, { force: true });
    call.signal.throwIfAborted();
    throw networkFailure(thrown, shown, limits, { isSilent: watch.signal.aborted, isTooLong: tooLong.aborted });
  } finally {
    watch.stop();
  }
}

async function save(
  response: Answer,
  path: string,
  shown: string,
  limits: DownloadLimits,
  watch: SilenceWatch,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  await pipeline(
    response.body,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        watch.heard();
        bytes += chunk.length;
        if (bytes > limits.maxBytes) throw tooLarge(shown, limits.maxBytes);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal },
  );
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const say = (what: string): TerminalError => new TerminalError('bad-address', what, { for: 'task' });
  if (url === undefined) throw say(`"${address.slice(0, 200)}" is no address. Expected one that starts with http:// or https://.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw say(`Addresses are fetched over http and https only, not ${url.protocol.slice(0, -1)}. Save the file first and name it.`);
  }
  if (url.username !== '' || url.password !== '')
    throw say(`The address of ${url.host} has a user name or password in it. Take them out; they are not sent.`);
  return url;
}

function refusal(response: Answer, shown: string): RetryableError | TerminalError {
  const { status } = response;
  const what = `${shown} answered ${status}${response.statusText === '' ? '' : ` (${response.statusText})`}`;
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
    return new RetryableError(String(status), `${what}: it may do so only for now.`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 401 || status === 403)
    return new TerminalError(String(status), `${what}: it wants permission that there is none for here.`);
  return new TerminalError(String(status), `${what}: there is nothing to fetch at this address. Check it.`, { for: 'task' });
}

/** Seconds, or an HTTP date. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function tooLarge(shown: string, maxBytes: number): TerminalError {
  const most = maxBytes >= 1024 ** 3 ? `${maxBytes / 1024 ** 3} GiB` : `${maxBytes.toLocaleString('en-US')} bytes`;
  return new TerminalError('too-large', `${shown} is larger than ${most}, the most that is fetched. Fetch a part of it.`, { for: 'task' });
}

function networkFailure(
  thrown: unknown,
  shown: string,
  { silenceMs, totalMs }: DownloadLimits,
  { isSilent, isTooLong }: { readonly isSilent: boolean; readonly isTooLong: boolean },
): unknown {
  if (RetryableError.isInstance(thrown) || TerminalError.isInstance(thrown)) return thrown;
  if (isSilent) return new RetryableError('timeout', `${shown} has been silent for ${silenceMs / 1000} s.`, { cause: thrown });
  if (isTooLong)
    return new TerminalError('timeout', `${shown} took more than ${totalMs / 1000} s. Fetch a part of it.`, { for: 'task', cause: thrown });
  const { code, message, errors } = thrown as { code?: string; message?: string; errors?: readonly Error[] };
  // Of several addresses that were tried, each has its own.
  const detail = message || errors?.[0]?.message || 'it cannot be reached';
  const coded = code === undefined || detail.includes(code) ? '' : ` (${code})`;
  return new RetryableError('no-network', `${shown} could not be fetched: ${detail}${coded}.`, { cause: thrown });
}

function fileNameOf(url: URL, mediaType: string): string {
  let last = url.pathname.split('/').findLast((step) => step !== '') ?? '';
  try {
    last = decodeURIComponent(last);
  } catch {
    // A broken escape stays as it is written.
  }
  const name =
    last
      .replace(/[^\w.-]+/g, '_')
      .replace(/^[._]+/, '')
      .slice(-100) || url.hostname.replace(/\W+/g, '_');
  if (/\.(csv|tsv|tab|json|ndjson|jsonl|geojson|txt|gz)$/i.test(name)) return name;
  return `${name}${EXTENSION_OF.find(([pattern]) => pattern.test(mediaType))?.[1] ?? ''}`;
}

/** Aborts when nothing was heard for a while. */
class SilenceWatch {
  readonly #controller = new AbortController();
  readonly #silenceMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error('silence')), this.#silenceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
