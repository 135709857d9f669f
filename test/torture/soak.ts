import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { scriptedAgent } from '../../src/agents/scripted/scripted-agent.ts';
import { taskId } from '../../src/core/ids.ts';
import { makeTask } from '../../src/core/task.ts';
import { openLocalEngine } from '../../src/engine/local/local-engine.ts';
import { givenPlan } from '../../src/plan/given-plan.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

/** How things stand after so many runs. */
export interface SoakSample {
  readonly runs: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly fileHandles: number;
  readonly storeBytes: number;
}

export interface SoakResult {
  readonly samples: readonly SoakSample[];
  /** Of the heap, over the second half of the runs: the first fills caches. */
  readonly heapBytesPerRun: number;
  readonly storeBytesPerRun: number;
  readonly lost: number;
}

const TASKS = 20;
const SAMPLES = 20;

/** Runs plans in succession in one engine on one SQLite store, and looks at what piles up. */
export async function soak(runs: number): Promise<SoakResult> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const folder = mkdtempSync(join(tmpdir(), 'skein-soak-'));
  const file = join(folder, 'skein.db');
  const store = openSqliteStore(file);
  const agents = [
    scriptedAgent({ id: 'ann', capabilities: { '*': 1 }, slots: 8, limits: ['key'] }, { latencyMs: 0 }),
    scriptedAgent({ id: 'bob', capabilities: { '*': 0.5 }, slots: 2 }, { latencyMs: 0, success: 0.7, output: 'x'.repeat(6000) }),
  ];
  const team = { agents: agents.map(({ profile }) => profile), limits: { key: { concurrency: 8, requestsPerMinute: 1e9 } }, resources: {} };
  const engine = openLocalEngine({ team, agents, store });
  const samples: SoakSample[] = [];
  const sample = (done: number): void => {
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    samples.push({ runs: done, heapBytes: heapUsed, residentBytes: rss, fileHandles: openFiles(), storeBytes: sizeOf(folder) });
  };
  let lost = 0;
  try {
    sample(0);
    for (let done = 1; done <= runs; done++) {
      const { finished } = await engine.start({
        request: `run ${done}`,
        planner: givenPlan({ tasks: planOf(done) }),
        options: { objective: 'balanced', priority: 0, seed: done, inputs: [], directory: folder },
      });
      const record = await finished;
      const settled = [...record.tasks.values()].filter(({ state }) => state.status !== 'waiting' && state.status !== 'running').length;
      lost += TASKS - settled;
      if (done % Math.ceil(runs / SAMPLES) === 0) sample(done);
    }
    await engine.close();
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return samplesOf(samples, lost);
}

/** What the samples say of what piles up. */
export function samplesOf(samples: readonly SoakSample[], lost: number): SoakResult {
  const later = samples.slice(Math.floor(samples.length / 2));
  return {
    samples,
    lost,
    heapBytesPerRun: slope(later.map(({ runs: x, heapBytes }) => [x, heapBytes])),
    storeBytesPerRun: slope(samples.map(({ runs: x, storeBytes }) => [x, storeBytes])),
  };
}

/** A chain with a fan in the middle, different every time. */
function planOf(number: number) {
  return Array.from({ length: TASKS }, (_, index) =>
    makeTask({
      id: taskId(`t${index}`),
      instruction: `task ${index} of run ${number}`,
      dependsOn: index === 0 ? [] : [{ task: taskId(`t${Math.max(0, index - 1 - ((number + index) % 4))}`), optional: index % 3 === 0 }],
    }),
  );
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}

export function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Of the straight line through the points with the least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
