import type { Violation } from './invariants.ts';
import { simulateOnSqlite } from './on-sqlite.ts';
import { scenarioOf } from './scenario.ts';
import { type SimulationCounts, simulateScenario } from './simulation.ts';

/** What the processes share: a store in memory, or a file. */
export type SimulatedStore = 'memory' | 'SQLite';

export interface FailedSeed {
  readonly seed: number;
  readonly store: SimulatedStore;
  readonly violations: readonly Violation[];
}

export interface SeedsResult {
  readonly seeds: number;
  readonly counts: SimulationCounts;
  readonly failed: readonly FailedSeed[];
}

/** Every so many seeds is run twice, to see that nothing but the seed decides. */
const TWICE_EVERY = 10;

export const simulateOn: Readonly<Record<SimulatedStore, typeof simulateOnSqlite>> = { memory: simulateScenario, SQLite: simulateOnSqlite };

/** Runs scenarios of seeds one after the other. */
export async function runSeeds(first: number, count: number, store: SimulatedStore): Promise<SeedsResult> {
  let counts: SimulationCounts | undefined;
  const failed: FailedSeed[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const result = await simulateOn[store](scenarioOf(seed));
    const violations = [...result.violations];
    if (seed % TWICE_EVERY === 0) {
      const again = await simulateOn[store](scenarioOf(seed));
      if (again.digest !== result.digest)
        violations.push({ invariant: 'same-seed-same-journal', what: firstDifference(result.trace, again.trace) });
    }
    if (violations.length > 0) failed.push({ seed, store, violations });
    counts = counts === undefined ? result.counts : sum(counts, result.counts);
  }
  return { seeds: count, counts: counts ?? NOTHING, failed };
}

/** How to see a failing seed again, with everything that happened in it. */
export function replayCommand(seed: number, store: SimulatedStore): string {
  return `npm run torture -- --seed ${seed}${store === 'SQLite' ? ' --sqlite' : ''} --trace`;
}

/** What is said of a seed that failed. */
export function complaint({ seed, store, violations }: FailedSeed): string {
  const [first, ...more] = violations;
  return `seed ${seed}: ${first?.invariant}: ${first?.what}${more.length > 0 ? ` (and ${more.length} more)` : ''}\n  ${replayCommand(seed, store)}`;
}

export const NOTHING: SimulationCounts = {
  runs: 0,
  tasks: 0,
  attempts: 0,
  repeats: 0,
  crashes: 0,
  refusals: 0,
  pauses: 0,
  leavings: 0,
  cancellations: 0,
  steps: 0,
};

export function sum(one: SimulationCounts, other: SimulationCounts): SimulationCounts {
  return {
    runs: one.runs + other.runs,
    tasks: one.tasks + other.tasks,
    attempts: one.attempts + other.attempts,
    repeats: one.repeats + other.repeats,
    crashes: one.crashes + other.crashes,
    refusals: one.refusals + other.refusals,
    pauses: one.pauses + other.pauses,
    leavings: one.leavings + other.leavings,
    cancellations: one.cancellations + other.cancellations,
    steps: one.steps + other.steps,
  };
}

function firstDifference(one: readonly string[], other: readonly string[]): string {
  const index = one.findIndex((line, at) => line !== other[at]);
  return `line ${index + 1} is "${one[index]?.slice(0, 200)}" once, and "${other[index]?.slice(0, 200)}" again`;
}
