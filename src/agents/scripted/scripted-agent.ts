import type { Agent, AgentProfile, Outcome, Price, Work } from '../../core/agent.ts';
import { type AgentError, RetryableError, TerminalError } from '../../core/agent-error.ts';
import { agentId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { Estimate, InterruptedPolicy, Task } from '../../core/task.ts';
import { sampleOutput } from './sample-output.ts';
import { medianLatencyMs, type Script, type ScriptedError, successProbability } from './script.ts';
import { normal, seededRandom } from './seeded-random.ts';

/** How a scripted agent appears in its team. */
export interface ScriptedProfile {
  readonly id: string;
  readonly description?: string;
  /** Level 0..1 by capability, or `*`. */
  readonly capabilities: Readonly<Record<string, number>>;
  /** How many tasks it does at once. Default 1. */
  readonly slots?: number;
  /** Default none. */
  readonly limits?: readonly string[];
  readonly contextTokens?: number;
  readonly interrupted?: InterruptedPolicy;
}

/** How an attempt would go: known at once, without waiting for it. */
export type Rehearsal = { readonly durationMs: number } & ({ readonly outcome: Outcome } | { readonly error: AgentError });

export interface ScriptedAgent extends Agent {
  /** What `perform` would do with the same work. */
  rehearse(work: Pick<Work, 'task' | 'attempt' | 'seed'>): Rehearsal;
}

/**
 * An agent that follows a script instead of working: to rehearse a plan, to test and to measure, without spending.
 * The same seed gives the same outcomes; success and latency are drawn apart, so that changing one leaves the other as it was.
 * It accepts every task, also one that names no capability.
 */
export function scriptedAgent(given: ScriptedProfile, script: Script): ScriptedAgent {
  const price: Price = { perAttemptUsd: script.costUsd ?? 0 };
  const profile: AgentProfile = {
    id: agentId(given.id),
    kind: 'scripted',
    description: given.description ?? 'follows a script instead of working',
    capabilities: given.capabilities,
    slots: given.slots ?? 1,
    limits: given.limits ?? [],
    price,
    ...(script.latencyMs === undefined
      ? {}
      : { latencyMs: typeof script.latencyMs === 'number' ? { '*': script.latencyMs } : script.latencyMs }),
    ...(given.contextTokens === undefined ? {} : { contextTokens: given.contextTokens }),
    ...(given.interrupted === undefined ? {} : { interrupted: given.interrupted }),
  };
  const rehearse: ScriptedAgent['rehearse'] = (work) => {
    const durationMs = latencyOf(script, work);
    const succeeds = seededRandom(work.seed, 'success')() < successProbability(script, work.task);
    return succeeds ? { durationMs, outcome: outcomeOf(script, given.id, work) } : { durationMs, error: failureOf(script, given.id, work) };
  };
  return {
    profile,
    estimate: (task): Estimate => ({ ...task.estimate, durationMs: medianLatencyMs(script, task) }),
    rehearse,
    perform: async (work, call) => {
      call.signal.throwIfAborted();
      const rehearsal = rehearse(work);
      await call.sleep(rehearsal.durationMs);
      if ('error' in rehearsal) throw rehearsal.error;
      return rehearsal.outcome;
    },
  };
}

/** Lognormal around the median: never negative, with the long tail that real latencies have. */
function latencyOf(script: Script, { task, seed }: Pick<Work, 'task' | 'seed'>): number {
  const medianMs = medianLatencyMs(script, task);
  const sigma = script.latencySigma ?? 0;
  return sigma === 0 ? medianMs : medianMs * Math.exp(sigma * normal(seededRandom(seed, 'latency')));
}

function outcomeOf(script: Script, agent: string, { task, attempt }: Pick<Work, 'task' | 'attempt'>): Outcome {
  const usage = usageOf(task);
  return {
    output: script.output === undefined ? echoOf(agent, task, attempt) : script.output,
    costUsd: script.costUsd ?? 0,
    ...(usage === undefined ? {} : { usage }),
  };
}

/** Which attempt it was; where the task wants its output in a form of its own, a sample of that. */
function echoOf(agent: string, task: Task, attempt: number): Json {
  return task.output === undefined ? { agent, task: task.id, attempt } : sampleOutput(task.output);
}

/** A rehearsal uses the tokens that the plan expects, so that token limits can be rehearsed too. */
function usageOf({ estimate }: Task) {
  if (estimate?.inputTokens === undefined && estimate?.outputTokens === undefined) return undefined;
  return { inputTokens: estimate.inputTokens ?? 0, outputTokens: estimate.outputTokens ?? 0 };
}

function failureOf(script: Script, agent: string, { task, attempt }: Pick<Work, 'task' | 'attempt'>): AgentError {
  const error = script.error ?? '500';
  const message = `${agent} fails attempt ${attempt} of ${task.id} by its script: ${WORDS[error]}`;
  switch (error) {
    case '429':
    case '500':
    case 'timeout':
      return new RetryableError(error, message, script.retryAfterMs === undefined ? {} : { retryAfterMs: script.retryAfterMs });
    case '401':
    case 'refused':
      return new TerminalError(error, message);
    case 'terminal':
      return new TerminalError(error, message, { for: 'task' });
  }
}

const WORDS: Readonly<Record<ScriptedError, string>> = {
  '429': 'too many requests (429)',
  '500': 'the server failed (500)',
  timeout: 'it took too long',
  '401': 'not authorised (401)',
  refused: 'it refuses',
  terminal: 'nobody can do this',
};
