import type { AgentProfile } from '../../core/agent.ts';
import { messageOf } from '../../core/errors.ts';
import type { Team } from '../../core/team.ts';
import { declaredLevel } from '../../learn/declared-level.ts';
import { agedTo } from '../../learn/evidence.ts';
import { Learner } from '../../learn/learner.ts';
import { type LearnedEntry, mergedEntry, nameOf, parseEntry } from '../../learn/record-file.ts';
import type { RunStore } from '../../store/run-store.ts';

/** Larger teams are not told apart by the words of tasks: it would take too much memory. */
const MOST_READERS = 32;

/** What has been learned is kept after so many attempts, beside the end of every run. */
const KEEP_EVERY = 16;

/** Names of records; what else is kept beside them (ratings) is not for the learner. */
const RECORD = /^(skill|texts) /;

export interface TeamMemoryOptions {
  readonly team: Team;
  readonly store: RunStore;
  readonly seed: number;
  readonly nowMs: number;
  /** How far decisions stray to try what is uncertain (`LearnerOptions`). */
  readonly exploration?: number;
  /** Told of records in the store that cannot be read; they count for nothing. */
  complain?(message: string): void;
}

/** What earlier runs of a store learned of a team, and where what this process learns is kept. */
export class TeamMemory {
  readonly learner: Learner;
  readonly #store: RunStore;
  #unkept = 0;
  #keeping: Promise<void> = Promise.resolve();

  constructor({ team, store, seed, nowMs, exploration, complain }: TeamMemoryOptions) {
    this.#store = store;
    this.learner = new Learner({
      seed,
      readsTexts: team.agents.length <= MOST_READERS,
      ...(exploration === undefined ? {} : { exploration }),
    });
    const agents = new Map<string, AgentProfile>(team.agents.map((agent) => [agent.id, agent]));
    for (const [name, text] of store.learned()) {
      if (!RECORD.test(name)) continue;
      try {
        const entry = parseEntry(text, `what was learned, ${name}`);
        const agent = agents.get(entry.agent);
        if (agent === undefined) continue;
        if (entry.kind === 'texts') this.learner.addTexts(entry.agent, entry.gram);
        else this.learner.add({ ...entry, evidence: agedTo(entry.evidence, nowMs) }, declaredLevel(agent, entry.skill), agent.family);
      } catch (error) {
        complain?.(`${messageOf(error)} It is left out; \`skein agents --reset\` removes it.`);
      }
    }
    this.learner.pool();
  }

  attemptEnded(): void {
    if (++this.#unkept >= KEEP_EVERY) void this.keep();
  }

  /** Adds what was learned since the last time to what is in the store, whatever other processes have added meanwhile. */
  keep(): Promise<void> {
    this.#unkept = 0;
    this.#keeping = this.#keeping.then(() => this.#write());
    return this.#keeping;
  }

  async #write(): Promise<void> {
    const { rows, texts } = this.learner.takeNews();
    if (rows.length === 0) return;
    const entries = new Map<string, LearnedEntry>();
    for (const row of rows) entries.set(nameOf({ kind: 'skill', ...row }), { kind: 'skill', ...row });
    for (const [agent, gram] of texts) entries.set(nameOf({ kind: 'texts', agent }), { kind: 'texts', agent, gram });
    const change = (present: string | undefined, name: string): string | undefined => {
      const entry = entries.get(name);
      return entry === undefined ? present : mergedEntry(present, entry);
    };
    // A store that cannot be written fails the run already; what was learned is worth less than that message.
    await this.#store.changeLearned([...entries.keys()], change).catch(() => {});
  }
}
