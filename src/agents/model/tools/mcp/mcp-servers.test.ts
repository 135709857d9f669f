import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Tool, ToolError } from '../tool.ts';
import { MAX_TOOL_CHARACTERS } from '../tool-text.ts';
import { McpServers } from './mcp-servers.ts';
import type { McpServerSettings } from './mcp-settings.ts';

const EVERYTHING = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'));
const FILESYSTEM = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-filesystem/dist/index.js'));
const FRAIL = fileURLToPath(new URL('frail-server.fixture.ts', import.meta.url));
const { signal } = new AbortController();

const program = (path: string, ...args: string[]): McpServerSettings => ({ command: process.execPath, args: [path, ...args] });

const opened: McpServers[] = [];
function serversOf(settings: Record<string, McpServerSettings>, environment: Record<string, string> = {}): McpServers {
  const servers = new McpServers(settings, environment, tmpdir());
  opened.push(servers);
  return servers;
}
afterEach(async () => {
  for (const servers of opened.splice(0)) await servers.close();
});

function named(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name} among ${tools.map((one) => one.name).join(', ')}`);
  return tool;
}

describe('the official server "everything" as a program', () => {
  const everything = new McpServers({ everything: program(EVERYTHING, 'stdio') }, {}, tmpdir());
  afterAll(() => everything.close());

  it('lists and does what it can; its failures are for the model to read', async () => {
    const tools = await everything.tools('everything', 'all', signal);
    const sum = named(tools, 'everything__get-sum');
    expect(sum.inputSchema).toMatchObject({ type: 'object', required: ['a', 'b'] });
    expect(sum.inputSchema['$schema']).toBeUndefined();
    expect(await sum.execute({ a: 2, b: 3 }, { signal })).toBe('The sum of 2 and 3 is 5.');
    await expect(sum.execute({ a: 'two', b: 3 }, { signal })).rejects.toThrow(/expected number, received string/);
    await expect(sum.execute('2 and 3', { signal })).rejects.toThrow('The input is no object.');
    expect(await named(tools, 'everything__get-tiny-image').execute({}, { signal })).toMatch(
      /\[image of type image\/png, \d+ bytes, not shown\]/,
    );
    expect(await named(tools, 'everything__get-structured-content').execute({ location: 'New York' }, { signal })).toContain(
      '"temperature":33',
    );
  });

  it('has a reply of ten megabytes cut, with a note', async () => {
    const echo = named(await everything.tools('everything', 'all', signal), 'everything__echo');
    const text = await echo.execute({ message: 'x'.repeat(10_000_000) }, { signal });
    expect(text.length).toBeLessThan(MAX_TOOL_CHARACTERS + 100);
    expect(text).toMatch(/^Echo: x+\n\[\.\.\. 9960006 characters left out: the whole has 10000006 \.\.\.\]\nx+$/);
  });

  it('knows nothing of our environment but what its settings name', async () => {
    process.env['SKEIN_TEST_KEY'] = 'sk-SECRET';
    try {
      const env = { GIVEN: `\${FROM_OUTSIDE}!` };
      const servers = serversOf({ everything: { ...program(EVERYTHING, 'stdio'), env } as McpServerSettings }, { FROM_OUTSIDE: 'yes' });
      const shown = await named(await servers.tools('everything', 'all', signal), 'everything__get-env').execute({}, { signal });
      expect(JSON.parse(shown)).toMatchObject({ GIVEN: 'yes!' });
      expect(shown).not.toContain('SECRET');
    } finally {
      delete process.env['SKEIN_TEST_KEY'];
    }
  });

  it('gives only the tools that are granted and that its settings allow', async () => {
    const servers = serversOf({
      everything: { ...program(EVERYTHING, 'stdio'), tools: ['echo', 'get-sum'], excludeTools: ['get-sum'] } as McpServerSettings,
    });
    const names = async (wanted: ReadonlySet<string> | 'all') =>
      (await servers.tools('everything', wanted, signal)).map(({ name }) => name);
    expect(await names('all')).toEqual(['everything__echo']);
    expect(await names(new Set(['get-sum', 'get-env']))).toEqual([]);
    expect(await names(new Set(['echo', 'no-such-tool']))).toEqual(['everything__echo']);
  });

  it('stops waiting when it is told to', async () => {
    const tools = await everything.tools('everything', 'all', signal);
    const controller = new AbortController();
    const running = named(tools, 'everything__trigger-long-running-operation').execute({ duration: 60, steps: 1 }, controller);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await named(tools, 'everything__echo').execute({ message: 'still here' }, { signal })).toBe('Echo: still here');
  });
});

describe('the official server "everything" over HTTP', () => {
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    server = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], { env: { PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] });
    url = `http://127.0.0.1:${port}/mcp`;
    for await (const chunk of server.stderr ?? []) if (String(chunk).includes('listening')) break;
  });
  afterAll(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
  });

  it('does the same', async () => {
    const tools = await serversOf({ far: { url } }).tools('far', 'all', signal);
    expect(await named(tools, 'far__get-sum').execute({ a: 20, b: 22 }, { signal })).toBe('The sum of 20 and 22 is 42.');
  });

  it('is gone without when nobody answers there', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}/mcp`;
    await expect(serversOf({ far: { url: nowhere } }).tools('far', 'all', signal)).rejects.toThrow(/it does not answer/);
  });
});

describe('the official server "filesystem"', () => {
  it('writes where it may, and its refusals are read by the model', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skein-mcp-')));
    try {
      mkdirSync(join(folder, 'open'));
      writeFileSync(join(folder, 'secret.txt'), 'SECRET');
      const tools = await serversOf({ files: program(FILESYSTEM, join(folder, 'open')) }).tools('files', 'all', signal);
      const path = join(folder, 'open/a.txt');
      await named(tools, 'files__write_file').execute({ path, content: 'hello' }, { signal });
      expect(readFileSync(path, 'utf8')).toBe('hello');
      await expect(named(tools, 'files__read_text_file').execute({ path: join(folder, 'secret.txt') }, { signal })).rejects.toThrow(
        ToolError,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a server that fails', () => {
  it('is told with each call by what it can know a repeated one', async () => {
    let calls = 0;
    const tools = await serversOf({ frail: program(FRAIL) }).tools('frail', 'all', signal, () => `run/task/1/${++calls}`);
    const key = named(tools, 'frail__key');
    expect([await key.execute({}, { signal }), await key.execute({}, { signal })]).toEqual(['run/task/1/1', 'run/task/1/2']);
  });

  it('is started again after it died', async () => {
    const tools = await serversOf({ frail: program(FRAIL) }).tools('frail', 'all', signal);
    const count = named(tools, 'frail__count');
    expect(await count.execute({}, { signal })).toBe('call 1');
    expect(await count.execute({}, { signal })).toBe('call 2');
    await expect(named(tools, 'frail__die').execute({}, { signal })).rejects.toThrow(/"die" failed/);
    expect(await count.execute({}, { signal })).toBe('call 1');
  });

  it('may talk nonsense between its answers', async () => {
    const tools = await serversOf({ frail: program(FRAIL) }).tools('frail', 'all', signal);
    expect(await named(tools, 'frail__garbage').execute({}, { signal })).toBe('call 1');
  });

  it('is not waited for longer than its settings say', async () => {
    const tools = await serversOf({ frail: { ...program(FRAIL), timeoutMs: 50 } as McpServerSettings }).tools('frail', 'all', signal);
    await expect(named(tools, 'frail__hang').execute({}, { signal })).rejects.toThrow(/"hang" failed: .*timed out/);
  });

  it('cannot name its tools as it likes', async () => {
    const tools = await serversOf({ frail: program(FRAIL) }).tools('frail', 'all', signal);
    for (const { name } of tools) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  });

  it('has its last words told, and is not started forever', async () => {
    const servers = serversOf({ frail: program(FRAIL, 'refuse') });
    for (let time = 0; time < 5; time++) {
      await expect(servers.tools('frail', 'all', signal)).rejects.toThrow(/it does not answer.*it said: frail: no licence found/);
    }
  });

  it.each([
    ['a program that is not there', { command: 'skein-no-such-program' }, /ENOENT/],
    ['a variable that is not set', { command: 'x', env: { KEY: `\${NOT_SET}` } }, /the environment variable NOT_SET is not set/],
    [
      'a header whose variable is not set',
      { url: 'http://127.0.0.1:1/', headers: { authorization: `Bearer \${NOT_SET}` } },
      /NOT_SET is not set/,
    ],
  ])('with %s says so', async (_, settings, message) => {
    await expect(serversOf({ broken: settings }).tools('broken', 'all', signal)).rejects.toThrow(message);
  });

  it('of another name is not looked for', async () => {
    await expect(serversOf({}).tools('constructor', 'all', signal)).rejects.toThrow('there is no such server');
  });
});

describe('closing', () => {
  it('ends the programs, and they are not started again', async () => {
    const servers = serversOf({ frail: program(FRAIL) });
    const tools = await servers.tools('frail', 'all', signal);
    const pid = Number(await named(tools, 'frail__pid').execute({}, { signal }));
    expect(process.kill(pid, 0)).toBe(true);
    await servers.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(named(tools, 'frail__count').execute({}, { signal })).rejects.toThrow('the servers were closed');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
