import { likely } from '../learn/belief.ts';
import type { AgentNode, Skill } from './agent-node.ts';
import { freeSlots } from './agent-pool.ts';
import { estimatedMs, expectedCostUsd, expectedTokens, foreseenCostUsd, priorMs } from './expectation.ts';
import { emptyOption, OBSTACLES, type Obstacle, type Option } from './option.ts';
import { isKept, setShares } from './shares.ts';
import type { SlotForecast } from './slot-forecast.ts';
import { DOUBT, steeringUsd } from './steering.ts';
import type { Eligible } from './task-class.ts';
import { hasToSave, type TaskNode } from './task-node.ts';
import { BOTCH_FACTOR, MS_PER_HOUR } from './utility.ts';

/** Of agents declared alike that are free, so many are compared by what was learned of them. */
const COMPARED = 4;
const LOOKED_AT = 32;

/**
 * - `start`: the best agent can take it now;
 * - `wait`: the best agent can take it at `option.startMs`, and that is better than any that is free now;
 * - `held`: nobody can until something else ends (a concurrency limit, money that is reserved);
 * - `impossible`: nobody ever can.
 */
export interface Choice {
  readonly kind: 'start' | 'wait' | 'held' | 'impossible';
  /** Written over by the next choice. */
  readonly option: Option;
  /** False when no task of this class could begin now, whoever it is. */
  readonly open: boolean;
}

const scratch = emptyOption();
const best = emptyOption();

/** The agent that is tried at the task in question beside the best, if any, and what is added to its success for that. */
let tried: AgentNode | undefined;
let triedMore = 0;

/**
 * Which agent should do this task, and when: the option of the largest expected utility. O(eligible pools).
 *
 * @param meant An agent that was matched with the task: taken, or waited for, if nothing is in its way.
 */
export function choose(node: TaskNode, forecast: SlotForecast, nowMs: number, meant?: AgentNode): Choice {
  best.agent = undefined;
  let forGood = true;
  let open = false;
  let isOnlyKept = true;
  const isShared = node.queue.shares !== undefined && node.trouble === undefined;
  forEachCandidate(node, forecast, nowMs, (_, obstacle) => {
    if (obstacle !== undefined) {
      forGood &&= obstacle.forGood;
      isOnlyKept &&= obstacle.forGood || obstacle.kind === 'kept' || obstacle.kind === 'budget-reserved';
      return;
    }
    if (scratch.startMs <= nowMs || scratch.taskWaits) open = true;
    const isMeant = meant !== undefined && scratch.agent?.pool === meant.pool;
    if (best.agent === undefined || (best.agent.pool !== meant?.pool && (isMeant || isBetter(scratch, best, isShared))))
      Object.assign(best, scratch);
  });
  if (best.agent === undefined && !forGood && isOnlyKept && isShared) {
    // Those it is for cannot do it after all: the shares do not fit the work.
    setShares(node.queue, undefined);
    return choose(node, forecast, nowMs, meant);
  }
  if (best.agent === undefined) return { kind: forGood ? 'impossible' : 'held', option: best, open };
  return { kind: best.startMs <= nowMs ? 'start' : 'wait', option: best, open };
}

/** Calls back for each agent worth a look, with what is in its way or, when nothing is, with `option` filled in. */
export function forEachCandidate(node: TaskNode, forecast: SlotForecast, nowMs: number, visit: Visit): void {
  tried = undefined;
  const { eligible } = node.queue.class;
  if (eligible[0]?.agents[0]?.learner?.goesByTexts === true) tryAnother(node, forecast, nowMs);
  visitCandidates(node, forecast, nowMs, visit);
}

type Visit = (agent: AgentNode, obstacle: Obstacle | undefined, option: Option) => void;

