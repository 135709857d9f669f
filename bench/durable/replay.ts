import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { writeLongJournal } from './long-journal.ts';

export interface Replay {
  readonly events: number;
  readonly tasks: number;
  readonly elapsedMs: number;
  /** Of all threads; another process that is busy lengthens the other figure only. */
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** Writes the journal of a long run, and replays it in a fresh process. */
export async function measureReplay(directory: string, events: number): Promise<Replay> {
  const path = join(directory, 'long.db');
  const store = openSqliteStore(path);
  await writeLongJournal(store, events);
  await store.close();
  const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'replay-child.ts'), path], { encoding: 'utf8' });
  return JSON.parse(printed) as Replay;
}
