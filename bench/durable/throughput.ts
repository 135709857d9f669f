import { join } from 'node:path';
import { taskId } from '../../src/core/ids.ts';
import { makeTask, type Task } from '../../src/core/task.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { plainInserts } from './plain-inserts.ts';
import { runPlan } from './run-plan.ts';

export const IN_FLIGHT = 64;

export interface Throughput {
  readonly tasks: number;
  readonly durablePerSecond: number;
  readonly plainPerSecond: number;
  /** The same, in rows as the journal has them: 128 events in each. */
  readonly packedPerSecond: number;
  readonly ratio: number;
  readonly bytesPerTask: number;
}

/** Independent tasks through the whole engine with its journal on disk, against the same bytes inserted plainly; in turn. */
export async function measureThroughput(directory: string, count: number): Promise<Throughput> {
  const store = openSqliteStore(join(directory, `throughput-${performance.now()}.db`));
  const { elapsedMs, events } = await runPlan(store, independent(count), IN_FLIGHT);
  await store.close();
  const attempts = events.filter(({ type }) => type.startsWith('attempt-')).map((event) => JSON.stringify(event));
  // Two events a task: what 64 tasks in flight lead to is committed together.
  const plainMs = plainInserts(directory, attempts, 2 * IN_FLIGHT);
  const packed = Array.from({ length: Math.ceil(attempts.length / (2 * IN_FLIGHT)) }, (_, index) =>
    attempts.slice(2 * IN_FLIGHT * index, 2 * IN_FLIGHT * (index + 1)).join(','),
  );
  const packedMs = plainInserts(directory, packed, 1);
  return {
    tasks: count,
    durablePerSecond: (count / elapsedMs) * 1000,
    plainPerSecond: (count / plainMs) * 1000,
    packedPerSecond: (count / packedMs) * 1000,
    ratio: plainMs / elapsedMs,
    bytesPerTask: attempts.reduce((sum, body) => sum + body.length, 0) / count,
  };
}

function independent(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => makeTask({ id: taskId(`t${index}`), instruction: 'nothing' }));
}
