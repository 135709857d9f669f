import type { AgentNode } from './agent-node.ts';
import { freeSlots, recount } from './agent-pool.ts';

/** A row of failures as unlikely as this, for an agent of its level, says that something is wrong with it. */
const IMPROBABLE = 0.01;
const FEWEST_FAILURES = 3;

const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 600_000;

/**
 * Takes a failure into account that speaks against the agent. One that fails again and again rests, then is tried with one task at a
 * time, and comes back in full with the first success (a circuit breaker: Nygard, Release It!, 2007).
 *
 * @param level 0..1, the declared one: how often it should succeed.
 * @param startedAtMs When the attempt began: one that was under way when the agent was sent to rest says nothing new.
 */
export function agentFailed(agent: AgentNode, level: number, startedAtMs: number, nowMs: number): void {
  if (agent.onProbation && startedAtMs < agent.restsSinceMs) return;
  agent.failuresInARow++;
  const chance = (1 - Math.min(0.95, Math.max(0.05, level))) ** agent.failuresInARow;
  if (!agent.onProbation && (agent.failuresInARow < FEWEST_FAILURES || chance > IMPROBABLE)) return;
  if (agent.restUntilMs > nowMs) return;
  agent.restsSinceMs = nowMs;
  agent.restUntilMs = nowMs + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** agent.rests);
  agent.rests++;
  setProbation(agent, true);
}

/**
 * A success: whatever was wrong is over, and so is a rest. Also when its attempt began before the rest: it ended well after the failures,
 * and to rest an agent that works costs more than to find out once more that it does not.
 */
export function agentSucceeded(agent: AgentNode): void {
  agent.failuresInARow = 0;
  agent.rests = 0;
  agent.restUntilMs = 0;
  if (agent.onProbation) setProbation(agent, false);
}

function setProbation(agent: AgentNode, onProbation: boolean): void {
  const before = freeSlots(agent);
  agent.onProbation = onProbation;
  recount(agent, before);
}
