import type { AgentProfile } from '../core/agent.ts';
import type { Task } from '../core/task.ts';
import type { Learner } from '../learn/learner.ts';
import { learnedMs, recordOf } from '../learn/record-of.ts';
import { declaredLatencyMs } from './capable.ts';

/** What an agent says that a task would take it, in ms; nothing when it does not know. */
export type Estimates = (task: Task, agent: AgentProfile) => number | undefined;

/** What a task takes when nobody says anything: embedded code is quick, by the kind of work it does. */
const EMBEDDED_PRIORS_MS: Readonly<Record<string, number>> = {
  math: 10,
  data: 200,
  reading: 500,
  research: 500,
  writing: 800,
  analysis: 500,
  visualization: 1000,
  slides: 1500,
  design: 1500,
};
const EMBEDDED_PRIOR_MS = 500;

/** Anyone else thinks about it: an answer of a model, longer where the work is. */
const PRIORS_MS: Readonly<Record<string, number>> = { coding: 30_000, research: 20_000, writing: 15_000 };
const PRIOR_MS = 10_000;

/**
 * What a task is expected to take an agent, as the scheduler and the simulator see it: the latency that the agent declares for
 * the task's capabilities, else what the plan says, by as much longer or shorter as was learned; else what was learned, else what the
 * agent says of this task, else a prior by capability.
 *
 * @returns Milliseconds, finite and >= 0.
 */
export function expectedDurationMs(task: Task, agent: AgentProfile, estimates?: Estimates, learner?: Learner): number {
  const stated = declaredLatencyMs(agent, task) ?? soundMs(task.estimate?.durationMs);
  const said = learnedMs(recordOf(learner, task, agent), stated) ?? estimates?.(task, agent);
  return said !== undefined && said >= 0 && Number.isFinite(said) ? said : priorMs(task, agent);
}

function soundMs(durationMs: number | undefined): number | undefined {
  return durationMs !== undefined && durationMs >= 0 && Number.isFinite(durationMs) ? durationMs : undefined;
}

function priorMs({ capabilities }: Task, { kind }: AgentProfile): number {
  const [priors, rest] = kind === 'embedded' ? [EMBEDDED_PRIORS_MS, EMBEDDED_PRIOR_MS] : [PRIORS_MS, PRIOR_MS];
  const named = capabilities.flatMap((capability) => (Object.hasOwn(priors, capability) ? (priors[capability] ?? []) : []));
  return named.length === 0 ? rest : Math.max(...named);
}
