import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein, startSkein } from './skein.ts';

const COMMAND = join(import.meta.dirname, '../src/cli/main.ts');

/** A chain of quick tasks, long enough for something to happen meanwhile; or the same, but slow. */
const files = {
  'plan.json': JSON.stringify({
    tasks: Array.from({ length: 150 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] })),
  }),
  'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 2 } }]',
  'slow.yaml': 'embedded: false\nagents: [{ id: sloth, scripted: { latencyMs: 600000 } }]',
};

const storeIn = (directory: string): string => join(directory, '.skein/skein.db');

function integrityOf(directory: string): unknown {
  const database = new DatabaseSync(storeIn(directory));
  const found = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
  database.close();
  return found;
}

/** A run that was killed while its tasks were being done. */
async function killedRun(directory: string): Promise<readonly string[]> {
  const run = startSkein(['run', 'plan.json', '--events'], { directory });
  await run.shows('"type":"attempt-started","task":"t40"');
  run.process.kill('SIGKILL');
  return (await run.ended).stdout.split('\n').slice(0, -1);
}

const eventsIn = async (directory: string): Promise<string[]> =>
  (await skein(['events', 'latest'], { directory })).stdout.trimEnd().split('\n');

describe('a full disk', () => {
  it('ends the run with a message, keeps what was shown, and lets it go on once there is room', async () => {
    const directory = freshFolder(files);
    const limited = spawnSync('sh', ['-c', `ulimit -f 600; exec "$0" "$1" run plan.json --events`, process.execPath, COMMAND], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect(limited.status).toBe(1);
    expect(limited.stderr).toMatch(/^skein: \S+skein\.db: [^\n]+\n$/);
    const shown = limited.stdout.trimEnd().split('\n');
    expect(shown.length).toBeGreaterThan(20);
    expect((await eventsIn(directory)).slice(0, shown.length)).toEqual(shown);
    expect(await skein(['resume', 'latest'], { directory })).toMatchObject({ code: 0 });
    expect(integrityOf(directory)).toBe('ok');
  });
});

describe('a store', () => {
  it('that is deleted while a run goes on ends the run with a message: nothing is done that could not be kept', async () => {
    const directory = freshFolder(files);
    const run = startSkein(['run', 'plan.json'], { directory });
    await run.shows('started');
    rmSync(join(directory, '.skein'), { recursive: true });
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('was removed or replaced while it was in use');
    expect(existsSync(storeIn(directory))).toBe(false);
  });

  it('that cannot be written is said so, and can still be read', async ({ skip }) => {
    const directory = freshFolder(files);
    await skein(['run', 'plan.json'], { directory });
    chmodSync(directory, 0o755);
    // The superuser may write everywhere.
    const isRoot = process.getuid?.() === 0;
    const options = {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: '/' },
      ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
    } as const;
    if (isRoot && spawnSync(process.execPath, [COMMAND, '--version'], options).status !== 0) skip('no other user may read these sources');
    for (const name of ['skein.db', '']) chmodSync(join(directory, '.skein', name), name === '' ? 0o555 : 0o444);
    const refused = spawnSync(process.execPath, [COMMAND, 'run', 'plan.json'], options);
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^skein: \S+skein\.db: the store cannot be used \([^\n]+\n$/);
    const read = spawnSync(process.execPath, [COMMAND, 'runs'], options);
    chmodSync(join(directory, '.skein'), 0o755);
    expect(read.stdout + read.stderr).toMatch(/succeeded|the store cannot be used/);
  });

  it('in a place that takes no files is said so', async () => {
    const { code, stdout, stderr } = await skein(['run', 'plan.json', '--store', '/proc/skein.db'], { directory: freshFolder(files) });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^skein: \/proc\/skein\.db: the store cannot be used/);
  });

  it('whose last page was torn goes on from what was whole', async () => {
    const directory = freshFolder(files);
    const shown = await killedRun(directory);
    const log = `${storeIn(directory)}-wal`;
    const whole = readFileSync(log).length;
    truncateSync(log, whole - 1000);
    const left = await eventsIn(directory);
    expect(shown.slice(0, left.length)).toEqual(left.slice(0, shown.length));
    expect(left.length).toBeGreaterThan(shown.length - 10);
    expect(await skein(['resume', 'latest'], { directory })).toMatchObject({ code: 0 });
    expect(integrityOf(directory)).toBe('ok');
  });

  it('with a page of zeros inside is refused, and left as it is', async () => {
    const directory = freshFolder(files);
    await skein(['run', 'plan.json'], { directory });
    const bytes = readFileSync(storeIn(directory));
    bytes.fill(0, 4096, 4 * 4096);
    writeFileSync(storeIn(directory), bytes);
    const { code, stdout, stderr } = await skein(['run', 'plan.json'], { directory });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^skein: \S+skein\.db: is not a readable skein store[^\n]+\n$/);
  });
});

describe('a clock that went back', () => {
  it('by an hour between two processes leaves the run going, its times in order, its durations sane', async () => {
    const directory = freshFolder({
      ...files,
      'hour-ago.mjs': `const back = 3600000;
const [now, origin] = [Date.now, performance.timeOrigin];
Date.now = () => now() - back;
Object.defineProperty(performance, 'timeOrigin', { value: origin - back });`,
    });
    await killedRun(directory);
    const environment = { NODE_OPTIONS: `--import ${join(directory, 'hour-ago.mjs')}` };
    const resumed = await skein(['resume', 'latest', '--json'], { directory, environment });
    expect(resumed).toMatchObject({ code: 0 });
    const times = (await eventsIn(directory)).map((line) => (JSON.parse(line) as { atMs: number }).atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const { metrics } = resumed.json as { metrics: { makespanMs: number } };
    expect(metrics.makespanMs).toBeGreaterThan(0);
    expect(metrics.makespanMs).toBeLessThan(600_000);
  });
});

describe('a terminal that goes away', () => {
  it('hangs up: the run is cancelled, what is done is kept', async () => {
    const directory = freshFolder(files);
    const run = startSkein(['run', 'plan.json', '--config', 'slow.yaml'], { directory });
    await run.shows('started');
    run.process.stderr?.destroy();
    run.process.kill('SIGHUP');
    expect(await run.ended).toMatchObject({ code: 129 });
    expect((await skein(['runs', '--json'], { directory })).json).toMatchObject({ runs: [{ status: 'cancelled' }] });
  });

  it('for good takes the run with it in order', async ({ skip }) => {
    if (spawnSync('script', ['--version']).status !== 0) skip('there is no `script` here to make a terminal with');
    const directory = freshFolder(files);
    const command = `'${process.execPath}' '${COMMAND}' run plan.json --config slow.yaml`;
    const terminal = spawn('script', ['-qc', command, '/dev/null'], { cwd: directory, stdio: ['pipe', 'pipe', 'ignore'] });
    let screen = '';
    const started = new Promise<void>((resolve) => {
      terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
        screen += text;
        if (screen.includes('T0')) resolve();
      });
    });
    await started;
    const following = startSkein(['events', 'latest', '--follow'], { directory });
    await following.shows('attempt-started');
    terminal.kill('SIGKILL');
    await once(terminal, 'exit');
    const { stdout } = await following.ended;
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'run-finished', status: 'cancelled' });
  });
});
