import type { Call } from '../../../core/agent.ts';
import { AgentError } from '../../../core/agent-error.ts';
import { unlessAborted } from '../../../core/unless-aborted.ts';

/**
 * Keeps requests to one server apart: one at a time, each begun at least `intervalMs` after the one before. A request
 * that did not reach the server does not count, so that a lost network is noticed by all without waiting.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  #last: Promise<unknown> = Promise.resolve();

  /** @param nowMs A clock that never goes back. */
  constructor(intervalMs: number, nowMs: () => number = () => performance.now()) {
    this.#intervalMs = intervalMs;
    this.#nowMs = nowMs;
  }

  /** Makes a request when its turn has come. @throws The signal's reason when it is aborted before. */
  async take<Answer>(call: Pick<Call, 'sleep' | 'signal'>, request: () => Promise<Answer>): Promise<Answer> {
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = Promise.all([before, done.promise]);
    try {
      await unlessAborted(call.signal, before);
      const waitMs = this.#nextAtMs - this.#nowMs();
      if (waitMs > 0) await call.sleep(waitMs);
      this.#nextAtMs = this.#nowMs() + this.#intervalMs;
      return await request();
    } catch (error) {
      if (AgentError.isInstance(error) && error.code === 'no-network') this.#nextAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    } finally {
      done.resolve();
    }
  }
}
