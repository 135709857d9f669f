import type { ResourceUse } from '../core/task.ts';
import type { Resource } from '../core/team.ts';

interface Held {
  readonly capacity: number | undefined;
  units: number;
  readers: number;
  writing: boolean;
}

/**
 * Named things that tasks hold for the length of an attempt. All that a task needs is taken at once
 * or not at all, so no two tasks can wait for each other. A name nobody declared is a read/write one.
 */
export class ResourcePool {
  readonly #held = new Map<string, Held>();

  constructor(resources: Readonly<Record<string, Resource>>) {
    for (const [name, { capacity }] of Object.entries(resources)) this.#held.set(name, { capacity, units: 0, readers: 0, writing: false });
  }

  /** What is in the way, or `undefined` when everything could be taken now. */
  obstacle(uses: readonly ResourceUse[]): string | undefined {
    return uses.find((use) => !this.#isFree(use))?.name;
  }

  /** Why a use can never be granted, or `undefined`. */
  impossible(uses: readonly ResourceUse[]): string | undefined {
    const greedy = uses.find((use) => use.units > (this.#held.get(use.name)?.capacity ?? Number.POSITIVE_INFINITY));
    return greedy === undefined
      ? undefined
      : `needs ${greedy.units} units of ${greedy.name}, of which ${this.#held.get(greedy.name)?.capacity} exist`;
  }

  take(uses: readonly ResourceUse[]): void {
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

  #of(name: string): Held {
    let held = this.#held.get(name);
    if (held === undefined) {
      held = { capacity: undefined, units: 0, readers: 0, writing: false };
      this.#held.set(name, held);
    }
    return held;
  }
}
