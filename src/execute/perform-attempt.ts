import type { Agent, Artifact, Call, CallSpent, MakeSideCall, Price, RateLimit, Usage, Work } from '../core/agent.ts';
import { AgentError, RetryableError, TerminalError } from '../core/agent-error.ts';
import { addSpending, type Checked, type Checker, NOTHING_SPENT, type Spending } from '../core/checker.ts';
import { costOf } from '../core/cost.ts';
import { formatDuration } from '../core/duration.ts';
import { messageOf } from '../core/errors.ts';
import type { Failure } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { Task } from '../core/task.ts';
import { unlessAborted } from '../core/unless-aborted.ts';
import { unwritable } from '../core/unwritable.ts';
import { type Clock, sleepOn } from './clock.ts';
import { checkOutput } from './output-check.ts';
import type { Workspace } from './workspace.ts';

/** How an attempt ended. `text` is the output's JSON, written once. */
export type AttemptEnd = { readonly usage?: Usage; readonly costUsd?: number; readonly rateLimit?: RateLimit } & (
  | {
      readonly outcome: 'succeeded';
      readonly output: Json;
      readonly text: string;
      readonly artifacts: readonly Artifact[];
      /** How good reviewers found it, 0..1. */
      readonly quality?: number;
    }
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
  /** Called when it may begin after it waited for that. Rejects with `Cancelled` when it must not any more. */
  waited?(): Promise<void>;
  /** Decides whether a result is what was asked for. Default: its schema alone does. */
  readonly checker?: Checker | undefined;
  /** Waits until one more request may go to the agent's server. Default: at once. */
  nextRequest?(): Promise<unknown>;
  /** How the checks call other agents. Default: directly. */
  readonly sideCall?: MakeSideCall;
  /** Told when the agent has done its part and others are called to look at it: what it held comes free. */
  handedIn?(spent: CallSpent): void | Promise<void>;
}

/** Has an agent do a piece of work, under its time-out. Never rejects. */
export async function performAttempt(agent: Agent, work: Work, tools: AttemptTools): Promise<AttemptEnd> {
  const { clock, workspace, controller, progress, admit, nextRequest, checker } = tools;
  const { signal } = controller;
  const { timeoutMs } = work.task;
  const timer = new AttemptTimer(clock, controller, timeoutMs);
  let begun = false;
  /** What the agent used, once it has given something back. */
  let own: Spending | undefined;
  try {
    refuseUnchecked(work.task, checker);
    if (admit !== undefined) await unlessAborted(signal, admit());
    begun = true;
    timer.go();
    const call: Call = {
      signal,
      sleep: (durationMs) => sleepOn(clock, durationMs, signal),
      progress,
      artifactPath: (fileName) => workspace.artifactPath(fileName),
      nextRequest: async () => {
        timer.stop();
        await nextRequest?.();
        timer.go();
      },
    };
    const outcome = await unlessAborted(signal, agent.perform(work, call));
    own = spendingOf(agent.profile.price, outcome);
    const { json, text } = checkOutput(outcome.output, work.task.output);
    let checked: Checked | undefined;
    if (checker !== undefined) {
      const asked: Call = { ...call, ...sideCalling(tools, outcome, timer) };
      checked = await unlessAborted(signal, checker.check(work, { ...outcome, output: json }, agent.profile.id, asked));
    }
    const spent = checked === undefined ? own : addSpending(own, checked);
    const end: AttemptEnd = { ...spent, outcome: 'succeeded', output: json, text, artifacts: outcome.artifacts ?? [] };
    const { rateLimit } = outcome;
    const quality = checked?.quality;
    if (rateLimit === undefined && quality === undefined) return end;
    return { ...end, ...(quality === undefined ? {} : { quality }), ...(rateLimit === undefined ? {} : { rateLimit }) };
  } catch (thrown) {
    const cause = signal.aborted ? signal.reason : thrown;
    const spent = !begun ? {} : own === undefined ? spentBy(agent.profile.price, cause) : addSpending(own, spentOnChecks(cause));
    if (cause instanceof Cancelled) return { outcome: 'cancelled', reason: cause.message, ...spent };
    return { outcome: 'failed', failure: failureOf(cause), ...spent };
  } finally {
    timer.end();
  }
}

