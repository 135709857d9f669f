import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../check/run-command.ts';
import { findProgram, NO_SANDBOX, openSandbox, type Sandbox } from './sandbox.ts';

const PATH = process.env['PATH'] ?? '';
const BWRAP = findProgram('bwrap', PATH);
const WHY_NOT =
  BWRAP === undefined
    ? 'there is no bubblewrap here'
    : spawnSync(BWRAP, ['--unshare-all', '--ro-bind', '/', '/', '/bin/true']).status === 0
      ? undefined
      : 'user namespaces are not allowed here';

function folder(parent = tmpdir()): string {
  const made = realpathSync(mkdtempSync(join(parent, 'skein-sandbox-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A home with a key, and a project in it with another. */
function home(): { readonly home: string; readonly project: string } {
  // Not in `/tmp`: what runs inside has one of its own.
  const made = folder('/var/tmp');
  const project = join(made, 'project');
  for (const path of [join(made, '.ssh'), join(project, '.skein'), join(project, '.git')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(made, '.ssh/id'), 'the key of ann');
  writeFileSync(join(made, 'letter'), 'dear bob');
  writeFileSync(join(project, '.env'), 'KEY=canary');
  return { home: made, project };
}

const run = async (
  sandbox: Sandbox | undefined,
  script: string,
  directory: string,
  signal = new AbortController().signal,
  timeoutMs = 60_000,
) => {
  const command = (await sandbox?.wrap(['/bin/sh', '-c', script], directory)) ?? [];
  return await runCommand({ command, directory, timeoutMs, environment: { PATH }, input: 'the result' }, signal);
};

describe('a sandbox', () => {
  it('is none where none is wanted, or none is there', async () => {
    const command = ['npm', 'test'];
    expect(openSandbox({ kind: 'none', network: false, environment: {} })).toBe(NO_SANDBOX);
    expect(openSandbox({ kind: 'auto', network: false, environment: { PATH: '/no/such/folder' } })).toBe(NO_SANDBOX);
    expect(await NO_SANDBOX.wrap(command, '/')).toBe(command);
  });

  it('that is asked for and not there is missed', () => {
    expect(openSandbox({ kind: 'bubblewrap', network: false, environment: { PATH: '/no/such/folder' } })).toBeUndefined();
    expect(openSandbox({ kind: 'bubblewrap', network: false, environment: {} })).toBeUndefined();
  });

  it('that is there and does not work is said so when it is asked for, and left out otherwise', async () => {
    const broken = folder();
    writeFileSync(join(broken, 'bwrap'), '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n', { mode: 0o755 });
    const given = { network: false, environment: { PATH: broken } };
    await expect(openSandbox({ kind: 'bubblewrap', ...given })?.wrap(['x'], '/')).rejects.toThrow(
      'the sandbox does not work here (bwrap: No permissions to create new namespace)',
    );
    expect(await openSandbox({ kind: 'auto', ...given })?.wrap(['x'], '/')).toEqual(['x']);
  });
});

describe('bubblewrap', () => {
  beforeEach(({ skip }) => {
    if (WHY_NOT !== undefined) skip(WHY_NOT);
  });

  const open = (HOME: string, network = false) => openSandbox({ kind: 'bubblewrap', network, environment: { PATH, HOME } });

  it('hands on input, status and output, and lets the own folder be written', async () => {
    const { home: HOME, project } = home();
    expect(await run(open(HOME), 'cat; echo; pwd; echo made > made; exit 3', project)).toEqual({
      status: 3,
      tail: `the result\n${project}\n`,
      isTooSlow: false,
    });
    expect(readFileSync(join(project, 'made'), 'utf8')).toBe('made\n');
  });

  it('hides keys, and keeps all else from being written', async () => {
    const { home: HOME, project } = home();
    const script = `cat ${HOME}/.ssh/id .env; ls .skein; for f in ${HOME}/letter /etc/planted .git/hook .env; do echo x > $f && echo "wrote $f"; done; echo x > /tmp/own && echo own`;
    const { tail } = await run(open(HOME), script, project);
    expect(tail).not.toMatch(/key of ann|canary|wrote/);
    expect(tail).toContain('own');
    expect(readFileSync(join(HOME, 'letter'), 'utf8')).toBe('dear bob');
    expect(readFileSync(join(project, '.env'), 'utf8')).toBe('KEY=canary');
    expect(existsSync(join(project, '.git/hook'))).toBe(false);
    expect(existsSync('/tmp/own')).toBe(false);
  });

  it('sees no processes but its own, and no network unless it is granted', async () => {
    const { home: HOME, project } = home();
    const server = createServer((socket) => socket.end('hello\n'));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const connect = `const s=require('net').connect(${port},'127.0.0.1');s.on('data',d=>console.log(String(d)));s.on('error',e=>console.log(e.code))`;
    const command = [process.execPath, '-e', connect];
    const said = async (network: boolean): Promise<string> => {
      const inside = (await open(HOME, network)?.wrap(command, project)) ?? [];
      return (
        await runCommand(
          { command: inside, directory: project, timeoutMs: 60_000, environment: { PATH }, input: '' },
          new AbortController().signal,
        )
      ).tail;
    };
    expect(await said(false)).toContain('ECONNREFUSED');
    expect(await said(true)).toContain('hello');
    expect((await run(open(HOME), 'ls -d /proc/[0-9]* | wc -l', project)).tail.trim()).toMatch(/^[1-5]$/);
  });

  it('ends with all that it started, when it takes too long and when it is called off', async () => {
    const { home: HOME, project } = home();
    const family = 'setsid sleep 600 & sleep 600';
    expect(await run(open(HOME), family, project, undefined, 500)).toMatchObject({ isTooSlow: true });
    const stop = new AbortController();
    const running = run(open(HOME), family, project, stop.signal);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
