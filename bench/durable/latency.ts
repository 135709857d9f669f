import { join } from 'node:path';
import type { RunEvent } from '../../src/core/event.ts';
import { taskId } from '../../src/core/ids.ts';
import { makeTask } from '../../src/core/task.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { RunStore } from '../../src/store/run-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { fsyncMs } from './fsync.ts';
import { median } from './median.ts';
import { runPlan } from './run-plan.ts';

export interface Latency {
  /** From the start of a task to that of the one that waits for it, in ms. */
  readonly durableMs: number;
  readonly inMemoryMs: number;
  readonly fsyncMs: number;
  /** What the journal adds, in waits for the disk. */
  readonly addedFsyncs: number;
}

/** A chain of tasks that do nothing: what remains of a step is the engine, and the journal with the disk. */
export async function measureLatency(directory: string, count: number): Promise<Latency> {
  const before = fsyncMs(directory);
  const sqlite = openSqliteStore(join(directory, 'latency.db'));
  const durableMs = await stepMs(sqlite, count);
  await sqlite.close();
  const inMemoryMs = await stepMs(createMemoryStore(), count);
  const perFsyncMs = median([before, fsyncMs(directory)]);
  return { durableMs, inMemoryMs, fsyncMs: perFsyncMs, addedFsyncs: (durableMs - inMemoryMs) / perFsyncMs };
}

async function stepMs(store: RunStore, count: number): Promise<number> {
  const tasks = Array.from({ length: count }, (_, index) =>
    makeTask({
      id: taskId(`t${index}`),
      instruction: 'nothing',
      dependsOn: index === 0 ? [] : [{ task: taskId(`t${index - 1}`), optional: false }],
    }),
  );
  const { events } = await runPlan(store, tasks, 1);
  const starts = events.filter(({ type }) => type === 'attempt-started').map(({ atMs }: RunEvent) => atMs);
  return median(starts.slice(1).map((atMs, index) => atMs - (starts[index] ?? atMs)));
}
