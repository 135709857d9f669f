import type { AgentProfile } from '../core/agent.ts';
import type { AgentNode, RunningAttempt } from './agent-node.ts';
import type { TaskClass } from './task-class.ts';

/** Up to so many agents are told apart one by one; in a larger team those declared alike stand for each other. */
const TOLD_APART = 32;

/** An overdue attempt is expected to take half as long again as it has already. */
const OVERDUE_FACTOR = 0.5;

/**
 * Agents that are declared alike, so that a decision looks at one of them instead of all. In a small team every agent is a
 * pool of its own. Invariants:
 *   L1. `free` holds the agents with a free slot, each at its `freePlace`; `freeSlots` is the sum of their free slots.
 *   L2. A class counts the pool in its `freePools` exactly while `freeSlots` is above 0.
 */
export interface AgentPool {
  readonly index: number;
  readonly agents: AgentNode[];
  readonly free: AgentNode[];
  readonly classes: TaskClass[];
  readonly attempts: RunningAttempt[];
  freeSlots: number;
  /** Nothing that it takes is scarce. */
  isSpare: boolean;
  /** When it may begin something, as of the last decision in which work was shared out. */
  opensAtMs: number;
  /** The sum of what its attempts were expected to take. */
  expectedMs: number;
}

export function createPool(index: number): AgentPool {
  return { index, agents: [], free: [], classes: [], attempts: [], freeSlots: 0, isSpare: false, opensAtMs: 0, expectedMs: 0 };
}

/** What the agents of one pool have in common; embedded ones and those of small teams stand alone. */
export function poolKeyOf(profile: AgentProfile, teamSize: number): string {
  if (teamSize <= TOLD_APART || profile.kind === 'embedded') return profile.id;
  const { kind, capabilities, slots, limits, price, latencyMs, contextTokens } = profile;
  return JSON.stringify([kind, capabilities, slots, limits, price, latencyMs, contextTokens]);
}

/** Takes note that an agent's free slots are not what they were. */
export function recount(agent: AgentNode, freeBefore: number): void {
  const { pool } = agent;
  const freeNow = freeSlots(agent);
  const hadSome = pool.freeSlots > 0;
  pool.freeSlots += freeNow - freeBefore;
  if (freeNow > 0 && agent.freePlace < 0) {
    agent.freePlace = pool.free.push(agent) - 1;
  } else if (freeNow === 0 && agent.freePlace >= 0) {
    const last = pool.free.pop();
    if (last !== undefined && last !== agent) {
      pool.free[agent.freePlace] = last;
      last.freePlace = agent.freePlace;
    }
    agent.freePlace = -1;
  }
  const hasSome = pool.freeSlots > 0;
  if (hadSome === hasSome) return;
  for (const taskClass of pool.classes) taskClass.freePools += hasSome ? 1 : -1;
}

export function freeSlots({ slots, busy, onProbation }: AgentNode): number {
  return Math.max(0, (onProbation ? Math.min(1, slots) : slots) - busy);
}

export function occupy(attempt: RunningAttempt): void {
  const { agent } = attempt;
  const before = freeSlots(agent);
  agent.busy++;
  attempt.place = agent.pool.attempts.push(attempt) - 1;
  agent.pool.expectedMs += attempt.expectedMs;
  recount(agent, before);
}

export function vacate(attempt: RunningAttempt): void {
  const { agent, place } = attempt;
  const { attempts } = agent.pool;
  const before = freeSlots(agent);
  agent.busy--;
  agent.pool.expectedMs = attempts.length === 1 ? 0 : agent.pool.expectedMs - attempt.expectedMs;
  const last = attempts.pop();
  if (last !== undefined && last !== attempt) {
    attempts[place] = last;
    last.place = place;
  }
  recount(agent, before);
}

/** True of a pool so large that its slots are forecast as a steady flow, not one by one. */
export function isFlow({ attempts }: AgentPool): boolean {
  return attempts.length > TOLD_APART;
}

/** How often a slot of a large pool comes free. */
export function flowMs({ attempts, expectedMs }: AgentPool): number {
  return expectedMs / attempts.length ** 2;
}

/** When the first of the pool's attempts is expected to end; `Infinity` when none is under way. */
export function earliestEndMs({ attempts }: AgentPool, nowMs: number): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < attempts.length; index++) {
    const attempt = attempts[index];
    if (attempt !== undefined) earliest = Math.min(earliest, expectedEndMs(attempt, nowMs));
  }
  return earliest;
}

export function expectedEndMs({ startedAtMs, expectedMs }: RunningAttempt, nowMs: number): number {
  const planned = startedAtMs + expectedMs;
  if (planned > nowMs) return planned;
  return Math.max(justAfterMs(nowMs), nowMs + (nowMs - startedAtMs) * OVERDUE_FACTOR);
}

/** An instant that is later, by as little as makes a difference: a slot that is taken now is not free now, however short the work. */
export function justAfterMs(instantMs: number): number {
  return instantMs + Math.max(1, instantMs * Number.EPSILON);
}
