import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Call } from '../../../../core/agent.ts';
import { RetryableError, TerminalError } from '../../../../core/agent-error.ts';
import { reachOf } from './address-reach.ts';

/** Bounds of a download. */
export interface DownloadLimits {
  readonly maxBytes: number;
  /** Until the server begins to answer, and between any two pieces of the answer. */
  readonly silenceMs: number;
}

export const DEFAULT_LIMITS: DownloadLimits = { maxBytes: 1024 ** 3, silenceMs: 30_000 };

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
export async function download(address: string, call: Call, limits: DownloadLimits = DEFAULT_LIMITS): Promise<Download> {
  const url = parseAddress(address);
  const shown = `${url.origin}${url.pathname}`;
  const watch = new SilenceWatch(limits.silenceMs);
  const signal = AbortSignal.any([call.signal, watch.signal]);
  call.progress(`Fetching ${shown}`);
  let path: string | undefined;
  try {
    const headers = { accept: 'text/csv, application/json, application/x-ndjson, text/tab-separated-values, text/plain, */*;q=0.5' };
    const response = await follow(url, shown, { signal, headers });
    watch.heard();
    if (!response.ok) {
      await response.body?.cancel().catch(() => undefined);
      throw refusal(response, shown);
    }
    const declared = Number(response.headers.get('content-length') ?? 0);
    if (declared > limits.maxBytes) {
      await response.body?.cancel().catch(() => undefined);
      throw tooLarge(shown, limits.maxBytes);
    }
    const mediaType = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const name = fileNameOf(new URL(response.url || url), mediaType);
    path = await call.artifactPath(name);
    await save(response, path, shown, limits, watch, signal);
    return { path, name, mediaType: mediaType === '' ? 'application/octet-stream' : mediaType };
  } catch (thrown) {
    if (path !== undefined) await rm(path, { force: true });
    call.signal.throwIfAborted();
    throw networkFailure(thrown, shown, watch, limits);
  } finally {
    watch.stop();
  }
}

const MOST_REDIRECTS = 20;

/**
 * Fetches, and follows where it leads on to. Nobody is led from the internet into this machine or its networks; addresses that
 * only machines ask each other (a cloud's metadata) are not asked at all.
 */
async function follow(first: URL, shown: string, init: RequestInit): Promise<Response> {
  const say = (what: string): TerminalError => new TerminalError('bad-address', `${shown} ${what}`, { for: 'task' });
  let url = first;
  let reach = await reachOf(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (reach === 'link-local') throw say('is, or leads on to, an address that only the machines of a network ask each other.');
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel().catch(() => undefined);
    if (!URL.canParse(location, url.href)) throw say('leads on to something that is no address.');
    url = new URL(location, url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw say('leads on to an address that is not http or https.');
    const next = await reachOf(url);
    if (next !== 'public' && reach === 'public')
      throw say(
        `leads from the internet to ${url.host}, an address of this machine or its networks. Name that one yourself if you trust it.`,
      );
    reach = next;
  }
  throw say('leads in circles.');
}

async function save(
  response: Response,
  path: string,
  shown: string,
  limits: DownloadLimits,
  watch: SilenceWatch,
  signal: AbortSignal,
): Promise<void> {
  if (response.body === null) return;
  let bytes = 0;
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(
    body,
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

function refusal(response: Response, shown: string): RetryableError | TerminalError {
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

function networkFailure(thrown: unknown, shown: string, watch: SilenceWatch, limits: DownloadLimits): unknown {
  if (RetryableError.isInstance(thrown)) return thrown;
  if (watch.signal.aborted)
    return new RetryableError('timeout', `${shown} has been silent for ${limits.silenceMs / 1000} s.`, { cause: thrown });
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  const detail = cause?.message ?? (thrown as Error).message;
  return new RetryableError(
    'no-network',
    `${shown} could not be fetched: ${detail}${cause?.code === undefined ? '' : ` (${cause.code})`}.`,
    { cause: thrown },
  );
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
