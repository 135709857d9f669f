import type { LookupAddress } from 'node:dns';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Readable, Transform } from 'node:stream';
import { TerminalError } from '../../../core/agent-error.ts';
import { unlessAborted } from '../../../core/unless-aborted.ts';
import { type AddressGrants, isGranted } from './address-grants.ts';

/** What a name stands for now. Rejects when it stands for nothing. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface GuardedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly grants: AddressGrants;
  /** Default: the machine's resolver. */
  readonly resolve?: Resolve | undefined;
}

/** The answer of a server. Whoever does not read its body to the end destroys it. */
export interface Answer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** Unpacked. */
  readonly body: Readable;
}

const MOST_REDIRECTS = 20;

/**
 * Fetches an address, and follows where it leads on to, inside what is granted. A name is resolved once for each request: the addresses that are
 * judged are those that are connected to, so a name server that changes its mind in between changes nothing. Every redirect is judged
 * anew. Neither proxies nor connections of earlier requests are used.
 *
 * @throws TerminalError for the task: `bad-address`. What the network throws; the signal's reason.
 */
export async function guardedFetch(first: URL, request: GuardedRequest): Promise<Answer> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const addresses = await judged(url, first, request);
    const message = await ask(url, addresses, request);
    const { statusCode: status = 0 } = message;
    const { location } = message.headers;
    if (status < 300 || status >= 400 || location === undefined) return await answerOf(url, message);
    message.destroy();
    if (!URL.canParse(location, url.href)) throw refusal(first, 'leads on to something that is no address.');
    url = new URL(location, url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refusal(first, 'leads on to an address that is not http or https.');
    if (url.username !== '' || url.password !== '') throw refusal(first, 'leads on to an address with a user name or password in it.');
  }
  throw refusal(first, 'leads in circles.');
}

const resolveHere: Resolve = async (hostname) => {
  const { lookup } = await import('node:dns/promises');
  return await lookup(hostname, { all: true });
};

/** The addresses that a host stands for, all of them granted. */
async function judged(url: URL, first: URL, { signal, grants, resolve = resolveHere }: GuardedRequest): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family > 0 ? [{ address: host, family }] : await unlessAborted(signal, resolve(host));
  const refused = addresses.find(({ address }) => !isGranted(url, address, grants));
  if (refused === undefined) return addresses;
  const where = family > 0 ? url.host : `${url.host} (${refused.address})`;
  const what = url === first ? (family > 0 ? 'is' : `stands for ${refused.address},`) : `leads to ${where},`;
  throw refusal(
    first,
    `${what} an address of this machine or its networks, which are not asked. If you trust it, add "${url.host}" to "network: { allow: [...] }" in the config.`,
  );
}

function refusal(first: URL, what: string): TerminalError {
  return new TerminalError('bad-address', `${first.origin}${first.pathname} ${what}`, { for: 'task' });
}

async function ask(url: URL, addresses: readonly LookupAddress[], { headers, signal }: GuardedRequest): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  signal.throwIfAborted();
  return await new Promise<IncomingMessage>((resolve, reject) => {
    const asked: ClientRequest = request(url, {
      headers: { ...headers, 'accept-encoding': 'gzip, deflate, br' },
      signal,
      // A connection of its own: one that is kept may lead where nobody has looked.
      agent: false,
      lookup: (_hostname, options, callback) => {
        const [one] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else if (one === undefined) callback(new Error(`${url.hostname} stands for no address`), '', 0);
        else callback(null, one.address, one.family);
      },
    });
    asked.on('response', resolve);
    asked.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    asked.end();
  });
}

async function answerOf(url: URL, message: IncomingMessage): Promise<Answer> {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2)
    headers.append(message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '');
  return {
    url,
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers,
    body: await unpacked(message, headers.get('content-encoding')?.trim().toLowerCase()),
  };
}

async function unpacked(message: IncomingMessage, encoding: string | undefined): Promise<Readable> {
  const { createBrotliDecompress, createGunzip, createInflate } = await import('node:zlib');
  const unpack = new Map<string | undefined, () => Transform>([
    ['gzip', createGunzip],
    ['x-gzip', createGunzip],
    ['deflate', createInflate],
    ['br', createBrotliDecompress],
  ]).get(encoding)?.();
  if (unpack === undefined) return message;
  const { pipeline } = await import('node:stream');
  // What goes wrong on the way is told by what is read from.
  pipeline(message, unpack, () => {});
  return unpack;
}
