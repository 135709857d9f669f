import { readFileSync, writeFileSync } from 'node:fs';
import { seeded } from '../../src/schedule/seeded.ts';
import { CREWS, nameOf, type Origin, SHAPES, sketchOf } from './families.ts';
import { ADVERSARIAL_FILE } from './mixed-teams.ts';
import { compare, ratioOf } from './rivals.ts';

const SIZES = [4, 6, 9, 14, 22];
const STARTS = 40;
const CHANGES = 200;
/** Of one family and size, so many are kept; and none that goes better than this. */
const KEPT = 2;
const BAD = 1.1;

function badness(origin: Origin): number {
  return ratioOf(compare(sketchOf(origin), { objective: 'fastest', noise: 0, noiseSeed: 1 }));
}

/** The worst of some seeds, made worse by small changes for as long as that works. */
function climb(base: Omit<Origin, 'seed'>, firstSeed: number): { readonly origin: Origin; readonly ratio: number } {
  let best: { origin: Origin; ratio: number } | undefined;
  for (let seed = firstSeed; seed < firstSeed + STARTS; seed++) {
    const origin = { ...base, seed };
    const ratio = badness(origin);
    if (best === undefined || ratio > best.ratio) best = { origin, ratio };
  }
  if (best === undefined) throw new Error('there are no seeds to start from');
  const random = seeded(firstSeed);
  for (let turn = 0; turn < CHANGES; turn++) {
    const origin: Origin = { ...best.origin, changes: [...(best.origin.changes ?? []), Math.floor(random() * 1e6)] };
    const ratio = badness(origin);
    if (ratio > best.ratio) best = { origin, ratio };
  }
  return best;
}

/**
 * `node bench/schedule/find-adversarial.ts [FIRST_SEED] [--write]`: searches for instances that go badly against HEFT or
 * fastest-agent-first, and prints them, worst first. With `--write` they are added to the instances that the benchmark keeps.
 */
const [first] = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const firstSeed = Number(first ?? 1000);
const found = SHAPES.flatMap((shape) =>
  CREWS.flatMap((crew) =>
    SIZES.flatMap((tasks) => Array.from({ length: KEPT }, (_, index) => climb({ shape, crew, tasks }, firstSeed + index * STARTS))),
  ),
)
  .filter(({ ratio }) => ratio > BAD)
  .sort((a, b) => b.ratio - a.ratio);
for (const { origin, ratio } of found) console.log(`${ratio.toFixed(4)} ${nameOf(origin)}`);
if (process.argv.includes('--write')) {
  const known = JSON.parse(readFileSync(ADVERSARIAL_FILE, 'utf8')) as Origin[];
  const names = new Set(known.map(nameOf));
  const all = [...known, ...found.map(({ origin }) => origin).filter((origin) => !names.has(nameOf(origin)))];
  writeFileSync(ADVERSARIAL_FILE, `${JSON.stringify(all, undefined, 2)}\n`);
}
