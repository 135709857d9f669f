import { describe, expect, it } from 'vitest';
import { simulationCampaign } from './campaign.ts';
import { INVARIANTS } from './invariants.ts';
import { PLANTS } from './plant.ts';
import { complaint } from './run-seeds.ts';
import { scenarioOf } from './scenario.ts';
import { simulateScenario } from './simulation.ts';

/** 10,000 seeds in portions, so that a failure is known early. */
const PORTION = 1000;
const PORTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Each takes some 40 ms. */
const SEEDS_ON_FILE = 500;

/** A planted bug is found within so many seeds. */
const SEEDS_TO_FIND = 150;

describe('whatever happens to processes, disks and agents, the engine', () => {
  it.each(PORTIONS)(`keeps every promise, portion %i of ${PORTIONS.length}`, async (portion) => {
    const { failed, counts } = await simulationCampaign((portion - 1) * PORTION + 1, PORTION, 'memory', 1);
    expect(failed.map(complaint).join('\n')).toBe('');
    // Otherwise nothing was tried, and nothing was shown.
    for (const happened of [counts.crashes, counts.refusals, counts.pauses, counts.leavings, counts.cancellations, counts.repeats])
      expect(happened).toBeGreaterThan(10);
  });

  it('keeps them on a file, too, that each process opens for itself', async () => {
    const { failed, counts } = await simulationCampaign(1, SEEDS_ON_FILE, 'SQLite', 1);
    expect(failed.map(complaint).join('\n')).toBe('');
    for (const happened of [counts.crashes, counts.refusals, counts.pauses, counts.leavings, counts.cancellations, counts.repeats])
      expect(happened).toBeGreaterThan(10);
  });
});

describe('the simulation', () => {
  it.each(PLANTS)('finds $name', async (plant) => {
    for (let seed = 1; seed <= SEEDS_TO_FIND; seed++) {
      const { violations, digest } = await simulateScenario(scenarioOf(seed), { plant, mostSteps: 3000 });
      const names = violations.map(({ invariant }) => invariant);
      if (plant.breaks.includes('same-seed-same-journal')) {
        const again = await simulateScenario(scenarioOf(seed), { plant });
        if (again.digest !== digest) return;
      }
      if (names.length === 0) continue;
      expect(plant.breaks).toContain(names[0]);
      return;
    }
    expect.fail(`${SEEDS_TO_FIND} seeds have found nothing`);
  });

  it('has a planted bug for most of what it promises to see', () => {
    const covered = new Set(PLANTS.flatMap(({ breaks }) => breaks));
    const left = Object.keys(INVARIANTS).filter((name) => !covered.has(name as keyof typeof INVARIANTS));
    expect(left).toEqual(['deadline-kept', 'nothing-after-a-lost-disk', 'right-end']);
  });
});
