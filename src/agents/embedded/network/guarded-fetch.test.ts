import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostsNamedIn, isGranted } from './address-grants.ts';
import { type GuardedRequest, guardedFetch, type Resolve } from './guarded-fetch.ts';

/** Stands for the internet in these tests: what the config allows is treated as what is public. */
const OUTSIDE = '127.0.0.1';
/** Stands for the networks that nobody may be led into. */
const INSIDE = '127.0.0.2';

let port = 0;
const servers: Server[] = [];
const asked: string[] = [];

const PACKED: Readonly<Record<string, (plain: string) => Uint8Array>> = {
  '/gzip': gzipSync,
  '/deflate': deflateSync,
  '/br': brotliCompressSync,
};

const answer =
  (name: string): RequestListener =>
  ({ url = '/', headers }, response) => {
    asked.push(`${name}${url}`);
    const packed = PACKED[url];
    if (url === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (url === '/host') response.end(headers.host);
    else if (packed !== undefined) response.setHeader('content-encoding', url.slice(1)).end(packed('packed'));
    else if (url.startsWith('/to?')) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
    else response.end(name);
  };

async function listen(name: string, address: string, wanted: number): Promise<void> {
  const server = createServer(answer(name));
  servers.push(server);
  await new Promise<void>((ready, refuse) => server.on('error', refuse).listen(wanted, address, ready));
  port = (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  await listen('outside', OUTSIDE, 0);
  await listen('inside', INSIDE, port);
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Names stand for one address after the other, as a hostile name server has it. */
function resolver(...answers: readonly string[]): Resolve & { readonly names: string[] } {
  const names: string[] = [];
  const resolve: Resolve = async (name) => {
    names.push(name);
    const address = answers[Math.min(names.length, answers.length) - 1] ?? '';
    return address.split(',').map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 }));
  };
  return Object.assign(resolve, { names });
}

const get = (address: string, given: Partial<GuardedRequest> = {}) => {
  asked.length = 0;
  return guardedFetch(new URL(address.replace(':PORT', `:${port}`)), {
    headers: {},
    signal: new AbortController().signal,
    grants: { allowed: [OUTSIDE], named: new Set() },
    ...given,
  });
};

const REFUSED = { code: 'bad-address', kind: 'terminal-task' };

describe('a fetch', () => {
  it('goes to the address that was judged, whatever its name stands for a moment later', async () => {
    const resolve = resolver(OUTSIDE, INSIDE);
    const { body } = await get('http://rebound.example:PORT/x', { resolve });
    expect(await text(body)).toBe('outside');
    expect(resolve.names).toEqual(['rebound.example']);
    expect(asked).toEqual(['outside/x']);
  });

  it('still says which host it wants', async () => {
    const { body } = await get('http://rebound.example:PORT/host', { resolve: resolver(OUTSIDE) });
    expect(await text(body)).toBe(`rebound.example:${port}`);
  });

  it('judges the same name anew after a redirect', async () => {
    const resolve = resolver(OUTSIDE, INSIDE);
    const back = encodeURIComponent(`http://rebound.example:${port}/secret`);
    await expect(get(`http://rebound.example:PORT/to?${back}`, { resolve })).rejects.toMatchObject(REFUSED);
    expect(resolve.names).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  it('is refused when any of the addresses of a name is not granted', async () => {
    await expect(get('http://mixed.example:PORT/x', { resolve: resolver(`${OUTSIDE},${INSIDE}`) })).rejects.toMatchObject(REFUSED);
    await expect(get('http://mixed.example:PORT/x', { resolve: resolver(`${OUTSIDE},::1`) })).rejects.toMatchObject(REFUSED);
    expect(asked).toEqual([]);
  });

  it.each([
    `http://${INSIDE}:PORT/`,
    'http://2130706434:PORT/',
    'http://0177.0.0.2:PORT/',
    'http://0x7f.2:PORT/',
    'http://127.2:PORT/',
    'http://[::ffff:127.0.0.2]:PORT/',
    'http://[::1]:PORT/',
    'http://0:PORT/',
    'http://169.254.169.254/latest/meta-data/',
  ])('of %s is refused, also behind a redirect', async (address) => {
    const full = address.replace(':PORT', `:${port}`);
    await expect(get(address)).rejects.toMatchObject(REFUSED);
    await expect(get(`http://${OUTSIDE}:PORT/to?${encodeURIComponent(full)}`)).rejects.toMatchObject(REFUSED);
    expect(asked).toHaveLength(1);
  });

  it.each(['ftp://example.org/', 'file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'http://['])(
    'is not led on to %s',
    async (address) => {
      await expect(get(`http://${OUTSIDE}:PORT/to?${encodeURIComponent(address)}`)).rejects.toMatchObject(REFUSED);
    },
  );

  it('does not go round for ever', async () => {
    await expect(get(`http://${OUTSIDE}:PORT/round`)).rejects.toMatchObject(REFUSED);
    // The first request and twenty redirects.
    expect(asked).toHaveLength(21);
  });

  it.each(['/gzip', '/deflate', '/br'])('unpacks %s', async (path) => {
    expect(await text((await get(`http://${OUTSIDE}:PORT${path}`)).body)).toBe('packed');
  });

  it('ends when it is told to, also while a name is being looked up', async () => {
    const stop = new AbortController();
    const fetching = get('http://slow.example/', { signal: stop.signal, resolve: () => new Promise(() => {}) });
    stop.abort(new Error('enough'));
    await expect(fetching).rejects.toThrow('enough');
  });
});

describe('a grant', () => {
  const judge = (url: string, address: string, allowed: readonly string[], ...texts: readonly string[]): boolean =>
    isGranted(new URL(url), address, { allowed, named: new Set(hostsNamedIn(texts)) });

  it.each([
    ['http://example.org/', '93.184.215.14', [], '', true],
    ['http://127.0.0.1:80/', '127.0.0.1', [], 'Fetch http://127.0.0.1/x.csv, then sum it.', true],
    ['http://127.0.0.1:81/', '127.0.0.1', [], 'Fetch http://127.0.0.1/x.csv', false],
    ['http://localhost:9/', '::1', [], 'Fetch (http://localhost:9/a.csv).', true],
    // That the user named a page of the internet does not mean that it may stand for their router.
    ['http://example.org/', '192.168.0.1', [], 'Fetch http://example.org/x.csv', false],
    ['http://169.254.169.254/', '169.254.169.254', [], 'Fetch http://169.254.169.254/x.csv', false],
    ['http://169.254.169.254/', '169.254.169.254', ['169.254.169.254'], '', true],
    ['http://files.corp/', '10.1.2.3', ['files.corp'], '', true],
    ['http://files.corp:81/', '10.1.2.3', ['files.corp:81'], '', true],
    ['http://files.corp:82/', '10.1.2.3', ['files.corp:81'], '', false],
    ['http://other.corp/', '10.1.2.3', ['10.0.0.0/8'], '', true],
    ['http://other.corp/', '11.1.2.3', ['10.0.0.0/9'], '', true],
    ['http://other.corp/', '172.16.2.3', ['10.0.0.0/8'], '', false],
    ['http://[::1]:8080/', '::1', ['[::1]:8080'], '', true],
  ])('%s at %s, allowed %j, named in %j: %s', (url, address, allowed, words, granted) => {
    expect(judge(url, address, allowed, words)).toBe(granted);
  });
});