/** The time-out of an attempt. It stands still while the attempt waits for its turn with somebody. */
class AttemptTimer {
  readonly #clock: Clock;
  readonly #controller: AbortController;
  readonly #timeoutMs: number | undefined;
  #leftMs: number;
  #wentAtMs = 0;
  #isOver = false;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, controller: AbortController, timeoutMs: number | undefined) {
    this.#clock = clock;
    this.#controller = controller;
    this.#timeoutMs = timeoutMs;
    this.#leftMs = timeoutMs ?? Number.POSITIVE_INFINITY;
  }

  go(): void {
    const timeoutMs = this.#timeoutMs;
    if (timeoutMs === undefined || this.#callOff !== undefined || this.#isOver) return;
    this.#wentAtMs = this.#clock.nowMs();
    const giveUp = (): void => this.#controller.abort(new RetryableError('timeout', `no result within ${formatDuration(timeoutMs)}`));
    this.#callOff = this.#clock.at(this.#wentAtMs + this.#leftMs, giveUp);
  }

  end(): void {
    this.stop();
    this.#isOver = true;
  }

  stop(): void {
    if (this.#callOff === undefined) return;
    this.#callOff();
    this.#callOff = undefined;
    this.#leftMs -= this.#clock.nowMs() - this.#wentAtMs;
  }
}

/** Calls that are made for an attempt whose agent has done its part: the first of them gives back what the agent held. */
function sideCalling(
  { sideCall, handedIn }: Pick<AttemptTools, 'sideCall' | 'handedIn'>,
  outcome: CallSpent,
  timer: AttemptTimer,
): Pick<Call, 'sideCall'> {
  if (sideCall === undefined) return {};
  let isHandedIn = false;
  return {
    sideCall: async (wanted, make) => {
      timer.stop();
      try {
        const { usage, rateLimit } = outcome;
        if (!isHandedIn) await handedIn?.({ ...(usage === undefined ? {} : { usage }), ...(rateLimit === undefined ? {} : { rateLimit }) });
        isHandedIn = true;
        return await sideCall(wanted, () => {
          timer.go();
          return make();
        });
      } finally {
        timer.go();
      }
    },
  };
}

/** Work whose result nobody could judge is not begun. */
function refuseUnchecked(task: Task, checker: Checker | undefined): void {
  const problem =
    checker === undefined ? (task.check === undefined ? undefined : 'there is nobody to check it') : checker.problemWith(task);
  if (problem !== undefined) throw new TerminalError('cannot-check', `the task cannot be checked: ${problem}`, { for: 'task' });
}

function spendingOf(price: Price, { usage, costUsd }: { readonly usage?: Usage; readonly costUsd?: number }): Spending {
  const cost = costUsd ?? costOf(price, usage);
  if (usage === undefined) return cost === undefined ? {} : { costUsd: cost };
  return cost === undefined ? { usage } : { usage, costUsd: cost };
}

/** What was used after the agent had given something back. */
function spentOnChecks(cause: unknown): Spending {
  const { usage, costUsd } = AgentError.isInstance(cause) ? cause : {};
  if (usage === undefined) return costUsd === undefined ? NOTHING_SPENT : { costUsd };
  return { usage, ...(costUsd === undefined ? {} : { costUsd }) };
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

export function failureOf(thrown: unknown): Failure {
  const error = AgentError.isInstance(thrown) ? thrown : unwritable(thrown);
  if (error === undefined) return { kind: 'retryable', code: 'error', message: messageOf(thrown) };
  const { kind, code, message, retryAfterMs } = error;
  return { kind, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
