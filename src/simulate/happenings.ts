import { seededRandom } from '../agents/scripted/seeded-random.ts';
import type { Agent, AgentProfile, Usage } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { levelOf } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import { expectedSuccess, learnedMs, recordOf } from '../learn/record-of.ts';
import type { Skill } from '../learn/skill.ts';
import { declaredLatencyMs, estimatedMs, foreseenCostUsd, priorMs } from '../schedule/expectation.ts';
import { noiseFactor } from './noise.ts';
import { rehearsalsOf } from './rehearsal.ts';
import type { Happening } from './world.ts';

export interface Chances {
  /** Standard deviation of the logarithm of durations: >= 0. */
  readonly noise: number;
  readonly seed: number;
  /** Attempts of agents that follow no script fail as often as is believed of them, or as their level leaves room for; else they all succeed. */
  readonly failures: boolean;
  /** What was learned of the team. */
  readonly learner?: Learner | undefined;
}

/** How every attempt goes in a simulated plan, and how long it takes: fixed by the seed. */
export interface Happenings {
  happen(task: Task, agent: AgentId, attempt: number): Happening;
  /** What that attempt takes, whether it is made or not. */
  durationMs(task: Task, agent: AgentProfile, attempt: number): number;
}

/** What a model is taken to need to find out that it failed: as long as to succeed. */
const FAILED = { kind: 'retryable', code: 'simulated', message: 'the simulation let it fail' } as const;

/**
 * An agent takes a task the latency it declares, else the task's estimate, else what the agent itself estimates, else what
 * such work usually takes, by as much longer or shorter as was learned of it; times a lognormal factor. Agents that follow a script go by the script.
 */
export function happeningsOf(
  team: readonly AgentProfile[],
  agents: readonly Agent[],
  { noise, seed, failures, learner }: Chances,
): Happenings {
  const profiles = new Map(team.map((profile) => [profile.id, profile]));
  const byId = new Map(agents.map((agent) => [agent.profile.id, agent]));
  const rehearse = rehearsalsOf(agents, seed);
  const factorOf = (task: Task, attempt: number): number => noiseFactor(noise, seed, `${task.id}/${attempt}`);
  const expectedMs = (task: Task, profile: AgentProfile): number =>
    learnedMs(recordOf(learner, task, profile), declaredLatencyMs(task, profile) ?? estimatedMs(task)) ??
    estimateOf(byId.get(profile.id), task) ??
    priorMs(task);
  const successOf = (task: Task, profile: AgentProfile): number =>
    learner === undefined ? successProbability(task, profile) : expectedSuccess(learner, task, profile);
  const durationMs = (task: Task, profile: AgentProfile, attempt: number): number =>
    (rehearse(task, profile.id, attempt)?.durationMs ?? expectedMs(task, profile)) * factorOf(task, attempt);
  return {
    durationMs,
    happen: (task, id, attempt) => {
      const rehearsed = rehearse(task, id, attempt);
      if (rehearsed !== undefined) return { ...rehearsed, durationMs: rehearsed.durationMs * factorOf(task, attempt) };
      const profile = profiles.get(id);
      if (profile === undefined) return { durationMs: estimatedMs(task) ?? priorMs(task) };
      const costUsd = costOf(task, profile, recordOf(learner, task, profile));
      const usage = usageOf(task);
      const fails = failures && seededRandom(seed, `success/${task.id}/${attempt}/${id}`)() >= successOf(task, profile);
      return {
        durationMs: durationMs(task, profile, attempt),
        ...(costUsd === undefined ? {} : { costUsd }),
        ...(usage === undefined ? {} : { usage }),
        ...(fails ? { failure: FAILED } : {}),
      };
    },
  };
}

function estimateOf(agent: Agent | undefined, task: Task): number | undefined {
  const durationMs = agent?.estimate?.(task).durationMs;
  return durationMs !== undefined && Number.isFinite(durationMs) && durationMs >= 0 ? durationMs : undefined;
}

/** The least of its levels at what the task needs; 1 for a task that names nothing. */
function successProbability({ capabilities }: Task, profile: AgentProfile): number {
  return capabilities.reduce((least, capability) => Math.min(least, levelOf(profile, capability)), 1);
}

/** Nothing when the plan does not say: unknown, not zero. */
function usageOf({ estimate }: Task): Usage | undefined {
  if (estimate?.inputTokens === undefined && estimate?.outputTokens === undefined) return undefined;
  return { inputTokens: estimate.inputTokens ?? 0, outputTokens: estimate.outputTokens ?? 0 };
}

/** By what was paid before for such work, else by price; nothing when that is not known. */
function costOf(task: Task, { price }: AgentProfile, known: Skill | undefined): number | undefined {
  const costUsd = foreseenCostUsd(task, price, known);
  return Number.isNaN(costUsd) ? undefined : costUsd;
}
