import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startModelServer } from './model-server/model-server.ts';
import { type Answer, startServer } from './server.ts';
import { freshFolder, skein } from './skein.ts';

const TEAM = 'embedded: false\nbudgetUsd: 2\nagents: [{ id: hare, slots: 4, scripted: { latencyMs: 1 } }]';
const WORK = { plan: { tasks: [{ id: 'only' }] } };

/** Asks with headers that `fetch` would not send. */
function askRaw(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const asking = request(url + path, { headers, method: body === undefined ? 'GET' : 'POST' }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  asking.on('error', reject).end(body);
  return promise;
}

const codeOf = ({ json }: Answer): unknown => (json as { error: { code: unknown } }).error.code;

describe("a page of another site in a user's browser", () => {
  it('gets nothing by a name that it has made stand for the server, nor by a request across', async () => {
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM }), ['--allow-host', 'skein.example']);
    const { port } = new URL(server.url);
    const status = async (headers: Record<string, string>, body?: string): Promise<number> =>
      (await askRaw(server.url, '/runs', headers, body)).status;
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example'])
      expect(await status({ host }), host).toBe(403);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, '[::1]', `skein.example:${port}`])
      expect(await status({ host }), host).toBe(200);
    for (const host of ['a b', '127.0.0.1@evil.example']) expect(await status({ host }), host).toBe(400);
    const host = `127.0.0.1:${port}`;
    const body = JSON.stringify(WORK);
    const type = { 'content-type': 'application/json' };
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1',
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
    ])
      expect(await status({ host, origin, ...type }, body), origin).toBe(403);
    for (const site of ['cross-site', 'same-site']) expect(await status({ host, 'sec-fetch-site': site })).toBe(403);
    // What a form can send without being asked for its origin is no JSON.
    for (const form of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(await status({ host, 'content-type': form }, body)).toBe(415);
    expect((await server.ask('/runs')).json).toEqual({ runs: [] });
    expect(await status({ host, origin: server.url, 'sec-fetch-site': 'same-origin', ...type }, body)).toBe(202);
  });
});

