import type { Candidate, Decision } from '../core/decision.ts';
import { formatDuration } from '../core/duration.ts';
import type { AgentNode } from './agent-node.ts';
import { type Choice, forEachCandidate } from './choose.ts';
import type { Obstacle, Option } from './option.ts';
import type { SlotForecast } from './slot-forecast.ts';
import type { TaskNode } from './task-node.ts';
import { USD_PER_HOUR_SAVED } from './utility.ts';

/** What a decision says when reasons are not asked for. */
export const NO_REASON: Decision = { why: 'reasons are not kept' };

/** Why a choice was made: every agent with its figures, or with what ruled it out. To be asked before anything follows from it. */
export function explainChoice(
  { kind, option: chosen }: Choice,
  node: TaskNode,
  agents: readonly AgentNode[],
  forecast: SlotForecast,
  nowMs: number,
): Decision {
  const able: { readonly candidate: Candidate; readonly utility: number; readonly declaredUtility: number }[] = [];
  const out: Candidate[] = [];
  forEachCandidate(node, forecast, nowMs, (agent, obstacle, option) => {
    const { startMs, durationMs, success, costUsd, utilityUsd, declaredUtilityUsd, known } = option;
    const { id } = agent.profile;
    if (obstacle !== undefined) {
      out.push({ agent: id, ruledOut: wordsFor(obstacle, node) });
      return;
    }
    able.push({
      utility: utilityUsd,
      declaredUtility: known === undefined ? utilityUsd : declaredUtilityUsd,
      candidate: {
        agent: id,
        finishMs: Math.round(startMs - nowMs + durationMs),
        ...(startMs <= nowMs ? {} : { later: whyLater(node, agent, option) }),
        success: round(success),
        ...(known === undefined || known.evidence.trials === 0 ? {} : { declared: known.level, trials: known.evidence.trials }),
        ...(Number.isNaN(costUsd) ? {} : { costUsd }),
        utility: round(utilityUsd),
      },
    });
  });
  const candidates = able.toSorted((a, b) => b.utility - a.utility).map(({ candidate }) => candidate);
  candidates.push(...out);
  for (const { agent, why } of node.queue.class.excluded) {
    const id = agents[agent]?.profile.id;
    if (id !== undefined)
      candidates.push({ agent: id, ruledOut: node.queue.class.isPinned ? `${why}${recordOf(agents[agent], node)}` : why });
  }
  if (chosen.agent === undefined || kind === 'held' || kind === 'impossible') {
    const reasons = out.map(({ agent, ruledOut }) => `${agent}: ${ruledOut}`).join('; ');
    return { why: reasons === '' ? 'no agent of the team is eligible' : reasons, candidates };
  }
  if (kind === 'wait') {
    const wait = formatDuration(chosen.startMs - nowMs);
    const reason = able.length === 1 ? 'nobody else can do it' : 'better than any agent that is free now';
    return { why: `waits ${wait} for ${chosen.agent.profile.id}, which ${whyLater(node, chosen.agent, chosen)}: ${reason}`, candidates };
  }
  const because = node.queue.class.isPinned ? movedPlan(node, chosen.agent, agents) : chosen.isTried ? '' : moved(able, chosen.agent);
  return { why: `${whyChosen(node, chosen.agent, chosen, able.length)}${because}`, candidates };
}

function whyChosen(
  node: TaskNode,
  agent: AgentNode,
  { success, durationMs, costUsd, isTried }: Pick<Option, 'success' | 'durationMs' | 'costUsd' | 'isTried'>,
  options: number,
): string {
  const again =
    node.attempts === 0
      ? ''
      : node.trouble?.marks.has(agent.index)
        ? 'another try: '
        : (node.trouble?.marks.size ?? 0) === 0
          ? 'once more: '
          : 'given to another agent after a failure: ';
  if (node.queue.class.isPinned) return `${again}by the best plan found for the whole run${hurry(node)}`;
  if (options === 1) return `${again}the only agent that can do it`;
  const price = Number.isNaN(costUsd) ? '' : `, ${usd(costUsd)}`;
  const figures = `success ${Math.round(success * 100)} %, done in ${formatDuration(durationMs)}${price}`;
  const trial = isTried ? '; tried here, as it may suit such words better than is known' : '';
  return `${again}best expected utility of ${options} agents (${figures})${trial}${hurry(node)}`;
}

