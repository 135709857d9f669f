import type { RunId } from '../core/ids.ts';
import type { Team } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import { type AgentNode, createAgentNode } from './agent-node.ts';
import { type AgentPool, createPool, poolKeyOf, recount } from './agent-pool.ts';
import { type Backlog, newBacklog } from './backlog.ts';
import { Deadlines } from './deadlines.ts';
import { EventQueue } from './event-queue.ts';
import type { Lane } from './lane.ts';
import type { Command } from './messages.ts';
import { Quota } from './quota.ts';
import { ResourcePool } from './resource-pool.ts';
import type { Alarm } from './ripening.ts';
import { noSideCalls, type SideCalls } from './side-calls.ts';
import { SlotForecast } from './slot-forecast.ts';
import type { TaskClass } from './task-class.ts';
import type { RunNode, TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';

/** All that the scheduler knows. It changes in place. */
export interface SchedulerState {
  readonly agents: readonly AgentNode[];
  readonly pools: readonly AgentPool[];
  readonly quotas: ReadonlyMap<string, Quota>;
  /** The sizes of context that agents declare, in tokens, ascending. */
  readonly contextSizes: readonly number[];
  /** Some limit is on tokens. */
  readonly hasTokenLimits: boolean;
  readonly resources: ResourcePool;
  readonly classes: Map<string, TaskClass>;
  readonly runs: Map<RunId, RunNode>;
  /** One for each run and class, by run; those of finished runs are gone. */
  readonly queues: Map<RunNode, TaskQueue[]>;
  /** Those that have queues with ready tasks. */
  readonly lanes: Lane[];
  /** Queues that nothing can be taken from in this look. */
  readonly aside: TaskQueue[];
  /** One for each run with ready tasks, by when time makes some of them more urgent. */
  readonly ripening: EventQueue<Alarm>;
  /** Open runs that have a deadline. */
  readonly deadlines: Deadlines;
  readonly reasons: boolean;
  /** Attempts change what is expected of agents. */
  readonly learns: boolean;
  readonly forecast: SlotForecast;
  readonly backlog: Backlog;
  /** Calls to agents beside their attempts. */
  readonly calls: SideCalls;
  /** The instant of the step under way. */
  nowMs: number;
  tasks: number;
  /** Attempts started. */
  started: number;
  decisions: number;
  runsOpened: number;
  wakeAtMs: number;
  /** Attempts under way that may be broken off. */
  preemptible: number;
  /** Before this instant no attempt becomes a straggler. */
  hedgeAtMs: number;
  /** How many fruitless looks at waiting tasks are paid for (`decide.ts`). */
  credit: number;
  /** How many the last full search took. */
  lastSearch: number;
}

/** What a step leads to. */
export interface Consequences {
  /** Leaf tasks that can start now. */
  readonly ready: TaskNode[];
  readonly commands: Command[];
  /** Runs that may be at their end. */
  readonly ending: RunNode[];
}

export function createState(team: Team, reasons: boolean, learns = true, learner?: Learner): SchedulerState {
  const quotas = new Map(Object.entries(team.limits).map(([name, limit]) => [name, new Quota(name, limit)]));
  const pools = new Map<string, AgentPool>();
  const agents = team.agents.map((profile, index) => {
    const key = poolKeyOf(profile, team.agents.length);
    const pool = pools.get(key) ?? createPool(pools.size);
    pools.set(key, pool);
    const agent = createAgentNode(index, profile, pool, quotas, learner);
    pool.agents.push(agent);
    recount(agent, 0);
    return agent;
  });
  return {
    agents,
    pools: [...pools.values()],
    quotas,
    contextSizes: [...new Set(team.agents.flatMap(({ contextTokens }) => contextTokens ?? []))].sort((a, b) => a - b),
    hasTokenLimits: Object.values(team.limits).some((limit) => limit.tokensPerMinute !== undefined || limit.tokensPerDay !== undefined),
    resources: new ResourcePool(team.resources),
    classes: new Map(),
    runs: new Map(),
    queues: new Map(),
    lanes: [],
    aside: [],
    ripening: new EventQueue(),
    deadlines: new Deadlines(),
    reasons,
    learns,
    forecast: new SlotForecast(),
    backlog: newBacklog(),
    calls: noSideCalls(),
    started: 0,
    nowMs: 0,
    tasks: 0,
    decisions: 0,
    runsOpened: 0,
    wakeAtMs: Number.POSITIVE_INFINITY,
    preemptible: 0,
    hedgeAtMs: Number.POSITIVE_INFINITY,
    credit: Number.POSITIVE_INFINITY,
    lastSearch: 0,
  };
}
