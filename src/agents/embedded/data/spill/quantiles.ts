import { tidy } from '../table/exact-sum.ts';
import type { NumberSpool } from './number-spool.ts';

const DIGIT_BITS = 8;
const DIGITS = 64 / DIGIT_BITS;
const BINS = 1 << DIGIT_BITS;

/** One order statistic that is being narrowed down: the `rank`-th smallest value of a group, counted from 0. */
interface Target {
  readonly group: number;
  /** Among the values that start with the bytes known so far. */
  rank: number;
  high: number;
  low: number;
}

/**
 * Exact quantiles of groups of numbers, of any length, with linear interpolation between neighbours (type 7 of Hyndman and
 * Fan 1996). A radix selection: eight passes over the spool, one for each byte of the values, and 1 KiB of memory a target.
 *
 * @param spool Pairs: the number of a group (from 0), then a value.
 * @param sizes How many values each group has.
 * @returns By group, then by quantile; undefined for a group without values.
 */
export async function exactQuantiles(
  spool: NumberSpool,
  sizes: readonly number[],
  quantiles: readonly number[],
): Promise<(number | undefined)[][]> {
  const targets: Target[] = [];
  for (const [group, size] of sizes.entries()) {
    if (size === 0) continue;
    for (const quantile of quantiles) {
      const position = quantile * (size - 1);
      for (const rank of [Math.floor(position), Math.ceil(position)]) targets.push({ group, rank, high: 0, low: 0 });
    }
  }
  const byGroup = Map.groupBy(targets, ({ group }) => group);
  const targetsOf = sizes.map((_, group) => byGroup.get(group) ?? []);
  for (let digit = 0; digit < DIGITS; digit++) await narrow(spool, targets, targetsOf, digit);
  return sizes.map((size, group) => {
    const found = targetsOf[group] ?? [];
    return quantiles.map((quantile, index) => {
      const [below, above] = [found[2 * index], found[2 * index + 1]];
      if (below === undefined || above === undefined) return undefined;
      const position = quantile * (size - 1);
      const [low, high] = [numberOf(below), numberOf(above)];
      return low === high ? low : tidy(low + (high - low) * (position - Math.floor(position)));
    });
  });
}

/** Finds the next byte of every target by counting, among the values that share its bytes so far, how many have which byte. */
async function narrow(
  spool: NumberSpool,
  targets: readonly Target[],
  targetsOf: readonly (readonly Target[])[],
  digit: number,
): Promise<void> {
  const counts = new Map(targets.map((target) => [target, new Uint32Array(BINS)]));
  const inHigh = digit < DIGITS / 2;
  const shift = 32 - DIGIT_BITS * ((digit % (DIGITS / 2)) + 1);
  const [highMask, lowMask] = knownBits(digit);
  const view = new DataView(new ArrayBuffer(8));
  let group = -1;
  for await (const chunk of spool.chunks()) {
    for (const number of chunk) {
      if (group < 0) {
        group = number;
        continue;
      }
      const mine = targetsOf[group] ?? [];
      group = -1;
      view.setFloat64(0, number === 0 ? 0 : number);
      const negative = view.getUint8(0) >= 0x80;
      // With the sign bit flipped, or all bits for a negative number, the bits sort as the numbers do.
      const high = (negative ? ~view.getUint32(0) : view.getUint32(0) | 0x80000000) >>> 0;
      const low = (negative ? ~view.getUint32(4) : view.getUint32(4)) >>> 0;
      for (const target of mine) {
        if (((high ^ target.high) & highMask) !== 0 || ((low ^ target.low) & lowMask) !== 0) continue;
        const bins = counts.get(target);
        const bin = ((inHigh ? high : low) >>> shift) & (BINS - 1);
        if (bins !== undefined) bins[bin] = (bins[bin] ?? 0) + 1;
      }
    }
  }
  for (const target of targets) {
    const bins = counts.get(target) ?? [];
    let bin = 0;
    for (; bin < BINS - 1 && target.rank >= (bins[bin] ?? 0); bin++) target.rank -= bins[bin] ?? 0;
    if (inHigh) target.high = (target.high | (bin << shift)) >>> 0;
    else target.low = (target.low | (bin << shift)) >>> 0;
  }
}

/** Masks of the bits that are known before a digit is looked at. */
function knownBits(digit: number): [number, number] {
  const bits = digit * DIGIT_BITS;
  const mask = (count: number): number => (count <= 0 ? 0 : count >= 32 ? -1 : ~(-1 >>> count));
  return [mask(bits), mask(bits - 32)];
}

function numberOf({ high, low }: Target): number {
  const view = new DataView(new ArrayBuffer(8));
  const negative = high < 0x80000000;
  view.setUint32(0, negative ? ~high >>> 0 : high & 0x7fffffff);
  view.setUint32(4, negative ? ~low >>> 0 : low);
  return view.getFloat64(0);
}
