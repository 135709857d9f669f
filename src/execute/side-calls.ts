import type { CallSpent, MakeSideCall, SideCall } from '../core/agent.ts';
import { AgentError } from '../core/agent-error.ts';
import type { Team } from '../core/team.ts';
import type { SchedulerEvent } from '../schedule/messages.ts';
import { failureOf } from './perform-attempt.ts';
import type { SharedLimits } from './shared-limits.ts';

/** Calls to agents beside their attempts: each waits for its turn with the scheduler, then with everybody on the store. */
export class SideCalls {
  readonly #team: Team;
  readonly #limits: SharedLimits;
  readonly #tell: (event: SchedulerEvent) => void;
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  #count = 0;

  constructor(team: Team, limits: SharedLimits, tell: (event: SchedulerEvent) => void) {
    this.#team = team;
    this.#limits = limits;
    this.#tell = tell;
  }

  /** A call to somebody outside the team is made at once. */
  readonly make: MakeSideCall = async (wanted, make) => {
    const { agent, tokens, signal, isWithin } = wanted;
    signal.throwIfAborted();
    const profile = this.#team.agents.find(({ id }) => id === agent);
    if (profile === undefined) return make();
    const call = `call-${++this.#count}`;
    this.#tell({ type: 'call-wanted', call, agent, tokens, ...(isWithin === undefined ? {} : { isWithin }) });
    let spent: CallSpent & { readonly failure?: ReturnType<typeof failureOf> } = {};
    try {
      await this.#turn(call, wanted);
      const result = await this.#limits.during(call, profile, wanted, make);
      spent = spentOf(result);
      return result;
    } catch (error) {
      spent = { ...(AgentError.isInstance(error) ? spentOf(error) : {}), failure: failureOf(error) };
      throw error;
    } finally {
      this.#tell({ type: 'call-ended', call, ...spent });
    }
  };

  async #turn(call: string, { signal }: SideCall): Promise<void> {
    const turn = Promise.withResolvers<void>();
    const leave = (): void => turn.reject(signal.reason);
    this.#waiting.set(call, turn);
    signal.addEventListener('abort', leave, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', leave);
      this.#waiting.delete(call);
    }
  }

  /** The scheduler has room for the call. */
  begin(call: string): void {
    this.#waiting.get(call)?.resolve();
  }

  /** Nobody decides any more. */
  abandon(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}

function spentOf({ usage, rateLimit }: { readonly [Key in keyof CallSpent]?: CallSpent[Key] | undefined }): CallSpent {
  return { ...(usage === undefined ? {} : { usage }), ...(rateLimit === undefined ? {} : { rateLimit }) };
}
