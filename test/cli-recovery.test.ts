import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../src/core/event.ts';
import { openSqliteStore } from '../src/store/sqlite-store.ts';
import { judgeJournal } from './kill/judge-journal.ts';
import { freshFolder, skein, startSkein } from './skein.ts';

const LARGE = 'long '.repeat(2000);

const files = {
  'plan.yaml': 'request: Wait long\ntasks: [{ id: a }, { id: b, dependsOn: [a] }]',
  'skein.yaml': 'embedded: false\nagents: [{ id: sloth, scripted: { latencyMs: 600000 } }]',
  'quick.yaml': `embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1, output: "${LARGE}" } }]`,
  // Loaded before the command: its clock is an hour ahead, so that every lease that others hold has run out.
  'hour-ahead.mjs': `const [now, origin] = [Date.now, performance.timeOrigin];
Date.now = () => now() + 3600000;
Object.defineProperty(performance, 'timeOrigin', { value: origin + 3600000 });`,
  // Loaded before the command: it dies at a boundary of the store, once this statement has been in the transaction.
  'die.mjs': `import { DatabaseSync } from 'node:sqlite';
const { DIE_AT: wanted, DIE_WHEN: when, DIE_ON: nth } = process.env;
let seen = 0;
const { prepare, exec } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (sql) {
  if (sql.startsWith(wanted)) seen++;
  return prepare.call(this, sql);
};
DatabaseSync.prototype.exec = function (sql) {
  const dies = sql === 'COMMIT' && seen >= Number(nth);
  if (dies && when === 'before') process.kill(process.pid, 'SIGKILL');
  exec.call(this, sql);
  if (dies) process.kill(process.pid, 'SIGKILL');
};`,
};

const preload = (directory: string, name: string): Record<string, string> => ({ NODE_OPTIONS: `--import ${join(directory, name)}` });

const journalIn = async (directory: string): Promise<RunEvent[]> =>
  (await skein(['events', 'latest'], { directory })).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

function integrityOf(directory: string): unknown {
  const database = new DatabaseSync(join(directory, '.skein/skein.db'));
  const found = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
  database.close();
  return found;
}

describe('a process that stands still for longer than its lease', () => {
  it('finds its run taken over when it goes on: it stops its attempts, writes nothing more and says who has it', async () => {
    const directory = freshFolder(files);
    const sleeper = startSkein(['run', 'plan.yaml'], { directory });
    await sleeper.shows('started');
    sleeper.process.kill('SIGSTOP');
    const resumed = await skein(['resume', 'latest', '--config', 'quick.yaml', '--json'], {
      directory,
      environment: preload(directory, 'hour-ahead.mjs'),
    });
    expect(resumed).toMatchObject({ code: 0, json: { status: 'succeeded' } });
    const before = await journalIn(directory);
    sleeper.process.kill('SIGCONT');
    const { code, stdout, stderr } = await sleeper.ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/skein: run \w+: has been driven by another process meanwhile/);
    expect(await journalIn(directory)).toEqual(before);
    const { faults, repeated } = judgeJournal(before, []);
    expect({ faults, repeated }).toEqual({ faults: [], repeated: 1 });
  });

  it('goes on as if nothing had been when nobody took its run', async () => {
    const directory = freshFolder({ ...files, 'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 300 } }]' });
    const run = startSkein(['run', 'plan.yaml', '--json'], { directory });
    await run.shows('started');
    run.process.kill('SIGSTOP');
    // Nobody can take it: its lease has not run out, and its process is there.
    expect(await skein(['resume', 'latest'], { directory })).toMatchObject({ code: 2, stderr: expect.stringContaining('is driven by') });
    run.process.kill('SIGCONT');
    expect(await run.ended).toMatchObject({ code: 0, json: { status: 'succeeded' } });
  });
});