/** Whom to try beside the best of those that could begin now: the second best, as far as the learner dares. */
function tryAnother(node: TaskNode, forecast: SlotForecast, nowMs: number): void {
  let first: AgentNode | undefined;
  let second: AgentNode | undefined;
  let most = Number.NEGATIVE_INFINITY;
  let next = Number.NEGATIVE_INFINITY;
  visitCandidates(node, forecast, nowMs, (agent, obstacle, { startMs, utilityUsd }) => {
    if (obstacle !== undefined || startMs > nowMs) return;
    if (utilityUsd > most) {
      second = first;
      next = most;
      first = agent;
      most = utilityUsd;
    } else if (utilityUsd > next) {
      second = agent;
      next = utilityUsd;
    }
  });
  const { skill } = node.queue.class;
  const known = first?.skills.get(skill)?.known;
  const other = second?.skills.get(skill)?.known;
  if (known === undefined || other === undefined) return;
  triedMore = second?.learner?.dare(known, other, node.task.instruction, chanceOf(node)) ?? 0;
  if (triedMore > 0) tried = second;
}

function visitCandidates(node: TaskNode, forecast: SlotForecast, nowMs: number, visit: Visit): void {
  const { eligible } = node.queue.class;
  for (let index = 0; index < eligible.length; index++) {
    const entry = eligible[index];
    if (entry === undefined) continue;
    const { agents, skills, pool } = entry;
    const startMs = forecast.nextFreeMs(pool);
    if (agents.length === 1 || startMs > nowMs) {
      const agent = agents[0];
      const skill = skills[0];
      if (agent !== undefined && skill !== undefined) visit(agent, weigh(node, agent, skill, entry, startMs, nowMs), scratch);
      continue;
    }
    let compared = 0;
    for (let place = 0; place < pool.free.length && place < LOOKED_AT && compared < COMPARED; place++) {
      const agent = pool.free[place];
      const skill = agent?.skills.get(node.queue.class.skill);
      if (agent === undefined || skill === undefined || (agents.length < pool.agents.length && !agents.includes(agent))) continue;
      if (agent.restUntilMs <= nowMs) compared++;
      visit(agent, weigh(node, agent, skill, entry, startMs, nowMs), scratch);
    }
  }
}

function weigh(
  node: TaskNode,
  agent: AgentNode,
  skill: Skill,
  { latencyMs }: Eligible,
  freeAtMs: number,
  nowMs: number,
): Obstacle | undefined {
  const { task, run, trouble } = node;
  if (agent.isGone) return OBSTACLES.gone;
  const mark = trouble?.marks.get(agent.index);
  if (mark?.notBeforeMs === Number.POSITIVE_INFINITY) return OBSTACLES.saidNo;
  const costUsd = foreseenCostUsd(task, agent.profile.price, skill.known);
  const overBudget = budgetObstacle(node, costUsd);
  if (overBudget !== undefined) return overBudget;
  if (isKept(node, agent.pool)) return OBSTACLES.kept;
  if (freeAtMs === Number.POSITIVE_INFINITY) return OBSTACLES.noSlots;
  let startMs = Math.max(freeAtMs, agent.restUntilMs);
  if (agent.quotas.length > 0) {
    const tokens = expectedTokens(task);
    for (let index = 0; index < agent.quotas.length; index++)
      startMs = Math.max(startMs, agent.quotas[index]?.earliestMs(tokens, nowMs) ?? 0);
    if (startMs === Number.POSITIVE_INFINITY) return OBSTACLES.concurrency;
  }
  scratch.taskWaits = mark !== undefined && startMs <= nowMs && mark.notBeforeMs > nowMs;
  if (mark !== undefined) startMs = Math.max(startMs, mark.notBeforeMs);
  const typicalMs = estimatedMs(task) ?? (Number.isNaN(latencyMs) ? priorMs(task) : latencyMs);
  const declaredMs = Number.isNaN(latencyMs) ? typicalMs : latencyMs;
  const durationMs = declaredMs * (skill.known ?? skill).slowness;
  const able = ability(node, agent, skill, startMs <= nowMs);
  const doubt = mark === undefined ? 1 : DOUBT ** mark.count;
  const success = able * doubt;
  const waitMs = startMs - nowMs;
  scratch.slotIsFree = freeAtMs <= nowMs;
  scratch.isTried = agent === tried && startMs <= nowMs;
  scratch.agent = agent;
  scratch.startMs = startMs;
  scratch.durationMs = durationMs;
  scratch.declaredMs = declaredMs;
  scratch.success = success;
  scratch.costUsd = costUsd;
  const { quality, deadlineAtMs } = run.terms;
  const isSteered = trouble !== undefined || quality !== undefined || deadlineAtMs !== undefined || hasToSave(run);
  const againstUsd = isSteered
    ? steeringUsd(node, quality === undefined ? success : success * DOUBT ** restsDoubted(agent, nowMs), costUsd, startMs + durationMs)
    : 0;
  scratch.utilityUsd = utilityUsd(run.pace.usdPerHour, success, costUsd, waitMs + durationMs, typicalMs) - againstUsd;
  scratch.known = skill.known;
  if (skill.known !== undefined) {
    const declaredUsd = expectedCostUsd(task, agent.profile.price);
    scratch.declaredUtilityUsd = utilityUsd(run.pace.usdPerHour, skill.level * doubt, declaredUsd, waitMs + declaredMs, typicalMs);
  }
  return undefined;
}