/** What time is worth to a run that would be late, or out of money, otherwise. */
function hurry({ run: { pace, terms } }: TaskNode): string {
  const own = USD_PER_HOUR_SAVED[terms.objective];
  if (pace.usdPerHour === own) return '';
  return `; to keep to the ${pace.usdPerHour > own ? 'deadline' : 'budget'} an hour counts as ${usd(pace.usdPerHour)}`;
}

/** What is known of an agent that the plan gives other work. */
function recordOf(agent: AgentNode | undefined, { queue }: TaskNode): string {
  const known = agent?.skills.get(queue.class.skill)?.known;
  if (known === undefined || known.evidence.trials === 0) return '';
  const { success, evidence, level } = known;
  return ` (its record: ${Math.round(success * 100)} % after ${evidence.trials} tries, declared ${Math.round(level * 100)} %)`;
}

/** The same for a plan: who declares more than the agent chosen, and is known to be worse. */
function movedPlan({ queue }: TaskNode, chosen: AgentNode, agents: readonly AgentNode[]): string {
  const { skill, excluded } = queue.class;
  const own = chosen.skills.get(skill);
  const others = excluded.flatMap(({ agent }) => {
    const other = agents[agent];
    const known = other?.skills.get(skill)?.known;
    return other === undefined || known === undefined || known.evidence.trials === 0 ? [] : [{ id: other.profile.id, known }];
  });
  const passed = others.filter(({ known }) => own !== undefined && known.level > own.level && known.success < own.success);
  const [most] = passed.toSorted((a, b) => b.known.level - a.known.level);
  return most === undefined ? '' : `; ${most.id} declares more: their records say otherwise`;
}

/** What the record changed: whom the declarations alone would have chosen. */
function moved(
  able: readonly { readonly candidate: Candidate; readonly declaredUtility: number }[],
  { profile: { id } }: AgentNode,
): string {
  if (!able.some(({ candidate }) => candidate.trials !== undefined)) return '';
  const declared = able.toSorted((a, b) => b.declaredUtility - a.declaredUtility)[0]?.candidate.agent;
  const own = able.find(({ candidate }) => candidate.agent === id)?.declaredUtility;
  const best = able.find(({ candidate }) => candidate.agent === declared)?.declaredUtility;
  return declared === undefined || own === best
    ? ''
    : `; by what agents declare it would have been ${declared}: their records say otherwise`;
}

/** What an agent that cannot begin at once is doing meanwhile. */
function whyLater({ trouble }: TaskNode, agent: AgentNode, { startMs, slotIsFree }: Pick<Option, 'startMs' | 'slotIsFree'>): string {
  if (trouble?.marks.get(agent.index)?.notBeforeMs === startMs) return 'lets the task be for a while after failing at it';
  if (agent.onProbation && agent.restUntilMs === startMs)
    return `rests after ${agent.failuresInARow} ${agent.failuresInARow === 1 ? 'failure' : 'failures in a row'}`;
  return slotIsFree ? 'keeps to its limits' : 'is busy';
}

function wordsFor({ kind }: Obstacle, { run }: TaskNode): string {
  switch (kind) {
    case 'said-no':
      return 'cannot do it (it said so when it tried)';
    case 'price-unknown':
      return 'its price is unknown, and the run has a budget';
    case 'over-budget':
      return `costs more than the ${usd(Math.max(0, (run.terms.budgetUsd ?? 0) - run.spentUsd))} left of the budget`;
    case 'budget-reserved':
      return 'the rest of the budget is reserved by attempts under way';
    case 'concurrency':
      return 'its limit on concurrency is reached';
    case 'gone':
      return 'it has left the team';
    case 'kept':
      return 'there is more work than slots, and it is kept for what others can do less well';
    case 'no-slots':
      return 'it has no slots at present';
  }
}

const usd = (amountUsd: number): string =>
  `$${amountUsd > 0 && amountUsd < 1e-6 ? amountUsd.toFixed(12) : Number(amountUsd.toPrecision(4))}`;

/** To six digits. */
function round(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const scale = 10 ** (5 - Math.floor(Math.log10(Math.abs(value))));
  return Number.isFinite(scale) ? Math.round(value * scale) / scale : value;
}