describe('a process that dies', () => {
  it.each([
    ['before its first output is durable', 'INSERT OR REPLACE INTO blob_puts', 'before', 1],
    ['after an output is durable, before the event that names it', 'INSERT OR REPLACE INTO blob_puts', 'after', 1],
    ['after the second output, before its event', 'INSERT OR REPLACE INTO blob_puts', 'after', 2],
    ['before an event that names an output is durable', 'DELETE FROM blob_puts', 'before', 1],
    ['after that event is durable, before anything follows from it', 'DELETE FROM blob_puts', 'after', 1],
    ['before the end of the run is durable', 'UPDATE leases SET owner = NULL WHERE run = ?', 'before', 1],
    ['after the claim of the run, before its first event', 'INSERT OR REPLACE INTO leases', 'after', 1],
  ])('%s loses nothing, and nothing is done twice that was done', async (_, DIE_AT, DIE_WHEN, nth) => {
    const directory = freshFolder(files);
    const environment = { ...preload(directory, 'die.mjs'), DIE_AT, DIE_WHEN, DIE_ON: String(nth) };
    const died = await skein(['run', 'plan.yaml', '--config', 'quick.yaml', '--events'], { directory, environment });
    expect(died.signal).toBe('SIGKILL');
    const isBegun = (await skein(['runs', '--json'], { directory })).stdout.includes('"running"');
    const args = isBegun ? ['resume', 'latest'] : ['run', 'plan.yaml'];
    expect(await skein([...args, '--config', 'quick.yaml'], { directory })).toMatchObject({ code: 0 });
    const { inFlight, repeated, faults } = judgeJournal(await journalIn(directory), died.stdout.split('\n').slice(0, -1));
    expect(faults).toEqual([]);
    expect(repeated).toBeLessThanOrEqual(inFlight);
    const { json } = await skein(['show', 'latest', '--json'], { directory });
    expect(json).toMatchObject({ status: 'succeeded', tasks: [{ output: LARGE }, { output: LARGE }] });
    expect(integrityOf(directory)).toBe('ok');
  });

  it('after the end of its run is durable leaves a run that is finished, whatever it had shown', async () => {
    const directory = freshFolder(files);
    const environment = {
      ...preload(directory, 'die.mjs'),
      DIE_AT: 'UPDATE leases SET owner = NULL WHERE run = ?',
      DIE_WHEN: 'after',
      DIE_ON: '1',
    };
    const died = await skein(['run', 'plan.yaml', '--config', 'quick.yaml'], { directory, environment });
    expect({ signal: died.signal, stdout: died.stdout }).toEqual({ signal: 'SIGKILL', stdout: '' });
    const again = await skein(['resume', 'latest', '--config', 'quick.yaml'], { directory });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is finished: it succeeded') });
    expect((await skein(['show', 'latest', '--json'], { directory })).json).toMatchObject({ status: 'succeeded' });
  });
});

describe('`skein prune`', () => {
  it('beside a run that goes on takes nothing of it, however often it comes', async () => {
    const chain = Array.from({ length: 40 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }));
    const directory = freshFolder({ ...files, 'chain.json': JSON.stringify({ tasks: chain }) });
    for (let before = 0; before < 2; before++) await skein(['run', 'plan.yaml', '--config', 'quick.yaml'], { directory });
    const run = startSkein(['run', 'chain.json', '--config', 'quick.yaml', '--json'], { directory });
    await run.shows('started');
    let isOver = false;
    const ended = run.ended.finally(() => {
      isOver = true;
    });
    const store = openSqliteStore(join(directory, '.skein/skein.db'));
    const own = store.runs().find(({ status }) => status === 'running')?.run;
    let pruned = 0;
    // What the command does, again and again while the other process writes.
    while (!isOver) {
      await store.remove(store.runs().flatMap(({ run: id }) => (id === own ? [] : [id])));
      await store.compact();
      pruned++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await store.close();
    expect(pruned).toBeGreaterThan(1);
    const { code, json, stderr } = await ended;
    expect({ code, stderr: stderr.includes('skein:') }).toEqual({ code: 0, stderr: false });
    expect(json).toMatchObject({ status: 'succeeded', tasks: chain.map(() => ({ output: LARGE })) });
    expect(integrityOf(directory)).toBe('ok');
  });

  it('is refused a run that is being taken up again, without effect', async () => {
    const directory = freshFolder(files);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    expect((await skein(['prune', '--keep', '0'], { directory })).stdout).toContain('Nothing to remove');
    run.process.kill('SIGKILL');
    await run.ended;
    expect((await skein(['prune', '--keep', '0'], { directory })).stdout).toContain('Nothing to remove');
    expect(await skein(['resume', 'latest', '--config', 'quick.yaml'], { directory })).toMatchObject({ code: 0 });
  });
});
