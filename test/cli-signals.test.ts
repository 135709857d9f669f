import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein, startSkein } from './skein.ts';

const slow = {
  'plan.yaml': 'request: Wait long\ntasks: [{ id: a, title: The long one }, { id: b, dependsOn: [a] }]',
  'skein.yaml': 'embedded: false\nagents: [{ id: sloth, scripted: { latencyMs: 600000 } }]',
};

describe('a run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is cancelled by %s and ends with %i', async (signal, code) => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    run.process.kill(signal);
    const ended = await run.ended;
    expect(ended).toMatchObject({ code, signal: null });
    expect(ended.stderr).toContain('skein: stopping');
    expect((await skein(['runs', '--json'], { directory })).json).toMatchObject({ runs: [{ status: 'cancelled' }] });
  });

  it('that was killed goes on where it was', async () => {
    const directory = freshFolder({
      ...slow,
      'quick.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1 } }]',
    });
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    run.process.kill('SIGKILL');
    await run.ended;
    expect((await skein(['runs', '--json'], { directory })).json).toMatchObject({ runs: [{ status: 'running' }] });
    const resumed = await skein(['resume', 'latest', '--json', '--config', 'quick.yaml'], { directory });
    expect(resumed.code).toBe(0);
    expect(resumed.json).toMatchObject({ request: 'Wait long', status: 'succeeded' });
    const again = await skein(['resume', 'latest'], { directory });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is finished');
  });

  it('can be followed from another process', async () => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    const following = startSkein(['events', 'latest', '--follow'], { directory });
    await following.shows('attempt-started');
    run.process.kill('SIGINT');
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'run-finished', status: 'cancelled' });
    await run.ended;
  });
});

describe('a reader that goes away', () => {
  it.each([['runs'], ['events latest'], ['doctor'], ['run plan.yaml'], ['run plan.yaml --events'], ['run plan.yaml --json']])(
    'ends `%s` without a word',
    async (command) => {
      const directory = freshFolder({
        'plan.yaml': 'tasks: [{ id: a }, { id: b, dependsOn: [a] }]',
        'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 5 } }]',
      });
      await skein(['run', 'plan.yaml'], { directory });
      const main = join(import.meta.dirname, '../src/cli/main.ts');
      const child = spawn(process.execPath, [main, ...command.split(' ')], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const [code, signal] = await once(child, 'close');
      expect(signal).toBeNull();
      expect(code).not.toBe(1);
      expect(stderr).not.toMatch(/EPIPE|error/i);
    },
  );
});
