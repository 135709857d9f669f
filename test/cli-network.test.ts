import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freshFolder, skein } from './skein.ts';

const CSV = 'region,revenue\nNorth,1200\nSouth,80\n';

interface Site {
  readonly address: string;
  readonly asked: string[];
}

/** A site on this machine; `/away` leads to the other address given. */
async function site(away = ''): Promise<Site> {
  const asked: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    asked.push(url);
    if (url.startsWith('/away')) response.writeHead(302, { location: away }).end();
    else response.setHeader('content-type', 'text/csv').end(CSV);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const sum = (address: string): string => `Fetch ${address}/sales.csv, then sum revenue`;
const planOf = (address: string): string =>
  JSON.stringify({ tasks: [{ id: 'fetch', instruction: `fetch ${address}`, capabilities: ['data'], attempts: 1 }] });

it('an address of this machine is fetched when the user names it, in words or in a plan file', async () => {
  const { address, asked } = await site();
  const directory = freshFolder({ 'plan.json': planOf(`${address}/plan.csv`) });
  expect(await skein(['run', sum(address), '--json'], { directory })).toMatchObject({ code: 0, json: { status: 'succeeded' } });
  expect(await skein(['run', 'plan.json', '--json'], { directory })).toMatchObject({ code: 0 });
  expect(asked).toEqual(['/sales.csv', '/plan.csv']);
});

it('nobody is led from one address of this machine to another, unless the config allows it', async () => {
  const inner = await site();
  const outer = await site(`${inner.address}/secret.csv`);
  const directory = freshFolder({
    'plan.json': planOf(`${outer.address}/away.csv`),
    'open.yaml': `network: { allow: ["127.0.0.0/8"] }`,
  });
  const refused = await skein(['run', 'plan.json'], { directory });
  expect(refused.code).toBe(1);
  expect(refused.stdout + refused.stderr).toContain('an address of this machine or its networks, which are not asked');
  expect(inner.asked).toEqual([]);
  expect(await skein(['run', 'plan.json', '--config', 'open.yaml'], { directory })).toMatchObject({ code: 0 });
  expect(inner.asked).toEqual(['/secret.csv']);
});

it('where a run may fetch from is kept with it: one that is retried may ask no more than before', async () => {
  const { address, asked } = await site();
  const directory = freshFolder({ 'plan.json': planOf(`${address}/plan.csv`) });
  await skein(['run', 'plan.json'], { directory });
  expect(await skein(['retry', 'latest', 'fetch'], { directory })).toMatchObject({ code: 0 });
  expect(asked).toEqual(['/plan.csv', '/plan.csv']);
});

it("what only a cloud's machines ask each other is refused, whoever names it", async () => {
  const directory = freshFolder();
  const { code, stdout, stderr } = await skein(['run', 'Fetch http://169.254.169.254/latest/meta-data/keys.csv'], { directory });
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('which are not asked');
});

it('a config that allows what is no address is refused with its place', async () => {
  const directory = freshFolder({ 'skein.yaml': 'network: { allow: ["http://example.org/"] }' });
  const { code, stderr } = await skein(['agents'], { directory });
  expect(code).toBe(2);
  expect(stderr).toMatch(/skein\.yaml:1:\d+ .*expected a host, host:port, an IP address or a network/);
});
