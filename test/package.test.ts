import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const REQUEST = 'Calculate 1+2 and 3+4, then multiply the results';

let temporary: string;
let installed: string;

/** npm with the Node that runs this test first on the path, so that the package is built and installed by it. */
function npm(args: readonly string[], directory: string): string {
  return execFileSync('npm', args, {
    cwd: directory,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'skein-package-'));
  installed = join(temporary, 'project');
  mkdirSync(installed);
  npm(['pack', '--silent', '--pack-destination', temporary], root);
  const tarball = readdirSync(temporary).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(installed, 'package.json'), '{ "name": "project", "private": true, "type": "module" }');
  npm(['install', '--loglevel=error', join(temporary, tarball ?? ''), 'node@22'], installed);
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe.each([
  ['22', () => join(installed, 'node_modules/node/bin/node')],
  ['24', () => process.execPath],
])('the installed package on Node %s', (major, node) => {
  const skein = (...args: string[]): string => {
    const command = join(installed, 'node_modules/.bin/skein');
    return execFileSync(node(), [command, ...args], { cwd: installed, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it('runs on that Node', () => {
    expect(execFileSync(node(), ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
  });

  it('says its version', () => {
    expect(skein('--version')).toBe(`${manifest.version}\n`);
  });

  it('calculates', () => {
    expect(skein(REQUEST)).toBe('21\n');
  });

  it('says nothing on standard error that is not its own', () => {
    const command = join(installed, 'node_modules/.bin/skein');
    const { status, stderr } = spawnSync(node(), [command, 'runs'], { cwd: installed, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('plans as the sources do, with the same playbooks', () => {
    const args = ['plan', 'Research AI trends, write report, create presentation', '--json'];
    const fromSources = execFileSync(process.execPath, [join(root, 'src/cli/main.ts'), ...args], { cwd: installed, encoding: 'utf8' });
    expect(JSON.parse(skein(...args))).toEqual(JSON.parse(fromSources));
  });

  it('can be imported', () => {
    const code =
      "import { parsePlan } from 'skein'; import 'skein/testing'; console.log(parsePlan({ tasks: [{ id: 'a' }] }).tasks.length);";
    expect(execFileSync(node(), ['--input-type=module', '-e', code], { cwd: installed, encoding: 'utf8' })).toBe('1\n');
  });
});

it('has types that a strict project accepts', () => {
  writeFileSync(
    join(installed, 'use.ts'),
    "import { type Agent, makeTask, taskId } from 'skein';\nexport const task = makeTask({ id: taskId('a'), instruction: 'do it' });\nexport type Profile = Agent['profile'];\n",
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', 'use.ts'];
  expect(() => execFileSync(process.execPath, [tsc, ...options], { cwd: installed, encoding: 'utf8' })).not.toThrow();
});
