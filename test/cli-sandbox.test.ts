import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshFolder, skein } from './skein.ts';

const isThere = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '/bin/true']).status === 0;
const WHY_NOT = 'there is no bubblewrap here that works';

/** A check that tries to leave a file outside its folder and one inside. */
const files = (outside: string, sandbox: string): Record<string, string> => ({
  'plan.yaml': 'tasks: [{ id: a, check: nosy, attempts: 1 }]',
  'skein.yaml': `embedded: false
${sandbox}
agents: [{ id: hare, scripted: { latencyMs: 1 } }]
checks: { nosy: { command: [/bin/sh, nosy.sh] } }
`,
  'nosy.sh': `echo here > here; echo out > ${outside}/planted; true\n`,
});

it('a check in bubblewrap passes, and leaves nothing outside its folder', async ({ skip }) => {
  if (!isThere) skip(WHY_NOT);
  const outside = realpathSync(mkdtempSync('/var/tmp/skein-outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  for (const [sandbox, leaves] of [
    ['sandbox: none', true],
    ['sandbox: bubblewrap', false],
    ['sandbox: auto', false],
  ] as const) {
    const directory = freshFolder(files(outside, sandbox));
    expect(await skein(['run', 'plan.yaml'], { directory })).toMatchObject({ code: 0 });
    expect(existsSync(join(directory, 'here'))).toBe(true);
    expect(existsSync(join(outside, 'planted')), sandbox).toBe(leaves);
    rmSync(join(outside, 'planted'), { force: true });
  }
});

it('a sandbox that is asked for and not installed is an error that says so, before anything is run', async () => {
  const directory = freshFolder(files('/nowhere', 'sandbox: bubblewrap'));
  const { code, stdout, stderr } = await skein(['run', 'plan.yaml'], { directory, environment: { PATH: directory } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^skein: \S*skein\.yaml:\d+:\d+ \(checks\.nosy\): .*there is no program "bwrap" in PATH.*sandbox: auto/);
  const auto = freshFolder(files('/nowhere', 'sandbox: auto'));
  expect(await skein(['run', 'plan.yaml'], { directory: auto, environment: { PATH: auto } })).toMatchObject({ code: 0 });
});

it('a sandbox that does not work here fails the task, not open', async () => {
  const directory = freshFolder(files('/nowhere', 'sandbox: bubblewrap'));
  writeFileSync(join(directory, 'bwrap'), '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n', { mode: 0o755 });
  const { code, stdout, stderr } = await skein(['run', 'plan.yaml'], { directory, environment: { PATH: directory } });
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('the sandbox does not work here (bwrap: No permissions to create new namespace)');
  expect(existsSync(join(directory, 'here'))).toBe(false);
});

it('an MCP server runs in bubblewrap, and answers', async ({ skip }) => {
  if (!isThere) skip(WHY_NOT);
  const cwd = join(import.meta.dirname, '..');
  const server = 'node_modules/@modelcontextprotocol/server-everything/dist/index.js';
  const config = (sandbox: string): string =>
    `mcpServers: { everything: { command: "${process.execPath}", args: ["${server}", stdio], cwd: "${cwd}", sandbox: ${sandbox} } }\n`;
  for (const sandbox of ['none', 'bubblewrap']) {
    const directory = freshFolder({ 'skein.yaml': config(sandbox) });
    const { stdout } = await skein(['doctor'], { directory });
    const line = stdout.split('\n').find((one) => one.includes('everything'));
    expect(line).toMatch(/✓ ok .*everything.*tools/);
  }
});
