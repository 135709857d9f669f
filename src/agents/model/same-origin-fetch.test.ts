import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameOriginFetch } from './same-origin-fetch.ts';

const asked: string[] = [];
const servers: Server[] = [];

async function open(name: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push(`${name} ${request.method} ${pathname} ${body} ${request.headers['x-api-key'] ?? ''}`.trim());
    const to = searchParams.get('to');
    if (pathname === '/round') response.writeHead(307, { location: '/round' }).end();
    else if (to === null) response.end(name);
    else response.writeHead(Number(searchParams.get('status') ?? 307), { location: to }).end();
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let [here, there] = ['', ''];
beforeAll(async () => {
  here = await open('here');
  there = await open('there');
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const post = (path: string) => {
  asked.length = 0;
  return sameOriginFetch(`${here}${path}`, { method: 'POST', body: 'words', headers: { 'x-api-key': 'secret' } });
};

describe('a request with a key', () => {
  it('follows a server within its own origin, with what it brings', async () => {
    expect(await (await post('/mcp?to=/mcp/')).text()).toBe('here');
    expect(asked).toEqual(['here POST /mcp words secret', 'here POST /mcp/ words secret']);
  });

  it('comes again without its words when they were taken', async () => {
    expect(await (await post('/mcp?to=/done&status=303')).text()).toBe('here');
    expect(asked[1]).toBe('here GET /done  secret');
  });

  it.each(['%THERE%/', '//example.invalid/', 'http://[', 'file:///etc/passwd'])('is not led on to %s', async (to) => {
    await expect(post(`/?to=${encodeURIComponent(to.replace('%THERE%', there))}`)).rejects.toThrow(/leads on to .*not asked/);
    expect(asked).toHaveLength(1);
  });

  it('is not led round for ever', async () => {
    await expect(post('/round')).rejects.toThrow('leads in circles');
    // The first request and five redirects.
    expect(asked).toHaveLength(6);
  });
});
