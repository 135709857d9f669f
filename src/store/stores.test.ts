import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../core/event.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { foldEvents } from '../core/run-record.ts';
import { STORE_CASES } from '../testing/store-conformance.ts';
import { createMemoryStore } from './memory-store.ts';
import type { RunStore } from './run-store.ts';
import { migrate, SCHEMA_VERSION } from './sqlite-schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { kind: 'memory', open: () => createMemoryStore() },
  { kind: 'sqlite', open: () => openSqliteStore(join(folder, 'new', 'skein.db')) },
])('the $kind store', ({ open }) => {
  it.each(STORE_CASES)('$name', async ({ run }) => {
    const store = open();
    await run(store);
    await store.close();
  });
});

describe('the sqlite store', () => {
  const path = () => join(folder, 'skein.db');

  it('brings a store of version 1 up to date: its runs, its outputs, and leases for them', async () => {
    const old = new DatabaseSync(path());
    old.exec(readFileSync(join(import.meta.dirname, 'fixtures/store-version-1.sql'), 'utf8'));
    old.close();
    const before = openSqliteStore(path(), { readOnly: true });
    const journals = before.runs().map(({ run }) => before.events(run));
    expect(before.leaseOf(runId('yxrbc8'))).toBeUndefined();
    await before.close();
    const store = openSqliteStore(path());
    expect(store.runs().map(({ run, status }) => [run, status])).toEqual([
      ['yxrbc8', 'running'],
      ['w6jxtv', 'succeeded'],
      ['s6evc4', 'partial'],
    ]);
    expect(store.runs().map(({ run }) => store.events(run))).toEqual(journals);
    const record = foldEvents(store.events(runId('s6evc4')));
    const report = record?.tasks.get(taskId('report'))?.state;
    if (report?.status !== 'succeeded' || !('hash' in report.output)) throw new Error('the report was kept by its hash');
    expect(JSON.parse(store.blob(report.output.hash))).toHaveLength(7 * 800);
    const claim = { owner: { id: 'oak/1', label: 'process 1 on oak' }, nowMs: 1, untilMs: 2 };
    expect((await store.claim(runId('yxrbc8'), claim)).token).toBe(1);
    expect(store.bytesOf(runId('s6evc4'))).toBeGreaterThan(7 * 800);
    await store.close();
  });

  it.each(Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1))('goes on with a store of version %i', async (version) => {
    const old = new DatabaseSync(path());
    old.exec(readFileSync(join(import.meta.dirname, 'fixtures/store-version-1.sql'), 'utf8'));
    migrate(old, path(), version);
    expect(old.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
    old.close();
    const store = openSqliteStore(path());
    expect(store.runs().map(({ run, status }) => [run, status])).toEqual([
      ['yxrbc8', 'running'],
      ['w6jxtv', 'succeeded'],
      ['s6evc4', 'partial'],
    ]);
    // What only the newest version has works: outputs by use, leases, what was learned.
    expect(store.bytesOf(runId('s6evc4'))).toBeGreaterThan(7 * 800);
    await store.remove([runId('s6evc4'), runId('w6jxtv')]);
    const claim = { owner: { id: 'oak/1', label: 'process 1 on oak' }, nowMs: 1, untilMs: 2 };
    expect((await store.claim(runId('yxrbc8'), claim)).token).toBe(1);
    await store.close();
  });

  it('removes outputs that no run names any more, once they cannot be on their way into a journal', async () => {
    const store = openSqliteStore(path());
    await STORE_CASES.find(({ name }) => name.startsWith('removes finished runs'))?.run(store);
    const finish = { type: 'run-finished', status: 'failed', answer: '', missing: [], artifacts: [] } as const;
    await store.append([{ ...finish, run: runId('b'), seq: 4, atMs: 9 }]);
    const fresh = await store.putBlob('on its way');
    const database = new DatabaseSync(path());
    database.exec(`DELETE FROM blob_puts WHERE hash <> '${fresh}'`);
    await store.remove([runId('b')]);
    expect(database.prepare('SELECT hash FROM blobs').all()).toEqual([{ hash: fresh }]);
    database.close();
    await store.close();
  });

  it('writes nothing more once its file was removed or replaced', async () => {
    const store = openSqliteStore(path());
    await STORE_CASES[0]?.run(store);
    for (const suffix of ['', '-wal', '-shm']) rmSync(path() + suffix);
    await expect(store.putBlob('x')).rejects.toMatchObject({ code: 'store-unavailable' });
    await openSqliteStore(path()).close();
    await expect(store.putBlob('x')).rejects.toThrow(/removed or replaced/);
    await store.close();
  });

  it('writes nothing more once its log was removed: what is in it would be lost', async () => {
    const store = openSqliteStore(path());
    await STORE_CASES[0]?.run(store);
    await openSqliteStore(path()).close();
    await store.putBlob('x');
    rmSync(`${path()}-wal`);
    await expect(store.putBlob('y')).rejects.toThrow(/removed or replaced/);
    await store.close();
  });

  it('puts an output again that was removed with another run before the event came that names it', async () => {
    const [mine, other] = [openSqliteStore(path()), openSqliteStore(path())];
    const text = JSON.stringify('x'.repeat(9000));
    const hash = await mine.putBlob(text);
    const events = (run: string): RunEvent[] =>
      [
        {
          type: 'run-started',
          request: 'do it',
          options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' },
          agents: [],
        },
        {
          type: 'attempt-succeeded',
          task: taskId('t'),
          attempt: 1,
          agent: agentId('a'),
          output: { hash, bytes: text.length },
          artifacts: [],
        } as const,
        { type: 'run-finished', status: 'succeeded', answer: '', missing: [], artifacts: [] } as const,
      ].map((body, index) => ({ ...body, run: runId(run), seq: index + 1, atMs: 1 }) as RunEvent);
    await other.putBlob(text);
    await other.append(events('other'));
    await other.remove([runId('other')]);
    expect(() => other.blob(hash)).toThrow(/no output with the hash/);
    await mine.append(events('mine'));
    expect(other.blob(hash)).toBe(text);
    await expect(mine.append(events('third'))).resolves.toBeUndefined();
    await mine.close();
    await other.close();
  });

  it('hears of messages that another connection sends', async () => {
    const [one, two] = [openSqliteStore(path()), openSqliteStore(path())];
    const heard = new Promise((resolve) => one.onMessage(resolve));
    await two.send(runId('a'), { type: 'cancel', reason: 'enough' });
    expect(await heard).toBe('a');
    expect(one.messages(runId('a'))).toEqual([{ type: 'cancel', reason: 'enough' }]);
    await one.close();
    await two.close();
  });

  it('has its events again when it is opened again', async () => {
    const first = openSqliteStore(path());
    await STORE_CASES[0]?.run(first);
    await first.close();
    const again = openSqliteStore(path(), { readOnly: true });
    expect(again.events(runId('a')).map((event) => event.type)).toEqual(['run-started', 'tasks-planned', 'run-finished']);
    await again.close();
  });

  it('lets two connections write different runs in turn', async () => {
    const [one, two] = [openSqliteStore(path()), openSqliteStore(path())];
    await STORE_CASES[0]?.run(one);
    await STORE_CASES[2]?.run({
      ...two,
      append: (events) => two.append(events.map((event) => ({ ...event, run: runId(`second-${event.run}`) }))),
      events: (run) => two.events(runId(`second-${run}`)).map((event) => ({ ...event, run })),
    } as RunStore);
    expect(one.runs()).toHaveLength(3);
    await one.close();
    await two.close();
  });

  it('names an absent file and does not create it when reading', () => {
    expect(() => openSqliteStore(path(), { readOnly: true })).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => readFileSync(path())).toThrow();
  });

  it('refuses a file that is no store, and leaves it as it was', () => {
    writeFileSync(path(), 'this is a diary, not a database, and it is long enough to be read as a header of one');
    expect(() => openSqliteStore(path())).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
    expect(readFileSync(path(), 'utf8')).toMatch(/^this is a diary/);
  });

  it('refuses a store of a later version, and leaves it as it was', () => {
    const database = new DatabaseSync(path());
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    const before = readFileSync(path());
    expect(() => openSqliteStore(path())).toThrow(expect.objectContaining({ code: 'store-newer' }));
    expect(readFileSync(path())).toEqual(before);
  });

  it('says that a folder is no store', () => {
    mkdirSync(path());
    expect(() => openSqliteStore(path())).toThrow(
      expect.objectContaining({ code: 'store-unavailable', message: expect.stringMatching(/is a folder/) }),
    );
    expect(() => openSqliteStore(path(), { readOnly: true })).toThrow(/is a folder/);
  });

  it('holds little of a journal for a reader, however long its events are', async () => {
    const store = openSqliteStore(path());
    const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' } as const;
    await store.append([{ type: 'run-started', request: 'do it', options, agents: [], run: runId('a'), seq: 1, atMs: 1 }]);
    const calls = (length: number, from: number, size: number): RunEvent[] =>
      Array.from({ length: size }, (_, index) => ({
        type: 'planning-spent',
        planner: 'p'.repeat(length),
        run: runId('a'),
        seq: from + index,
        atMs: 1,
      }));
    const all = [...calls(10, 2, 128), ...calls(1000, 130, 128), ...calls(50_000, 258, 20)];
    for (const first of [0, 128, 256]) await store.append(all.slice(first, first + 128));
    expect(store.events(runId('a'), 1)).toEqual(all);
    await store.close();
    const database = new DatabaseSync(path());
    const rows = database
      .prepare('SELECT json_array_length(body) AS events, length(body) AS long FROM events WHERE seq > 1 ORDER BY seq')
      .all();
    database.close();
    // 128 of some 80 characters have one row; of some 1,070 characters 32 fit into one; of 50,000 each has its own.
    expect(rows.map(({ events }) => events)).toEqual([128, 32, 32, 32, 32, ...Array.from({ length: 20 }, () => 0)]);
    for (const { events, long } of rows) if (events !== 0) expect(Number(long)).toBeLessThanOrEqual(65_536);
  });

  it.each([
    ['a type that there is not', 1, `replace(body, '"run-started"', '"run-exploded"')`, /run a, event 1/],
    ['half an event', 1, 'substr(body, 1, 40)', /run a, event 1: is not JSON/],
    ['a type that there is not, of many', 21, `json_replace(body, '$[3].type', 'run-exploded')`, /run a, event 5/],
    ['an event that was taken out', 21, `json_remove(body, '$[4]')`, /run a, event 21: the event 2 is missing/],
    ['an event that was put in', 21, `json_insert(body, '$[#]', json('{}'))`, /run a, event 21: the event 1 is there twice/],
    ['an event for another', 21, `json_replace(body, '$[0]', body -> '$[1]')`, /run a, event 2: the event 3 is in its place/],
    ['no event at all', 21, `'[]'`, /run a, event 21: the event 2 is missing/],
  ])('names what cannot be believed: %s', async (_, seq, body, said) => {
    const store = openSqliteStore(path());
    const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' } as const;
    await store.append([{ type: 'run-started', request: 'do it', options, agents: [], run: runId('a'), seq: 1, atMs: 1 }]);
    const calls = Array.from(
      { length: 20 },
      (__, index) => ({ type: 'planning-spent', planner: 'offline', run: runId('a'), seq: index + 2, atMs: 1 }) as const,
    );
    await store.append(calls);
    expect(store.events(runId('a'))).toHaveLength(21);
    await store.close();
    const database = new DatabaseSync(path());
    expect(database.prepare(`UPDATE events SET body = ${body} WHERE seq = ?`).run(seq)).toMatchObject({ changes: 1 });
    database.close();
    const damaged = openSqliteStore(path());
    expect(() => damaged.events(runId('a'))).toThrow(
      expect.objectContaining({ code: 'store-corrupt', message: expect.stringMatching(said) }),
    );
    await damaged.close();
  });
});
