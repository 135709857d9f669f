import fastq from 'fastq';
import PQueue from 'p-queue';
import type { AgentProfile } from '../../src/core/agent.ts';
import { agentId, runId, taskId } from '../../src/core/ids.ts';
import { makeTask, type Task } from '../../src/core/task.ts';
import type { Team } from '../../src/core/team.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { seeded } from './seeded.ts';

const SIZES = [1000, 10_000, 100_000, 1_000_000];
const KINDS = ['coding', 'research', 'writing', 'analysis'];

/** Tasks with capabilities, priorities and up to two dependencies within the last thousand. */
export function workload(count: number, seed: number): Task[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const back = Math.min(index, 1000);
    const dependencies = back === 0 || random() < 0.3 ? 0 : random() < 0.6 ? 1 : 2;
    const named = new Set(Array.from({ length: dependencies }, () => index - 1 - Math.floor(random() * back)));
    return makeTask({
      id: taskId(`task-${index}`),
      title: '',
      instruction: '',
      dependsOn: Array.from(named, (to) => ({ task: taskId(`task-${to}`), optional: false })),
      capabilities: [KINDS[Math.floor(random() * KINDS.length)] ?? 'coding'],
      priority: random() < 0.1 ? 1 : 0,
      estimate: { durationMs: 200 + Math.floor(random() * 1800), inputTokens: 500, outputTokens: 200 },
    });
  });
}

/** Agents of eight makes, with a limit that is shared by half of them. */
export function teamOf(agents: number): Team {
  return {
    agents: Array.from({ length: agents }, (_, index): AgentProfile => {
      const make = index % 8;
      const strengths = KINDS.filter((_, kind) => kind === make % 4 || kind === (make + 1) % 4 || make >= 6);
      return {
        id: agentId(`agent-${index}`),
        kind: 'model',
        description: '',
        capabilities: Object.fromEntries(strengths.map((kind) => [kind, 0.7 + make * 0.03])),
        slots: 2,
        limits: make % 2 === 0 ? ['key'] : [],
        price: { inputPerMillionUsd: 0.5 + make * 0.1, outputPerMillionUsd: 2 },
      };
    }),
    limits: { key: { requestsPerMinute: 600 * agents, tokensPerMinute: 700_000 * agents, concurrency: agents * 2 } },
    resources: {},
  };
}

function scheduleAll(tasks: readonly Task[], team: Team): { readonly microsPerTask: number; readonly makespanMs: number } {
  const { schedule, schedulerMs } = simulate(
    {
      team,
      runs: [{ tasks, terms: { budgetUsd: 1e9 } }],
      happen: (task) => ({ durationMs: task.estimate?.durationMs ?? 0, costUsd: 0.001, usage: { inputTokens: 480, outputTokens: 210 } }),
    },
    { reasons: false, keepCommands: false, stopwatchMs: () => performance.now() },
  );
  if (schedule.length !== tasks.length) throw new Error(`${schedule.length} of ${tasks.length} tasks were done`);
  return { microsPerTask: (schedulerMs * 1000) / tasks.length, makespanMs: schedule.at(-1)?.endMs ?? 0 };
}

/** What the scheduler keeps of a million tasks, beside the tasks themselves. */
function bytesPerTask(tasks: readonly Task[], team: Team): number | undefined {
  const collect = globalThis.gc;
  if (collect === undefined) return undefined;
  const scheduler = new Scheduler(team, { reasons: false });
  const run = runId('run-1');
  const added = tasks.map((task) => ({ task }));
  collect();
  const before = process.memoryUsage();
  scheduler.stepAll(
    [
      { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } },
      { type: 'tasks-added', run, tasks: added },
    ],
    0,
  );
  collect();
  const after = process.memoryUsage();
  scheduler.step({ type: 'run-cancelled', run, reason: 'measured' }, 0);
  return (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / tasks.length;
}

async function otherQueues(count: number): Promise<string> {
  const timed = async (name: string, work: () => Promise<unknown>): Promise<string> => {
    const began = performance.now();
    await work();
    return `${name} ${(((performance.now() - began) * 1000) / count).toFixed(2)}`;
  };
  const job = async (): Promise<void> => {};
  const results = [
    await timed('p-queue', async () => {
      const queue = new PQueue({ concurrency: 8 });
      for (let index = 0; index < count; index++) void queue.add(job);
      await queue.onIdle();
    }),
    count > 10_000
      ? 'p-queue with priorities not run (its insertion is linear)'
      : await timed('p-queue with priorities', async () => {
          const random = seeded(1);
          const queue = new PQueue({ concurrency: 8 });
          for (let index = 0; index < count; index++) void queue.add(job, { priority: Math.floor(random() * 1000) });
          await queue.onIdle();
        }),
    await timed('fastq', async () => {
      const queue = fastq.promise(job, 8);
      for (let index = 0; index < count; index++) void queue.push(undefined);
      await queue.drained();
    }),
  ];
  return results.join(', ');
}

/** 3. What the scheduler itself takes: CPU and memory a task. */
export async function benchCost(): Promise<void> {
  console.log('3. CPU a task, in microseconds, with capabilities, priorities, limits and a budget on');
  scheduleAll(workload(20_000, 9), teamOf(8));
  for (const agents of [8, 1000]) {
    let first: number | undefined;
    for (const size of SIZES) {
      const tasks = workload(size, 1);
      // Small sizes are repeated: one pass of a thousand is shorter than the noise of the machine.
      const passes = Array.from(
        { length: size <= 1000 ? 15 : size <= 10_000 ? 5 : 1 },
        () => scheduleAll(tasks, teamOf(agents)).microsPerTask,
      );
      const micros = passes.sort((a, b) => a - b)[Math.floor(passes.length / 2)] ?? 0;
      first ??= micros;
      console.log(`   ${agents} agents, ${size} tasks: ${micros.toFixed(2)} (${(micros / first).toFixed(2)} times that of ${SIZES[0]})`);
    }
  }
  const bytes = bytesPerTask(workload(1_000_000, 1), teamOf(8));
  console.log(`   bytes a task at 1,000,000: ${bytes === undefined ? 'not measured (needs node --expose-gc)' : bytes.toFixed(0)}`);
  for (const size of SIZES) console.log(`   doing nothing, ${size} jobs, microseconds each: ${await otherQueues(size)}`);
  console.log('   LangGraph.js is not measured: it is not installed');
}
