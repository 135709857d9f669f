import type { Agent, Work } from '../core/agent.ts';
import { formatDuration } from '../core/duration.ts';
import type { Team } from '../core/team.ts';
import { expectedTokens } from '../schedule/expectation.ts';
import type { Owner } from '../store/lease.ts';
import type { QuotaAuthority, QuotaDraw } from '../store/quota-authority.ts';
import { type Clock, sleepOn } from './clock.ts';
import { type AttemptEnd, type AttemptTools, performAttempt } from './perform-attempt.ts';

/** How long to wait before asking again when only the end of somebody's attempt can make room. */
const ASK_AGAIN_MS = 500;
/** What is held counts for so long after it was last said to be. */
const HOLD_MS = 15_000;

export interface SharedLimitsPorts {
  readonly team: Team;
  readonly quota: QuotaAuthority;
  readonly clock: Clock;
  readonly owner: Owner;
  isGone?(owner: Owner): boolean;
}

/**
 * The limits as everybody on the store draws on them. The scheduler keeps this engine inside them by itself; here an
 * attempt waits its turn when others draw on the same limits, with its slot and before its time-out begins.
 */
export class SharedLimits {
  readonly #ports: SharedLimitsPorts;

  constructor(ports: SharedLimitsPorts) {
    this.#ports = ports;
  }

  /** Has an agent do a piece of work when it is its turn. Rejects only when the store cannot be used. */
  perform(agent: Agent, work: Work, tools: AttemptTools): Promise<AttemptEnd> {
    const { team } = this.#ports;
    const limits = agent.profile.limits.filter((name) => Object.hasOwn(team.limits, name));
    return limits.length === 0 ? performAttempt(agent, work, tools) : this.#performWithin(limits, agent, work, tools);
  }

  async #performWithin(limits: readonly string[], agent: Agent, work: Work, tools: AttemptTools): Promise<AttemptEnd> {
    const { quota, clock } = this.#ports;
    const id = work.idempotencyKey;
    const draw: QuotaDraw = { id, limits, tokens: expectedTokens(work.task) };
    const end = await performAttempt(agent, work, { ...tools, admit: () => this.#admit(draw, tools) });
    const tokens = end.usage === undefined ? {} : { tokens: end.usage.inputTokens + end.usage.outputTokens };
    const retryAfterMs = end.outcome === 'failed' ? end.failure.retryAfterMs : undefined;
    const rests = retryAfterMs === undefined ? [] : limits.map((limit) => quota.rest(limit, clock.nowMs() + retryAfterMs));
    await Promise.all([quota.settle([{ id, ...tokens }]), ...rests]);
    return end;
  }

  async #admit(draw: QuotaDraw, { controller: { signal }, progress }: AttemptTools): Promise<void> {
    const { quota, clock, owner } = this.#ports;
    const isGone = (other: Owner): boolean => this.#ports.isGone?.(other) ?? false;
    while (!signal.aborted) {
      const nowMs = clock.nowMs();
      const [answer] = await quota.reserve([draw], { owner, nowMs, untilMs: nowMs + HOLD_MS, isGone });
      if (answer === undefined || answer.granted) return;
      const waitMs = Number.isFinite(answer.untilMs) ? answer.untilMs - nowMs : ASK_AGAIN_MS;
      progress(`waits ${formatDuration(waitMs)} for ${answer.limit}, which others draw on, too`);
      await sleepOn(clock, waitMs, signal);
    }
  }

  /** What this engine holds goes on counting. */
  async renew(): Promise<void> {
    const { quota, clock, owner, team } = this.#ports;
    if (Object.keys(team.limits).length > 0) await quota.renewHolds(owner, clock.nowMs() + HOLD_MS);
  }
}