function utilityUsd(usdPerHour: number, success: number, costUsd: number, doneInMs: number, typicalMs: number): number {
  const timeMs = doneInMs + (1 - success) * BOTCH_FACTOR * typicalMs;
  return -(Number.isNaN(costUsd) ? 0 : costUsd) / Math.max(success, 0.01) - (timeMs / MS_PER_HOUR) * usdPerHour;
}

/** What the agent is believed to do at this task; with hope when it is free, so that it gets tried, but nobody waits for a hope. */
function ability(node: TaskNode, agent: AgentNode, { known, success }: Skill, isFree: boolean): number {
  const { learner } = agent;
  if (learner === undefined || known === undefined) return success;
  const { instruction } = node.task;
  if (!isFree) return learner.expect(known, instruction);
  const hope = learner.hope(known, instruction, chanceOf(node));
  return agent === tried ? likely(hope + triedMore) : hope;
}

/** Sets the draws for one attempt at a task apart from those for others. */
const chanceOf = ({ order, attempts }: TaskNode): number => order * 31 + attempts;

/** One that rests has failed in a row: it is not what was believed, and what was believed is no reason to wait for it. */
function restsDoubted({ rests, restUntilMs }: AgentNode, nowMs: number): number {
  return restUntilMs > nowMs ? Math.max(1, rests) : 0;
}

function budgetObstacle({ run }: TaskNode, costUsd: number): Obstacle | undefined {
  const { budgetUsd } = run.terms;
  if (budgetUsd === undefined) return undefined;
  if (Number.isNaN(costUsd)) return OBSTACLES.priceUnknown;
  if (run.spentUsd + costUsd > budgetUsd) return OBSTACLES.overBudget;
  return run.spentUsd + run.reservedUsd + costUsd > budgetUsd ? OBSTACLES.budgetReserved : undefined;
}

/**
 * Larger utility; among equals the agent with the larger share of free slots, then the one declared first. Where work has been shared out, everyone
 * who has a share has been weighed already: then it is the first to be free.
 */
function isBetter(option: Option, than: Option, isShared: boolean): boolean {
  if (isShared && option.startMs !== than.startMs) return option.startMs < than.startMs;
  if (option.utilityUsd !== than.utilityUsd) return option.utilityUsd > than.utilityUsd;
  return freeShare(option.agent) > freeShare(than.agent);
}

function freeShare(agent: AgentNode | undefined): number {
  return agent === undefined || agent.slots === 0 ? 0 : freeSlots(agent) / agent.slots;
}
