import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import { declaredLevel, skillNameOf } from '../learn/declared-level.ts';
import { type AgentNode, type Skill, skillOf } from './agent-node.ts';
import type { AgentPool } from './agent-pool.ts';
import { contextNeeded, declaredLatencyMs } from './expectation.ts';
import { Lane } from './lane.ts';

/** Why an agent is not eligible for a class of tasks. */
export interface Exclusion {
  readonly agent: number;
  readonly why: string;
}

/** A pool with eligible agents, and what is the same for every task of the class. */
export interface Eligible {
  readonly pool: AgentPool;
  /** Of the pool's agents, those that accept these tasks. */
  readonly agents: readonly AgentNode[];
  /** Beside `agents`. */
  readonly skills: readonly Skill[];
  /** Declared for the capabilities; NaN when it is not. */
  readonly latencyMs: number;
}

/** What is worked out once for tasks that the same agents can do. */
export interface Filtered {
  readonly key: string;
  /** What it is learned under: the capabilities joined by `+`, or `*` when it names none. */
  readonly skill: string;
  readonly eligible: readonly Eligible[];
  readonly excluded: readonly Exclusion[];
  /** A plan gives these tasks to one pool only. */
  readonly isPinned: boolean;
}

/**
 * Tasks that the same agents can do: same capabilities, same refusals, same resources. Filters are worked out once
 * a class, and ready tasks wait in one queue a class and run, so a decision looks at heads only.
 */
export class TaskClass implements Filtered {
  readonly key: string;
  readonly skill: string;
  readonly eligible: readonly Eligible[];
  readonly excluded: readonly Exclusion[];
  readonly isPinned: boolean;
  /** How many of its pools have a free slot. */
  freePools = 0;
  /** Its queues that have tasks. Those whose tasks are shared out stand apart: they have other agents to wait for. */
  readonly lane: Lane;
  readonly sharedLane: Lane;

  /** @param lanes Where lanes that have tasks are entered. */
  constructor({ key, skill, eligible, excluded, isPinned }: Filtered, lanes: Lane[]) {
    this.key = key;
    this.skill = skill;
    this.eligible = eligible;
    this.excluded = excluded;
    this.isPinned = isPinned;
    this.lane = new Lane(this, lanes);
    this.sharedLane = new Lane(this, lanes);
    for (const { pool } of eligible) {
      pool.classes.push(this);
      if (pool.freeSlots > 0) this.freePools++;
    }
  }
}

/** What tells classes apart. */
export function classKeyOf(task: Task, refusals: ReadonlyMap<AgentId, string> | undefined): string {
  const capabilities = task.capabilities.length <= 1 ? (task.capabilities[0] ?? '') : [...task.capabilities].sort().join('+');
  if (refusals === undefined && task.resources.length === 0) return capabilities;
  const refused = refusals === undefined ? '' : [...refusals.keys()].sort().join(',');
  const resources = task.resources.map((use) => `${use.name}:${use.access}:${use.units}`).sort();
  return `${capabilities}|${refused}|${resources.join(',')}`;
}

export function createTaskClass(
  key: string,
  task: Task,
  refusals: ReadonlyMap<AgentId, string> | undefined,
  pools: readonly AgentPool[],
  lanes: Lane[],
): TaskClass {
  const skill = skillNameOf(task.capabilities);
  const eligible: Eligible[] = [];
  const excluded: Exclusion[] = [];
  for (const pool of pools) {
    const agents: AgentNode[] = [];
    for (const agent of pool.agents) {
      const why = refusals?.get(agent.profile.id) ?? whyUnable(task, agent.profile);
      if (why === undefined) agents.push(agent);
      else excluded.push({ agent: agent.index, why });
    }
    const [first] = agents;
    if (first === undefined) continue;
    const skills = agents.map((agent) => skillOf(agent, skill, declaredLevel(agent.profile, skill)));
    eligible.push({ pool, agents, skills, latencyMs: declaredLatencyMs(task, first.profile) ?? Number.NaN });
  }
  return new TaskClass({ key, skill, eligible, excluded, isPinned: false }, lanes);
}

/** The same tasks for the agents of one pool only: a plan has found them a better use for the time of the others. */
export function pinnedTo(key: string, from: TaskClass, entry: Eligible, lanes: Lane[]): TaskClass {
  const others = from.eligible.filter((other) => other !== entry).flatMap(({ agents }) => agents);
  const excluded = [...from.excluded, ...others.map(({ index }) => ({ agent: index, why: 'the plan gives the task to another agent' }))];
  return new TaskClass({ key, skill: from.skill, eligible: [entry], excluded, isPinned: true }, lanes);
}

type Profile = Team['agents'][number];

/** How the reason begins of an agent that is not capable. */
export const LACKS = 'has no ';

function whyUnable(task: Task, agent: Profile): string | undefined {
  const missing = task.capabilities.filter((capability) => !(levelOf(agent, capability) > 0));
  if (missing.length > 0) return `${LACKS}${missing.join(', ')}`;
  const needed = contextNeeded(task);
  if (needed <= (agent.contextTokens ?? Number.POSITIVE_INFINITY)) return undefined;
  return `its context of ${agent.contextTokens} tokens is too small for the ${needed} that the task needs`;
}
