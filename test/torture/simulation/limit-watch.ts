import type { AgentId } from '../../../src/core/ids.ts';
import type { Task } from '../../../src/core/task.ts';
import type { Limit, Team } from '../../../src/core/team.ts';
import type { Accuse } from './invariants.ts';

interface Draw {
  readonly atMs: number;
  tokens: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What the scheduler takes an attempt to use when nothing is said of it. */
const USUAL_TOKENS = { input: 1500, output: 500 };

/** What one process has drawn on its limits, reckoned anew for every draw: slow, and with nothing to go wrong. */
export class LimitWatch {
  readonly #team: Team;
  readonly #accuse: Accuse;
  readonly #draws = new Map<string, Draw[]>();
  readonly #byAttempt = new Map<string, Draw>();

  constructor(team: Team, accuse: Accuse) {
    this.#team = team;
    this.#accuse = accuse;
  }

  /** An attempt was decided on. Its tokens are what the task is expected to take, until it says what it took. */
  starts(key: string, agent: AgentId, { estimate }: Task, atMs: number): void {
    const tokens = (estimate?.inputTokens ?? USUAL_TOKENS.input) + (estimate?.outputTokens ?? USUAL_TOKENS.output);
    const draw: Draw = { atMs, tokens };
    this.#byAttempt.set(key, draw);
    for (const name of this.#team.agents.find(({ id }) => id === agent)?.limits ?? []) {
      const limit = this.#team.limits[name];
      if (limit === undefined) continue;
      const draws = this.#draws.get(name) ?? [];
      draws.push(draw);
      this.#draws.set(name, draws);
      this.#check(name, limit, draws, draw);
    }
  }

  used(key: string, tokens: number): void {
    const draw = this.#byAttempt.get(key);
    if (draw !== undefined) draw.tokens = tokens;
  }

  #check(name: string, limit: Limit, draws: readonly Draw[], last: Draw): void {
    const within = (lengthMs: number): Draw[] => draws.filter(({ atMs }) => atMs > last.atMs - lengthMs && atMs <= last.atMs);
    const requests = (lengthMs: number, most = Number.POSITIVE_INFINITY): void => {
      if (most === Number.POSITIVE_INFINITY) return;
      const count = within(lengthMs).length;
      if (count > most) this.#accuse('within-limits', `${count} requests in ${lengthMs} ms on ${name}, which allows ${most}`);
    };
    const tokens = (lengthMs: number, most = Number.POSITIVE_INFINITY): void => {
      if (most === Number.POSITIVE_INFINITY) return;
      const sum = within(lengthMs).reduce((total, draw) => total + draw.tokens, 0);
      // A single draw larger than the limit goes alone.
      if (sum > most + 1e-6 && sum - last.tokens > 1e-6)
        this.#accuse('within-limits', `${sum} tokens in ${lengthMs} ms on ${name}, which allows ${most}`);
    };
    requests(MINUTE_MS, limit.requestsPerMinute);
    requests(DAY_MS, limit.requestsPerDay);
    tokens(MINUTE_MS, limit.tokensPerMinute);
    tokens(DAY_MS, limit.tokensPerDay);
  }
}