describe('a server that others can reach', () => {
  it('does not start without a token, or with one that can be guessed', async () => {
    const directory = freshFolder({ 'skein.yaml': TEAM });
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      expect(await skein(['serve', '--host', host, '--port', '0'], { directory })).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/others can reach this address.*SKEIN_TOKEN is not set/),
      });
    }
    const guessed = await skein(['serve', '--port', '0'], { directory, environment: { SKEIN_TOKEN: 'hunter2' } });
    expect(guessed).toMatchObject({ code: 2, stderr: expect.stringContaining('SKEIN_TOKEN: expected at least 16 characters') });
    expect(guessed.stderr).not.toContain('hunter2');
  });

  it('answers whoever shows the token, and tells nobody else more than that it is there', async () => {
    const token = 'canary-token-4711-4711';
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM, '.env': `SKEIN_TOKEN=${token}\n` }));
    const paths = ['/runs', '/agents', '/runs/x', '/runs/x/events', '/nothing'];
    for (const path of paths)
      expect(await server.ask(path), path).toMatchObject({ status: 401, json: { error: { code: 'unauthorized' } } });
    for (const authorization of [
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      token,
      `Bearer ${token}x`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer x${token}`,
    ])
      expect((await server.ask('/runs', WORK, { authorization })).status, authorization).toBe(401);
    expect((await server.ask('/health')).json).toEqual({ status: 'ok' });
    const authorization = `Bearer ${token}`;
    expect((await server.ask('/runs', undefined, { authorization })).json).toEqual({ runs: [] });
    const posted = await server.ask('/runs', WORK, { authorization });
    expect(posted.status).toBe(202);
    expect(await server.ask('/health', undefined, { authorization })).toMatchObject({ json: { status: 'ok', maxRuns: 8 } });
    server.kill('SIGTERM');
    const { stdout, stderr } = await server.ended;
    expect(stdout + stderr).not.toContain(token);
  });
});

describe('a request that is wrong', () => {
  it.each([
    ['/runs', {}, 400, /expected "request", in words, or "plan", a plan file as JSON, received neither/],
    ['/runs', { request: 'x', plan: { tasks: [{ id: 'a' }] } }, 400, /received both/],
    ['/runs', { request: ' ' }, 400, /the request: expected what is to be done, in words, received white space/],
    ['/runs', { request: 'x', config: 'other.yaml' }, 400, /unknown key "config"/],
    ['/runs', { request: 'x', output: '/tmp' }, 400, /unknown key "output"/],
    ['/runs', { request: 'x', agents: [] }, 400, /unknown key "agents"/],
    ['/runs', { request: 'x', confinedTo: '/' }, 400, /unknown key "confinedTo"/],
    ['/runs', { ...WORK, budgetUsd: 3 }, 400, /budgetUsd: expected at most 2, the budget of the config, received 3/],
    ['/runs', { ...WORK, budgetUsd: -1 }, 400, /budgetUsd: expected at least 0, received -1/],
    ['/runs', { ...WORK, objective: 'fast' }, 400, /objective: expected one of cheapest, balanced, fastest/],
    ['/runs', { plan: { tasks: [{ id: 'a', dependsOn: ['a'] }] } }, 400, /the task "a" waits for itself/],
    ['/runs', { plan: { tasks: [{ id: 'a', capabilities: ['rocketry'] }] } }, 422, /needs rocketry, which nobody in the team has/],
    ['/runs', [1], 400, /the body: expected a mapping/],
    ['/runs', null, 400, /the body: expected a mapping/],
    ['/runs', '__proto__', 400, /the body: expected a mapping/],
    ['/plans', { request: 'x', seed: 1.5 }, 400, /seed: expected a whole number/],
    ['/runs/none/cancel', {}, 404, /run "none": there is no such run/],
    ['/runs/none/resume', {}, 404, /there is no such run/],
    ['/runs/..%2f..%2fetc/retry', {}, 404, /there is no such run/],
  ])('%s %j is answered with %i', async (path, body, status, message) => {
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM }));
    const answer = await server.ask(path, body);
    expect(answer).toMatchObject({ status, json: { error: { message: expect.stringMatching(message) } } });
    expect((await server.ask('/runs')).json).toEqual({ runs: [] });
  });

  it('is refused whatever is wrong with it as a request', async () => {
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM }));
    const type = { 'content-type': 'application/json' };
    expect(await askRaw(server.url, '/runs', type, '{"request":')).toMatchObject({
      status: 400,
      text: expect.stringContaining('is not JSON'),
    });
    expect(
      (await askRaw(server.url, '/runs', { ...type, 'transfer-encoding': 'chunked' }, `{"request":"${'x'.repeat(9_000_000)}"}`)).status,
    ).toBe(413);
    expect((await askRaw(server.url, '/runs', type, `${'['.repeat(200_000)}`)).status).toBe(400);
    expect((await askRaw(server.url, '/runs', { ...type, 'idempotency-key': 'a b' }, '{"request":"x"}')).status).toBe(400);
    expect(codeOf(await server.ask('/runs/x/events?after=-1'))).toBe('not-found');
    const { runId } = await server.run(WORK);
    for (const path of [`/runs/${runId}/events?after=-1`, `/runs/${runId}/events?after=1e3`, '/runs?limit=x', '/runs?limit=1000000000'])
      expect((await server.ask(path)).status, path).toBe(400);
    expect(await server.ask(`/runs/${runId}/explain?task=onl`)).toMatchObject({
      status: 404,
      json: { error: { todo: 'Did you mean "only"?' } },
    });
    expect((await askRaw(server.url, '/runs', {}, '')).status).toBe(400);
    const misused = await fetch(`${server.url}/runs/${runId}/cancel`);
    expect([misused.status, misused.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await misused.json()).toMatchObject({
      error: { what: 'this is asked with POST', where: `GET /runs/${runId}/cancel` },
    });
    expect((await fetch(`${server.url}/runs`, { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await fetch(`${server.url}/nowhere`, { method: 'DELETE' })).status).toBe(404);
    expect((await askRaw(server.url, `/${'x'.repeat(20_000)}`, {})).status).toBe(431);
    expect((await server.ask('/health')).status).toBe(200);
  });

  it('is dropped when it does not come to an end', async () => {
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM }));
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write('POST /runs HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow:');
    const answered = Promise.withResolvers<string>();
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => answered.resolve(text)).on('error', answered.reject);
    expect(await answered.promise).toContain('408 Request Timeout');
  });
});

describe('files and networks of the machine', () => {
  const SECRET = 'region,amount\ncanary,4711471\n';

  it('are reached below the folder of the server alone, by whatever way they are named', async () => {
    const outside = freshFolder({ 'secret.csv': SECRET, 'secret.txt': 'The canary is 4711471. '.repeat(9) });
    const directory = freshFolder({
      'sales.csv': 'region,amount\nnorth,1\nsouth,2\n',
      '.env': 'KEY=canary4711471\n',
      'notes.env.txt': 'x',
    });
    symlinkSync(join(outside, 'secret.csv'), join(directory, 'link.csv'));
    symlinkSync(outside, join(directory, 'folder'));
    const server = await startServer(directory);
    for (const input of [
      outside,
      join(outside, 'secret.csv'),
      '../',
      '/',
      'link.csv',
      'folder',
      'folder/secret.csv',
      '.env',
      '.skein',
      'none.csv',
      'sales.csv\0',
    ]) {
      const answer = await server.ask('/runs', { request: 'Sum the amounts', inputs: [input] });
      expect(answer, input).toMatchObject({ status: 400, json: { error: { where: 'the body at inputs[0]' } } });
    }
    const path = join(outside, 'secret.csv');
    // The person at the command line may.
    expect((await skein(['run', `Load ${path}, then sum amount`], { directory })).stdout).toContain('4711471');
    const named = [
      { request: `Load ${path}, then sum amount` },
      { request: `Load x:${path}, then sum amount` },
      { request: 'Load link.csv, then sum amount' },
      { request: `Summarize ${join(outside, 'secret.txt')}` },
      { request: 'Summarize .env and folder/secret.txt', inputs: ['.'] },
      { plan: { tasks: [{ id: 'read', instruction: `Load ${path}`, capabilities: ['data'] }] } },
      {
        plan: {
          request: `Look at ${path}`,
          tasks: [{ id: 'read', instruction: `Summarize ${join(outside, 'secret.txt')}`, capabilities: ['reading'] }],
        },
      },
      { plan: { tasks: [{ id: 'read', instruction: `Load ../${outside.split('/').at(-1)}/secret.csv`, capabilities: ['data'] }] } },
    ];
    for (const body of named) {
      const ended = await server.run(body);
      expect(ended.status, JSON.stringify(body)).toBe('failed');
      expect(JSON.stringify([ended, await server.events(ended.runId)]), JSON.stringify(body)).not.toContain('471147');
    }
    expect(await server.run({ request: 'Load sales.csv, then sum amount', inputs: ['sales.csv'] })).toMatchObject({
      status: 'succeeded',
      answer: expect.stringContaining('3'),
    });
  });

  it('are given out when a run has made them, and no others, whatever a journal says', async () => {
    const elsewhere = freshFolder({ 'secret.csv': SECRET });
    const directory = freshFolder({ 'sales.csv': 'region,amount\nnorth,1\nsouth,2\nnorth,4\n', 'own.csv': SECRET });
    const server = await startServer(directory);
    const { runId, status } = await server.run({ request: 'Load sales.csv, then chart amount by region', inputs: ['sales.csv'] });
    expect(status).toBe('succeeded');
    const { artifacts } = (await server.ask(`/runs/${runId}`)).json as { artifacts: string[] };
    const chart = artifacts.find((path) => path.endsWith('.svg')) ?? '';
    const response = await fetch(`${server.url}/runs/${runId}/files/${chart.split('/').at(-1)}`);
    expect(await response.text()).toBe(readFileSync(chart, 'utf8'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
    // Nothing stays open for whoever asks for no more than the headers, or goes away.
    const openFiles = (): number => readdirSync(`/proc/${server.pid}/fd`).length;
    const before = openFiles();
    for (let round = 0; round < 50; round++) {
      const head = await fetch(`${server.url}/runs/${runId}/files/${chart.split('/').at(-1)}`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
    expect(openFiles() - before).toBeLessThan(20);
    // A stranger's journal, and a link in the output folder, that name other files as made by the run.
    const journal = (await skein(['events', runId, '--outputs'], { directory })).stdout;
    const paths = [join(elsewhere, 'secret.csv'), join(directory, 'own.csv'), join(directory, 'skein-output', runId, 'link.csv')];
    symlinkSync(join(directory, 'own.csv'), join(directory, 'skein-output', runId, 'link.csv'));
    const forged = journal
      .replaceAll(`"${runId}"`, '"forged"')
      .replaceAll(
        /"artifacts":\[[^\]]+\]/g,
        `"artifacts":${JSON.stringify(paths.map((path) => ({ path, mediaType: 'text/csv', title: 'x' })))}`,
      );
    expect(await skein(['import', '-'], { directory, input: forged })).toMatchObject({ code: 0 });
    expect((await server.ask('/runs/forged')).json).toMatchObject({ artifacts: paths });
    for (const name of ['secret.csv', 'own.csv', 'link.csv', 'none.csv', '..%2f..%2fown.csv', '%00', '..'])
      expect((await server.ask(`/runs/forged/files/${name}`)).status, name).toBe(404);
  });

  it('are not asked because a request names them', async () => {
    let hits = 0;
    const inner = createServer((_, response) => {
      hits++;
      response.end(SECRET);
    });
    await new Promise<void>((resolve) => {
      inner.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void inner.close());
    const address = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/secret.csv`;
    const directory = freshFolder();
    const server = await startServer(directory);
    expect(await server.run({ request: `Fetch ${address}, then sum amount` })).toMatchObject({ status: 'failed' });
    const tasks = [{ id: 'read', instruction: `Fetch ${address}`, capabilities: ['data'] }];
    expect(await server.run({ plan: { request: `Look at ${address}`, tasks } })).toMatchObject({ status: 'failed' });
    expect(hits).toBe(0);
    // The person at the command line may.
    expect(await skein(['run', `Fetch ${address}, then sum amount`], { directory })).toMatchObject({ code: 0 });
    expect(hits).toBe(1);
  });
});

