import type { AgentProfile, Price } from '../../../src/core/agent.ts';
import { agentId, type RunId, runId, taskId } from '../../../src/core/ids.ts';
import { checkPlan } from '../../../src/core/plan.ts';
import { makeTask, type ResourceUse, type Task } from '../../../src/core/task.ts';
import type { Limit, Objective, Team } from '../../../src/core/team.ts';
import { Chance } from './chance.ts';

/** How likely each fault is, each time it could happen. */
export interface Faults {
  /** The process dies: before a write, between a write and its acknowledgement, as an attempt begins or ends. */
  readonly crash: number;
  /** The disk says no, with or without having written. */
  readonly refuse: number;
  /** The process stands still for so long that its leases run out. */
  readonly pause: number;
  /** The process is told to end, and leaves its runs to the next. */
  readonly leave: number;
  /** No more faults than this: a run must come to its end. */
  readonly most: number;
  /** Other processes are on another machine: nobody can tell that one has died before its lease runs out. */
  readonly apart: boolean;
  /** The clock of each new process is wrong by up to so much, one way or the other. */
  readonly skewMs: number;
}

export interface PlannedRun {
  readonly run: RunId;
  readonly tasks: readonly Task[];
  /** The plan comes in batches of so many tasks, each after a while. Absent: whole. */
  readonly batch?: number;
  readonly objective: Objective;
  readonly priority: number;
  readonly budgetUsd?: number;
  readonly deadlineMs?: number;
  /** When it is asked for. */
  readonly atMs: number;
  /** Somebody wants it stopped then: in the process that drives it, or from another one. */
  readonly cancel?: { readonly atMs: number; readonly from: 'here' | 'elsewhere' };
  /** What it is missing is done again once it is finished. */
  readonly retried: boolean;
}

/** A world to torture: everything in it follows from the seed. */
export interface Scenario {
  readonly seed: number;
  readonly team: Team;
  readonly runs: readonly PlannedRun[];
  /** Runs are taken in before anybody drives them, as a server does. */
  readonly served: boolean;
  readonly faults: Faults;
  /** The longest that a write takes, and as long again its acknowledgement. */
  readonly diskMs: number;
  /** How often attempts go wrong, 0..1. */
  readonly trouble: number;
}

const CAPABILITIES = ['math', 'writing', 'coding'] as const;
const START_MS = 1_700_000_000_000;

/** How many worlds hold figures that nobody would expect, but that plans and configs may hold. */
const ODD_WORLDS = 0.4;
const HUGE = 1e15;

/** How many worlds are those of a server. */
const SERVED_WORLDS = 0.3;

export function scenarioOf(seed: number): Scenario {
  const chance = new Chance(seed, 'scenario');
  // A stream of its own, so that what else happens in a seed does not change with it.
  const extremes = new Chance(seed, 'extremes');
  const odd = extremes.is(ODD_WORLDS);
  const service = new Chance(seed, 'service');
  const served = service.is(SERVED_WORLDS);
  const usual = teamOf(chance);
  const team = odd ? { ...usual, agents: usual.agents.map((agent) => oddAgent(agent, extremes)) } : usual;
  const planned = Array.from({ length: chance.between(1, 3) }, (_, index) => runOf(chance, index));
  const runs = odd ? planned.map((run) => ({ ...run, tasks: run.tasks.map((task) => oddTask(task, extremes)) })) : planned;
  const calm = chance.is(0.15);
  return {
    seed,
    team,
    runs,
    served,
    diskMs: chance.pick([0, 0, 2, 10, 200]),
    trouble: chance.pick([0, 0.1, 0.3, 0.6]),
    faults: {
      crash: calm ? 0 : chance.pick([0, 0.01, 0.03, 0.1]),
      refuse: calm ? 0 : chance.pick([0, 0, 0.01, 0.05]),
      pause: calm ? 0 : chance.pick([0, 0, 0.02]),
      leave: served ? service.pick([0, 0.01, 0.05]) : 0,
      most: chance.between(1, 6),
      apart: chance.is(0.3),
      skewMs: chance.pick([0, 0, 1000, 30_000]),
    },
  };
}

function teamOf(chance: Chance): Team {
  const limits: Record<string, Limit> = { key: limitOf(chance), other: limitOf(chance) };
  const agents = Array.from({ length: chance.between(1, 4) }, (_, index) => profileOf(chance, index));
  return { agents, limits, resources: { counted: { capacity: chance.between(1, 3) } } };
}

function limitOf(chance: Chance): Limit {
  const parts = {
    requestsPerMinute: chance.perhaps(0.4, () => chance.between(1, 8)),
    tokensPerMinute: chance.perhaps(0.3, () => chance.between(500, 8000)),
    concurrency: chance.perhaps(0.4, () => chance.between(1, 3)),
  };
  return defined(parts);
}

function profileOf(chance: Chance, index: number): AgentProfile {
  const capabilities: Record<string, number> = {};
  for (const capability of [...CAPABILITIES, '*']) if (chance.is(0.5)) capabilities[capability] = chance.between(0, 10) / 10;
  return {
    id: agentId(`agent-${index}`),
    kind: 'scripted',
    description: '',
    capabilities,
    slots: chance.between(1, 3),
    limits: ['key', 'other'].filter(() => chance.is(0.4)),
    price: priceOf(chance),
    ...defined({ latencyMs: chance.perhaps(0.3, () => ({ '*': chance.between(1, 2000) })) }),
    ...defined({ repeatable: chance.perhaps(0.2, () => false) }),
  };
}

