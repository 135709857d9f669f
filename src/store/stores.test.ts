import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../core/ids.ts';
import { STORE_CASES } from '../testing/store-conformance.ts';
import { createMemoryStore } from './memory-store.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';
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
    } as typeof two);
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
    expect(() => openSqliteStore(path())).toThrow(expect.objectContaining({ code: 'store-unavailable' }));
  });

  it('names the event that cannot be believed', async () => {
    const store = openSqliteStore(path());
    await STORE_CASES[0]?.run(store);
    await store.close();
    const database = new DatabaseSync(path());
    database.exec(`UPDATE events SET body = '{"type":"run-exploded","run":"a","seq":2,"atMs":1}' WHERE seq = 2`);
    database.close();
    const damaged = openSqliteStore(path());
    expect(() => damaged.events(runId('a'))).toThrow(/run a, event 2/);
    await damaged.close();
  });
});