describe('what the server says', () => {
  it('holds no key, also when a model server repeats it', async () => {
    const key = 'sk-canary-of-the-server-7Qm2';
    const model = await startModelServer({
      script: ({ headers }) => ({ status: 401, message: `the key "${headers['authorization']}" is not good enough` }),
      apiKey: key,
    });
    onTestFinished(() => model.close());
    const directory = freshFolder({
      '.env': `CANARY_KEY=${key}\n`,
      'skein.yaml': `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${model.url}/v1", apiKeyEnv: CANARY_KEY } }
agents: [{ id: scribe, model: local/m, capabilities: { writing: 1 }, price: { inputPerMillion: 0, outputPerMillion: 0 } }]
`,
    });
    const server = await startServer(directory);
    const { runId } = await server.run({ plan: { tasks: [{ id: 'write', capabilities: ['writing'] }] } });
    expect(model.exchanges.some(({ request: { headers } }) => headers['authorization']?.includes(key))).toBe(true);
    const said = [await server.events(runId)] as unknown[];
    for (const path of ['/runs', `/runs/${runId}`, `/runs/${runId}/explain`, '/agents', '/health', '/nothing'])
      said.push((await server.ask(path)).json);
    server.kill('SIGTERM');
    const { stdout, stderr } = await server.ended;
    expect(JSON.stringify([said, stdout, stderr])).not.toContain('canary-of-the-server');
  });

  it('is over for readers who go away: their places are free again', async () => {
    const directory = freshFolder({ 'skein.yaml': TEAM.replace('latencyMs: 1 ', 'latencyMs: 600000 ') });
    const server = await startServer(directory);
    const { runId } = (await server.ask('/runs', WORK)).json as { runId: string };
    // More than may read at once.
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const leaving = new AbortController();
          const response = await fetch(`${server.url}/runs/${runId}/events`, { signal: leaving.signal });
          expect(response.status).toBe(200);
          await response.body?.getReader().read();
          leaving.abort();
        }),
      );
    }
    for (let round = 0; round < 300; round++)
      expect((await fetch(`${server.url}/runs/${runId}/events`, { method: 'HEAD' })).status).toBe(200);
    const last = server.events(runId);
    await server.ask(`/runs/${runId}/cancel`, {});
    expect((await last).at(-1)).toMatchObject({ type: 'run-finished', status: 'cancelled' });
    server.kill('SIGTERM');
    const { stderr } = await server.ended;
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining('skein serves'),
      `run ${runId} has ended: cancelled`,
      expect.stringContaining('stopping on SIGTERM'),
    ]);
  });

  it('goes out as fast as it is read: many who do not read their events take no memory', async () => {
    const directory = freshFolder({ 'skein.yaml': TEAM });
    const first = await startServer(directory);
    const { runId } = await first.run(WORK);
    first.kill('SIGTERM');
    await first.ended;
    // 40 MB of journal, of a run that has ended.
    const { stdout } = await skein(['events', runId], { directory });
    const lines = stdout.trimEnd().split('\n');
    const last = JSON.parse(lines.at(-1) ?? '') as { seq: number; run: string };
    const notes = Array.from({ length: 2000 }, (_, index) =>
      JSON.stringify({ type: 'run-cancel-requested', reason: 'x'.repeat(20_000), run: 'large', seq: last.seq + index, atMs: 1 }),
    );
    const large = [...lines.slice(0, -1), ...notes, JSON.stringify({ ...last, seq: last.seq + notes.length })].map((line) =>
      line.replaceAll(`"run":"${runId}"`, '"run":"large"'),
    );
    expect(await skein(['import', '-'], { directory, input: large.join('\n') })).toMatchObject({ code: 0 });
    const server = await startServer(directory);
    const residentBytes = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024;
    await server.events('large', { most: 3 });
    const before = residentBytes();
    const readers = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
        onTestFinished(() => void socket.destroy());
        const begun = Promise.withResolvers<void>();
        socket.once('readable', () => begun.resolve()).on('error', begun.reject);
        socket.write('GET /runs/large/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
        await begun.promise;
        return socket;
      }),
    );
    expect(await server.ask('/health')).toMatchObject({ status: 200 });
    // All that they were to be sent is 1.6 GB.
    expect(residentBytes() - before).toBeLessThan(200 * 1024 * 1024);
    for (const reader of readers) reader.destroy();
    const whole = await server.events('large');
    expect(whole.map(({ seq }) => seq)).toEqual(large.map((_, index) => index + 1));
  });
});
