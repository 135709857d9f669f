import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { scriptCommand } from '../scripts/script-options.ts';
import type { Agent } from '../src/core/agent.ts';
import { agentId } from '../src/core/ids.ts';
import { openLocalEngine } from '../src/engine/local/local-engine.ts';
import { givenPlan } from '../src/plan/given-plan.ts';
import { modelPlanner } from '../src/plan/model/model-planner.ts';
import { openSqliteStore } from '../src/store/sqlite-store.ts';
import { bestPossibleMs, SHAPES, type TypedTask, typingModel } from './streaming/typed-plan.ts';

/**
 * `npm run bench:streaming`: the time to the answer when a planner takes 2 s to write 20 tasks. Tasks that start as they arrive,
 * against waiting for the whole plan and against the best possible for the arrivals that were measured.
 */
scriptCommand('bench:streaming', 'The time to the answer when tasks start as a slow planner writes them.').parse();
const TYPING_MS = 2000;
const SLOTS = 20;
const ROUNDS = 5;

interface Round {
  readonly tookMs: number;
  readonly bestMs: number;
}

async function round(tasks: readonly TypedTask[], streams: boolean): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'skein-bench-'));
  const workMs = new Map(tasks.map((task) => [task.id, task.workMs]));
  const worker: Agent = {
    profile: {
      id: agentId('worker'),
      kind: 'scripted',
      description: '',
      capabilities: { writing: 0.9 },
      slots: SLOTS,
      limits: [],
      price: { perAttemptUsd: 0 },
    },
    perform: async ({ task }, { signal }) => {
      await setTimeout(workMs.get(task.id) ?? 0, undefined, { signal });
      return { output: 'done' };
    },
  };
  const store = openSqliteStore(join(folder, 'skein.db'));
  const engine = openLocalEngine({ team: { agents: [worker.profile], limits: {}, resources: {} }, agents: [worker], store });
  const arrivedAtMs = new Map<string, number>();
  const planner = modelPlanner({ model: typingModel(tasks, TYPING_MS, arrivedAtMs), fallback: givenPlan({ tasks: [] }) });
  const beganMs = performance.now();
  const { finished } = await engine.start({
    request: 'Do it',
    planner: { ...planner, streams },
    options: { objective: 'fastest', priority: 0, seed: 1, inputs: [], directory: folder },
  });
  const { status } = await finished;
  const tookMs = performance.now() - beganMs;
  if (status !== 'succeeded') throw new Error(`the run ${status}`);
  await engine.close();
  await store.close();
  rmSync(folder, { recursive: true });
  return { tookMs, bestMs: bestPossibleMs(tasks, arrivedAtMs) - beganMs };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
console.log(
  `20 tasks written in ${TYPING_MS} ms, ${SLOTS} slots, a store on disk; medians of ${ROUNDS} rounds, the worst ratio in brackets\n`,
);
console.log(
  `${'plan'.padEnd(38)}${'best possible'.padStart(14)}${'as they arrive'.padStart(16)}${'ratio'.padStart(16)}${'whole plan'.padStart(13)}${'ratio'.padStart(8)}`,
);
for (const [shape, tasksOf] of Object.entries(SHAPES)) {
  const streamed: Round[] = [];
  const whole: Round[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    streamed.push(await round(tasksOf(), true));
    whole.push(await round(tasksOf(), false));
  }
  const ratios = streamed.map(({ tookMs, bestMs }) => tookMs / bestMs);
  const ms = (rounds: readonly Round[], key: keyof Round): string => `${Math.round(median(rounds.map((one) => one[key])))} ms`;
  const ratio = `${median(ratios).toFixed(3)} (${Math.max(...ratios).toFixed(3)})`;
  const wholeRatio = median(whole.map(({ tookMs, bestMs }) => tookMs / bestMs)).toFixed(2);
  console.log(
    `${shape.padEnd(38)}${ms(streamed, 'bestMs').padStart(14)}${ms(streamed, 'tookMs').padStart(16)}${ratio.padStart(16)}${ms(whole, 'tookMs').padStart(13)}${wholeRatio.padStart(8)}`,
  );
}
