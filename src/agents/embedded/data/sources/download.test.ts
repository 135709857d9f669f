import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataAgent } from '../data-agent.ts';
import { cellsOf, TestWork } from '../test-work.ts';
import { DEFAULT_LIMITS, type DownloadLimits, type DownloadRules, download } from './download.ts';

const CSV = 'region,revenue\nNorth,"$1,200.50"\nSouth,80\n';
const work = new TestWork();
let server: Server;
let address = '';

const ANSWERS: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  '/sales.csv': (_, response) => response.setHeader('content-type', 'text/csv').end(CSV),
  '/api': (_, response) => response.setHeader('content-type', 'application/json; charset=utf-8').end('[{"a":1}]'),
  '/packed.csv': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(CSV)),
  '/sales.csv.gz': (_, response) => response.setHeader('content-type', 'application/gzip').end(gzipSync(CSV)),
  '/moved': (_, response) => response.writeHead(302, { location: '/sales.csv' }).end(),
  '/away': (_, response) => response.writeHead(302, { location: 'ftp://example.org/x.csv' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/busy': (_, response) => response.writeHead(429, { 'retry-after': '7' }).end(),
  '/down': (_, response) => response.writeHead(503).end(),
  '/secret': (_, response) => response.writeHead(401).end(),
  '/page': (_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><p>hello'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('a,b\n', () => response.destroy());
  },
  '/silent': (_, response) => void response.writeHead(200).write('a,b\n'),
  '/mute': () => {},
  '/drip': (_, response) => {
    response.writeHead(200);
    const drip = (): void => void (response.destroyed || response.write('a,b\n', () => setImmediate(drip)));
    drip();
  },
};

/** The test's own server may be asked. */
const rules = (limits: Partial<DownloadLimits> = {}): DownloadRules => ({
  limits: { ...DEFAULT_LIMITS, ...limits },
  grants: { allowed: [], named: new Set([new URL(address).host]) },
});

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = ANSWERS[new URL(request.url ?? '/', 'http://x').pathname];
    if (answer === undefined) response.writeHead(404).end('nothing');
    else answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  work[Symbol.dispose]();
});

describe('a download', () => {
  it.each(['/sales.csv', '/packed.csv', '/sales.csv.gz', '/moved', '/sales.csv?key=1#part'])(
    'of %s becomes a table and a file',
    async (path) => {
      const { output, artifacts } = await work.perform(createDataAgent(), `fetch ${address}${path}`);
      expect(cellsOf(output as never)).toEqual([
        ['North', 1200.5],
        ['South', 80],
      ]);
      expect(artifacts).toHaveLength(1);
      expect(existsSync(artifacts?.[0]?.path ?? '')).toBe(true);
    },
  );

  it('is named by its type when its address says nothing', async () => {
    const { path, name } = await download(`${address}/api`, work.call(), rules());
    expect(name).toBe('api.json');
    expect(readFileSync(path, 'utf8')).toBe('[{"a":1}]');
  });

  it.each([
    ['/nothing.csv', '404', 'terminal-task', undefined],
    ['/secret', '401', 'terminal-agent', undefined],
    ['/busy', '429', 'retryable', 7000],
    ['/down', '503', 'retryable', undefined],
    ['/cut', 'no-network', 'retryable', undefined],
    ['/away', 'bad-address', 'terminal-task', undefined],
    ['/round', 'bad-address', 'terminal-task', undefined],
  ])('of %s fails with %s', async (path, code, kind, retryAfterMs) => {
    await expect(download(`${address}${path}`, work.call(), rules())).rejects.toMatchObject({ code, kind, retryAfterMs });
  });

  it('of a web page is no table', async () => {
    await expect(work.perform(createDataAgent(), `fetch ${address}/page`)).rejects.toMatchObject({
      code: 'not-a-table',
      kind: 'terminal-task',
    });
  });

  it.each([
    'ftp://example.org/x.csv',
    'file:///etc/passwd',
    'data://text/csv',
    'http://user:secret@example.org/x.csv',
    'http://169.254.169.254/latest/meta-data/x.csv',
  ])('of %s is refused', async (bad) => {
    const failure = await work.perform(createDataAgent(), `fetch ${bad}`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bad-address', kind: 'terminal-task' });
    expect((failure as Error).message).not.toContain('secret');
  });

  it('is given up when it grows too large, and leaves nothing behind', async () => {
    await expect(download(`${address}/sales.csv`, work.call(), rules({ maxBytes: 10 }))).rejects.toMatchObject({
      code: 'too-large',
      kind: 'terminal-task',
    });
    await expect(download(`${address}/packed.csv`, work.call(), rules({ maxBytes: 44 }))).rejects.toMatchObject({
      code: 'too-large',
    });
    const folder = join(work.folder, 'artifacts');
    expect(
      readdirSync(folder)
        .flatMap((entry) => readdirSync(join(folder, entry)))
        .filter((name) => name === 'packed.csv'),
    ).toHaveLength(1);
  });

  it.each(['/silent', '/mute'])('of %s is given up after silence', async (path) => {
    await expect(download(`${address}${path}`, work.call(), rules({ silenceMs: 40 }))).rejects.toMatchObject({
      code: 'timeout',
      kind: 'retryable',
    });
  });

  it('that never ends is given up, however often its server says a little', async () => {
    await expect(download(`${address}/drip`, work.call(), rules({ totalMs: 60 }))).rejects.toMatchObject({
      code: 'timeout',
      kind: 'terminal-task',
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const fetching = download(`${address}/silent`, work.call(stop.signal), rules());
    stop.abort(new Error('cancelled by the user'));
    await expect(fetching).rejects.toThrow('cancelled by the user');
  });

  it('may be tried again where nobody listens', async () => {
    const idle = createServer();
    await new Promise<void>((ready) => idle.listen(0, '127.0.0.1', ready));
    const { port } = idle.address() as AddressInfo;
    await new Promise((closed) => idle.close(closed));
    await expect(
      download(`http://127.0.0.1:${port}/x.csv`, work.call(), { grants: { allowed: ['127.0.0.0/8'], named: new Set() } }),
    ).rejects.toMatchObject({ code: 'no-network', kind: 'retryable' });
  });
});