function priceOf(chance: Chance): Price {
  const kind = chance.between(0, 9);
  if (kind === 0) return {};
  if (kind < 3) return { inputPerMillionUsd: 100, outputPerMillionUsd: 200 };
  return { perAttemptUsd: chance.pick([0, 0, 0.1, 0.4]) };
}

/** A price of nothing or of more than there is, a latency of no time or of all time. */
export function oddAgent(agent: AgentProfile, chance: Chance): AgentProfile {
  return {
    ...agent,
    ...defined({
      price: chance.perhaps(0.3, () => chance.pick([{ perAttemptUsd: 0 }, { perAttemptUsd: HUGE }, { inputPerMillionUsd: HUGE }])),
      latencyMs: chance.perhaps(0.3, () => ({ '*': chance.pick([0, HUGE]) })),
    }),
  };
}

/** Takes no time, or longer than anybody lives; all of them, or some. */
export function oddTask(task: Task, chance: Chance): Task {
  const { durationMs = 0, inputTokens = 0, outputTokens = 0 } = task.estimate ?? {};
  return {
    ...task,
    ...defined({
      estimate: chance.perhaps(0.6, () => ({
        durationMs: chance.pick([0, 0, 0, HUGE, durationMs]),
        inputTokens: chance.pick([0, inputTokens, inputTokens]),
        outputTokens: chance.pick([0, outputTokens, outputTokens]),
      })),
    }),
  };
}

function runOf(chance: Chance, index: number): PlannedRun {
  const atMs = START_MS + chance.between(0, 500);
  const tasks = tasksOf(chance);
  return {
    run: runId(`run${index + 1}`),
    tasks,
    objective: chance.pick(['cheapest', 'balanced', 'fastest']),
    priority: chance.between(0, 2),
    atMs,
    retried: chance.is(0.3),
    ...defined({
      batch: tasks.some(({ parent }) => parent !== undefined) ? undefined : chance.perhaps(0.35, () => chance.between(1, 4)),
      budgetUsd: chance.perhaps(0.4, () => chance.between(0, 30) / 10),
      deadlineMs: chance.perhaps(0.15, () => chance.between(100, 20_000)),
      cancel: chance.perhaps(0.2, () => ({
        atMs: atMs + chance.between(0, 5000),
        from: chance.pick(['here' as const, 'elsewhere' as const]),
      })),
    }),
  };
}

/** A plan whose tasks depend on earlier ones only, some of them parts of an earlier one. */
export function tasksOf(chance: Chance, most = 12): Task[] {
  const tasks: Task[] = [];
  const count = chance.between(1, most);
  for (let index = 0; tasks.length < count; index++) {
    const task = taskOf(chance, index, tasks);
    if (isPlan([...tasks, task])) tasks.push(task);
  }
  return tasks;
}

function taskOf(chance: Chance, index: number, earlier: readonly Task[]): Task {
  const others = new Map<string, boolean>();
  for (let count = chance.between(0, 3); count > 0 && earlier.length > 0; count--) {
    const other = earlier[Math.max(0, earlier.length - chance.between(1, 6))];
    if (other !== undefined) others.set(other.id, chance.is(0.25));
  }
  const parent = chance.is(0.2) ? earlier[earlier.length - chance.between(1, 3)]?.id : undefined;
  return makeTask({
    id: taskId(`t${index}`),
    instruction: `task ${index}`,
    dependsOn: Array.from(others, ([id, optional]) => ({ task: taskId(id), optional })),
    capabilities: chance.is(0.5) ? [chance.pick(CAPABILITIES)] : [],
    optional: chance.is(0.25),
    priority: chance.between(-1, 1),
    attempts: chance.between(1, 4),
    resources: chance.is(0.25) ? [useOf(chance)] : [],
    ...defined({
      parent,
      preemptible: chance.perhaps(0.2, () => true),
      timeoutMs: chance.perhaps(0.4, () => chance.between(200, 5000)),
      estimate: chance.perhaps(0.8, () => ({
        durationMs: chance.between(0, 2000),
        inputTokens: chance.between(0, 900),
        outputTokens: chance.between(0, 300),
      })),
      interrupted: chance.perhaps(0.15, () => chance.pick(['repeat' as const, 'ask' as const, 'fail' as const])),
      output: chance.perhaps(0.1, () => ({ type: 'object', required: ['by'] })),
    }),
  });
}

function useOf(chance: Chance): ResourceUse {
  return { name: chance.pick(['counted', 'file']), access: chance.pick(['read', 'write']), units: chance.between(1, 2) };
}

function isPlan(tasks: readonly Task[]): boolean {
  try {
    checkPlan({ tasks });
    return true;
  } catch {
    return false;
  }
}

type Defined<Parts> = { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> };

/** The parts that are there. */
function defined<Parts extends object>(parts: Parts): Defined<Parts> {
  // What is left out is exactly what the type makes optional.
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Defined<Parts>;
}
