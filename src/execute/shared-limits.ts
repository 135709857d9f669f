import type { Agent, AgentProfile, CallSpent, SideCall, Work } from '../core/agent.ts';
import { AgentError } from '../core/agent-error.ts';
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
    const limits = this.#limitsOf(agent.profile);
    return limits.length === 0 ? performAttempt(agent, work, tools) : this.#performWithin(limits, agent, work, tools);
  }

  async #performWithin(limits: readonly string[], agent: Agent, work: Work, tools: AttemptTools): Promise<AttemptEnd> {
    const id = work.idempotencyKey;
    const draw: QuotaDraw = { id, limits, tokens: expectedTokens(work.task) };
    let isSettled = false;
    const end = await performAttempt(agent, work, {
      ...tools,
      admit: async () => {
        await this.#admit(draw, tools.controller.signal, tools.progress);
        await tools.waited?.();
      },
      handedIn: async (spent) => {
        isSettled = true;
        await this.#settle(draw, spent);
        await tools.handedIn?.(spent);
      },
    });
    if (!isSettled) await this.#settle(draw, { ...end, retryAfterMs: end.outcome === 'failed' ? end.failure.retryAfterMs : undefined });
    return end;
  }

  /** Makes a call beside the attempts of its agent when it is its turn. */
  async during<Result extends CallSpent>(
    name: string,
    agent: AgentProfile,
    { tokens, signal, isWithin = false, progress }: SideCall,
    make: () => Promise<Result>,
  ): Promise<Result> {
    const limits = this.#limitsOf(agent);
    if (limits.length === 0) return make();
    const draw: QuotaDraw = { id: `${this.#ports.owner.id}/${name}`, limits, tokens, ...(isWithin ? { isWithin } : {}) };
    let spent: CallSpent & { readonly retryAfterMs?: number | undefined } = {};
    try {
      await this.#admit(draw, signal, (message) => progress?.(message));
      const result = await make();
      spent = result;
      return result;
    } catch (error) {
      if (AgentError.isInstance(error)) {
        const { usage, retryAfterMs } = error;
        spent = { ...(usage === undefined ? {} : { usage }), retryAfterMs };
      }
      throw error;
    } finally {
      await this.#settle(draw, spent);
    }
  }

  #limitsOf({ limits }: AgentProfile): string[] {
    return limits.filter((name) => Object.hasOwn(this.#ports.team.limits, name));
  }

  async #settle({ id, limits }: QuotaDraw, { usage, retryAfterMs }: CallSpent & { retryAfterMs?: number | undefined }): Promise<void> {
    const { quota, clock, owner } = this.#ports;
    const tokens = usage === undefined ? {} : { tokens: usage.inputTokens + usage.outputTokens };
    const rests = retryAfterMs === undefined ? [] : limits.map((limit) => quota.rest(limit, clock.nowMs() + retryAfterMs));
    await Promise.all([quota.settle([{ id, ...tokens }], owner), ...rests]);
  }

  async #admit(draw: QuotaDraw, signal: AbortSignal, progress: (message: string) => void): Promise<void> {
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
