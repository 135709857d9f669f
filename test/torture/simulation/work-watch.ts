import type { Work } from '../../../src/core/agent.ts';
import type { AgentId, RunId } from '../../../src/core/ids.ts';
import type { Team } from '../../../src/core/team.ts';
import type { Accuse } from './invariants.ts';

/** An attempt that an agent is busy with. */
export interface UnderWay {
  readonly agent: AgentId;
  readonly work: Work;
  readonly signal: AbortSignal;
}

/** What the agents of one process are busy with at once, held to slots, resources and limits on concurrency. */
export class WorkWatch {
  readonly #team: Team;
  readonly #accuse: Accuse;
  readonly #underWay = new Set<UnderWay>();

  constructor(team: Team, accuse: Accuse) {
    this.#team = team;
    this.#accuse = accuse;
  }

  /** @returns What to call when the agent is done with it. */
  begins(agent: AgentId, work: Work, signal: AbortSignal): () => void {
    const one: UnderWay = { agent, work, signal };
    this.#underWay.add(one);
    this.#checkSlots(agent);
    this.#checkResources(work);
    const over = (): void => {
      this.#underWay.delete(one);
      signal.removeEventListener('abort', over);
    };
    // An agent that does not listen is left to itself: its slot is free again.
    signal.addEventListener('abort', over);
    return over;
  }

  of(run: RunId): UnderWay[] {
    return [...this.#underWay].filter(({ work }) => work.run === run);
  }

  #checkSlots(id: AgentId): void {
    const profile = this.#team.agents.find((agent) => agent.id === id);
    const own = [...this.#underWay].filter(({ agent }) => agent === id);
    if (own.length > (profile?.slots ?? 0)) this.#accuse('within-slots', `${id} does ${own.length} tasks at once`);
    for (const name of profile?.limits ?? []) {
      const most = this.#team.limits[name]?.concurrency ?? Number.POSITIVE_INFINITY;
      const sharing = this.#team.agents.filter(({ limits }) => limits.includes(name)).map((agent) => agent.id);
      const count = [...this.#underWay].filter(({ agent }) => sharing.includes(agent)).length;
      if (count > most) this.#accuse('within-limits', `${count} attempts at once on ${name}, which allows ${most}`);
    }
  }

  #checkResources({ task }: Work): void {
    for (const { name } of task.resources) {
      const capacity = this.#team.resources[name]?.capacity;
      const uses = [...this.#underWay].flatMap(({ work }) => work.task.resources.filter((use) => use.name === name));
      const units = uses.reduce((sum, use) => sum + use.units, 0);
      if (capacity !== undefined && units > capacity)
        this.#accuse('within-resources', `${units} units of ${name} are held, of ${capacity}`);
      if (capacity === undefined && uses.length > 1 && uses.some(({ access }) => access === 'write'))
        this.#accuse('within-resources', `${name} has ${uses.length} holders, and one of them writes`);
    }
  }
}
