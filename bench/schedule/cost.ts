import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fastq from 'fastq';
import PQueue from 'p-queue';
import type { AgentProfile } from '../../src/core/agent.ts';
import { agentId, taskId } from '../../src/core/ids.ts';
import { makeTask, type Task } from '../../src/core/task.ts';
import type { Team } from '../../src/core/team.ts';
import { seeded } from '../../src/schedule/seeded.ts';

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

/** Each figure comes from a process of its own, so that none is measured in the rubbish of another. */
function measured(what: 'time' | 'bytes', size: number, agents: number): number {
  const script = fileURLToPath(new URL('./measure-cost.ts', import.meta.url));
  const flags = ['--expose-gc', '--max-semi-space-size=64', '--max-old-space-size=8192'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script, what, String(size), String(agents)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`measuring ${size} tasks on ${agents} agents ended with ${status}: ${stderr}`);
  return Number(stdout);
}

/** 3. What the scheduler itself takes: CPU and memory a task. */
export async function benchCost(): Promise<void> {
  console.log('3. CPU a task, in microseconds, with capabilities, priorities, limits and a budget on');
  for (const agents of [8, 1000]) {
    let first: number | undefined;
    for (const size of SIZES) {
      const micros = measured('time', size, agents);
      first ??= micros;
      console.log(`   ${agents} agents, ${size} tasks: ${micros.toFixed(2)} (${(micros / first).toFixed(2)} times that of ${SIZES[0]})`);
    }
  }
  console.log(`   bytes a task at 1,000,000: ${measured('bytes', 1_000_000, 8).toFixed(0)}`);
  for (const size of SIZES) console.log(`   doing nothing, ${size} jobs, microseconds each: ${await otherQueues(size)}`);
}
