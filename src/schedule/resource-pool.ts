import type { ResourceUse } from '../core/task.ts';
import type { Resource } from '../core/team.ts';

interface Held {
  readonly capacity: number | undefined;
  units: number;
  readers: number;
  writing: boolean;
}

/** Who waits for resources: a claim of one that is settled or has started is void. */
export interface Claimant {
  readonly settled: unknown;
  readonly attempt: unknown;
}

/**
 * Named things that tasks hold for the length of an attempt. All that a task needs is taken at once
 * or not at all, so no two tasks can wait for each other. A name nobody declared is a read/write one.
 *
 * Nobody starves: a task that had to wait for a holder claims what it needs, and later tasks may not take it from under its nose. So a writer
 * starts as soon as those that read now are done, however many readers come. The oldest claim waits for holders only, which end;
 * so claims cannot wait for each other in a circle either.
 */
export class ResourcePool {
  readonly #held = new Map<string, Held>();
  /** Oldest first. */
  readonly #claims = new Map<Claimant, readonly ResourceUse[]>();

  constructor(resources: Readonly<Record<string, Resource>>) {
    for (const [name, { capacity }] of Object.entries(resources)) this.#held.set(name, { capacity, units: 0, readers: 0, writing: false });
  }

  /** What is in the way: somebody holds it, or claims it; `undefined` when everything could be taken now. */
  obstacle(uses: readonly ResourceUse[], by: Claimant): 'held' | 'claimed' | undefined {
    if (uses.some((use) => !this.#isFree(use))) return 'held';
    for (const [claimant, claimed] of this.#claims) {
      if (claimant === by) break;
      if (claimant.settled !== undefined || claimant.attempt !== undefined) this.#claims.delete(claimant);
      else {
        const isContested = uses.some((use) => claimed.some((other) => other.name === use.name && this.#conflict(use, other)));
        if (isContested) return 'claimed';
      }
    }
    return undefined;
  }

  /** Sees to it that those who ask later do not go first. */
  claim(uses: readonly ResourceUse[], by: Claimant): void {
    if (!this.#claims.has(by)) this.#claims.set(by, uses);
  }

  /** Gives up a claim: something else is in the way. @returns Whether there was one, so that others may go first after all. */
  unclaim(by: Claimant): boolean {
    return this.#claims.delete(by);
  }

  /** Why a use can never be granted, or `undefined`. */
  impossible(uses: readonly ResourceUse[]): string | undefined {
    const greedy = uses.find((use) => use.units > (this.#held.get(use.name)?.capacity ?? Number.POSITIVE_INFINITY));
    return greedy === undefined
      ? undefined
      : `needs ${greedy.units} units of ${greedy.name}, of which ${this.#held.get(greedy.name)?.capacity} exist`;
  }

  take(uses: readonly ResourceUse[], by: Claimant): void {
    this.#claims.delete(by);
    for (const use of uses) {
      const held = this.#of(use.name);
      if (held.capacity !== undefined) held.units += use.units;
      else if (use.access === 'write') held.writing = true;
      else held.readers++;
    }
  }

  give(uses: readonly ResourceUse[]): void {
    for (const use of uses) {
      const held = this.#of(use.name);
      if (held.capacity !== undefined) held.units -= use.units;
      else if (use.access === 'write') held.writing = false;
      else held.readers--;
    }
  }

  #isFree(use: ResourceUse): boolean {
    const held = this.#of(use.name);
    if (held.capacity !== undefined) return held.units + use.units <= held.capacity;
    return !held.writing && (use.access === 'read' || held.readers === 0);
  }

  /** True when both cannot be granted at once, given what is held. */
  #conflict(use: ResourceUse, claimed: ResourceUse): boolean {
    const { capacity, units } = this.#of(use.name);
    if (capacity !== undefined) return units + use.units + claimed.units > capacity;
    return use.access === 'write' || claimed.access === 'write';
  }

  #of(name: string): Held {
    let held = this.#held.get(name);
    if (held === undefined) {
      held = { capacity: undefined, units: 0, readers: 0, writing: false };
      this.#held.set(name, held);
    }
    return held;
  }
}
