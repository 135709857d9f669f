import { readFileSync } from 'node:fs';
import { USD_PER_HOUR_SAVED } from '../../src/schedule/utility.ts';
import { CREWS, nameOf, type Origin, SHAPES, sketchOf } from './families.ts';
import { geometricMean } from './geometric-mean.ts';
import { betterOverBound, type Comparison, compare, type Result, ratioOf, type Terms } from './rivals.ts';

const SIZES = [8, 30, 100];
const SEEDS = 10;
const MS_PER_HOUR = 3_600_000;
/** Never worse than this against the better of the two. */
const WORST = 1.1;

interface Measured {
  readonly origin: Origin;
  readonly ratio: number;
}

const KNOWN: Terms = { objective: 'fastest', noise: 0, noiseSeed: 1 };

export const ADVERSARIAL_FILE = new URL('./adversarial.json', import.meta.url);

/** Instances that were once found to go badly; they are kept, so that what was mended stays so. */
export function adversarial(): Origin[] {
  return JSON.parse(readFileSync(ADVERSARIAL_FILE, 'utf8')) as Origin[];
}

function seededOrigins(): Origin[] {
  return SHAPES.flatMap((shape) =>
    CREWS.flatMap((crew) =>
      SIZES.flatMap((tasks) => Array.from({ length: SEEDS }, (_, index): Origin => ({ shape, crew, tasks, seed: index + 1 }))),
    ),
  );
}

/** What `balanced` weighs: money, and time at so much an hour. */
function balancedUsd({ costUsd, makespanMs }: Result): number {
  return costUsd + (makespanMs / MS_PER_HOUR) * USD_PER_HOUR_SAVED.balanced;
}

function valueRatio({ ours, heft, fastestFirst }: Comparison): number {
  return balancedUsd(ours) / Math.min(balancedUsd(heft), balancedUsd(fastestFirst));
}

function measure(origins: readonly Origin[], terms: Terms, ratio: (comparison: Comparison) => number): Measured[] {
  return origins.map((origin) => ({ origin, ratio: ratio(compare(sketchOf(origin), terms)) }));
}

function print(title: string, measured: readonly Measured[], shown: number): void {
  const above = measured.filter(({ ratio }) => ratio > WORST);
  const worst = measured.toSorted((a, b) => b.ratio - a.ratio).slice(0, shown);
  console.log(
    `   ${title}: ${geometricMean(measured.map(({ ratio }) => ratio)).toFixed(4)}, at most ${worst[0]?.ratio.toFixed(4)}; above ${WORST} in ${above.length} of ${measured.length}`,
  );
  for (const { origin, ratio } of worst) if (ratio > WORST) console.log(`     ${ratio.toFixed(4)} ${nameOf(origin)}`);
}

/** 2. Agents of different speed, capabilities and price, against HEFT and against the fastest free agent first. */
export function benchMixedTeams(): void {
  const origins = seededOrigins();
  console.log(
    `2. Agents that differ tenfold in speed and price: ours over the better of HEFT and fastest-agent-first, geometric mean (${origins.length} instances: ${SHAPES.length} shapes, ${CREWS.length} kinds of team, ${SIZES.join(', ')} tasks, ${SEEDS} seeds)`,
  );
  print('makespan, durations as declared', measure(origins, KNOWN, ratioOf), 10);
  const room = origins.map((origin) => betterOverBound(sketchOf(origin)));
  console.log(`   (the better of the two over the lower bound, which nothing beats: ${geometricMean(room).toFixed(4)})`);
  print('makespan, lognormal noise 0.5', measure(origins, { ...KNOWN, noise: 0.5 }, ratioOf), 3);
  print('money and time (balanced)', measure(origins, { ...KNOWN, objective: 'balanced' }, valueRatio), 3);
  const hard = adversarial();
  print(`${hard.length} adversarial instances, makespan`, measure(hard, KNOWN, ratioOf), hard.length);
}
