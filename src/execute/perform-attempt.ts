import type { Agent, Artifact, Price, RateLimit, Usage, Work } from '../core/agent.ts';
import { AgentError, RetryableError } from '../core/agent-error.ts';
import { formatDuration } from '../core/duration.ts';
import { messageOf } from '../core/errors.ts';
import type { Failure } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import { type Clock, sleepOn } from './clock.ts';
import { checkOutput } from './output-check.ts';
import type { Workspace } from './workspace.ts';

/** How an attempt ended. `text` is the output's JSON, written once. */
export type AttemptEnd = { readonly usage?: Usage; readonly costUsd?: number; readonly rateLimit?: RateLimit } & (
  | { readonly outcome: 'succeeded'; readonly output: Json; readonly text: string; readonly artifacts: readonly Artifact[] }
  | { readonly outcome: 'failed'; readonly failure: Failure }
  | { readonly outcome: 'cancelled'; readonly reason: string }
);

/** What an attempt is aborted with when somebody wants it stopped. Any other reason is a failure. */
export class Cancelled extends Error {}

export interface AttemptTools {
  readonly clock: Clock;
  readonly workspace: Workspace;
  /** Abort it with `Cancelled` to stop the attempt; it ends at once, whatever the agent does. */
  readonly controller: AbortController;
  progress(message: string): void;
  /** Resolves when it may begin: neither its time nor its cost counts before. Default: at once. */
  admit?(): Promise<void>;
}

/** Has an agent do a piece of work, under its time-out. Never rejects. */
export async function performAttempt(
  agent: Agent,
  work: Work,
  { clock, workspace, controller, progress, admit }: AttemptTools,
): Promise<AttemptEnd> {
  const { signal } = controller;
  const { timeoutMs } = work.task;
  let callOff: (() => void) | undefined;
  let begun = false;
  try {
    if (admit !== undefined) await Promise.race([admit(), rejectOnAbort(signal)]);
    begun = true;
    if (timeoutMs !== undefined) {
      const giveUp = (): void => controller.abort(new RetryableError('timeout', `no result within ${formatDuration(timeoutMs)}`));
      callOff = clock.at(clock.nowMs() + timeoutMs, giveUp);
    }
    const outcome = await Promise.race([
      agent.perform(work, {
        signal,
        sleep: (durationMs) => sleepOn(clock, durationMs, signal),
        progress,
        artifactPath: (fileName) => workspace.artifactPath(fileName),
      }),
      rejectOnAbort(signal),
    ]);
    const { json, text } = checkOutput(outcome.output, work.task.output);
    const costUsd = outcome.costUsd ?? costOf(agent.profile.price, outcome.usage);
    return {
      outcome: 'succeeded',
      output: json,
      text,
      artifacts: outcome.artifacts ?? [],
      ...(outcome.usage === undefined ? {} : { usage: outcome.usage }),
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(outcome.rateLimit === undefined ? {} : { rateLimit: outcome.rateLimit }),
    };
  } catch (thrown) {
    const cause = signal.aborted ? signal.reason : thrown;
    const spent = begun ? spentBy(agent.profile.price, cause) : {};
    if (cause instanceof Cancelled) return { outcome: 'cancelled', reason: cause.message, ...spent };
    return { outcome: 'failed', failure: failureOf(cause), ...spent };
  } finally {
    callOff?.();
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The cost by the price list, or `undefined` when the price or the use is not known. */
function costOf({ perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price, usage: Usage | undefined): number | undefined {
  const perToken = inputPerMillionUsd !== undefined || outputPerMillionUsd !== undefined;
  if (!perToken) return perAttemptUsd;
  if (usage === undefined) return undefined;
  const tokens = usage.inputTokens * (inputPerMillionUsd ?? 0) + usage.outputTokens * (outputPerMillionUsd ?? 0);
  return (perAttemptUsd ?? 0) + tokens / 1e6;
}

/** What a failed attempt used, as far as it says; without that, the price of an attempt. */
function spentBy(price: Price, cause: unknown): Pick<AttemptEnd, 'usage' | 'costUsd' | 'rateLimit'> {
  const { usage, costUsd, rateLimit } = AgentError.isInstance(cause) ? cause : {};
  const cost = costUsd ?? (usage === undefined ? price.perAttemptUsd : costOf(price, usage));
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(cost === undefined ? {} : { costUsd: cost }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}

function failureOf(thrown: unknown): Failure {
  if (!AgentError.isInstance(thrown)) return { kind: 'retryable', code: 'error', message: messageOf(thrown) };
  const { kind, code, message, retryAfterMs } = thrown;
  return { kind, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
