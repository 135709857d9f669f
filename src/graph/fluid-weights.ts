import { fluidSchedule } from './fluid-schedule.ts';
import type { Supply } from './supply.ts';
import type { Eligibility, Workforce } from './workforce.ts';

/** Larger problems are left to the simpler weights: the pivots would take longer than the bound is worth. */
const MAX_SUPPLIES = 100;
const MAX_ROWS = 1500;
/** Of more leaves than this, so many are looked at, evenly spread. */
const SAMPLE = 4000;
/** Leaves whose agents compare within this much of an octave count as one kind. */
const STEPS_PER_OCTAVE = 4;

/** Leaves that take the agents about equally long, in sum. */
interface Kind {
  count: number;
  readonly durationsMs: Float64Array;
  readonly amounts: Float64Array;
}

/**
 * Weights of the supplies for which the claims of all leaves, each at its cheapest agent, come to the most against what is given out:
 * the dual of the fluid schedule, in which a task may be split among agents and nothing waits for anything. Whatever the
 * weights are, what they bound is a bound; these make it large. Leaves are put together by kind, so they are near the best.
 *
 * @returns By supply, or nothing when the problem is too large.
 */
export function fluidWeights(workforce: Workforce, supplies: readonly Supply[], eligibility: Eligibility): Float64Array | undefined {
  const agents = workforce.slots.length;
  if (supplies.length > MAX_SUPPLIES) return undefined;
  const kinds = kindsOf(workforce, supplies, eligibility);
  if (kinds === undefined || kinds.length === 0) return undefined;
  const draws = supplies.map((_, supply) => {
    const own = new Float64Array(kinds.length * agents);
    for (const [kind, { amounts }] of kinds.entries())
      for (let agent = 0; agent < agents; agent++) own[kind * agents + agent] = amounts[agent * supplies.length + supply] ?? 0;
    return own;
  });
  const workMs = new Float64Array(kinds.length * agents);
  for (const [kind, { durationsMs }] of kinds.entries()) workMs.set(durationsMs, kind * agents);
  const given = supplies.flatMap(({ ratePerMs, burst }, supply) =>
    ratePerMs > 0 ? [{ supply, ratePerMs, burst, draws: draws[supply] ?? new Float64Array() }] : [],
  );
  const { prices } = fluidSchedule({
    counts: Float64Array.from(kinds, ({ count }) => count),
    pools: agents,
    workMs,
    costUsd: new Float64Array(workMs.length),
    supplies: given,
    usdPerMs: 1,
    workShare: 0,
  });
  const weights = new Float64Array(supplies.length);
  for (const [index, { supply }] of given.entries()) weights[supply] = prices[index] ?? 0;
  return weights;
}

/** Puts leaves together by who can do them and how the agents compare; by who can do them alone when those are too many. */
function kindsOf(workforce: Workforce, supplies: readonly Supply[], eligibility: Eligibility): Kind[] | undefined {
  for (const steps of [STEPS_PER_OCTAVE, 1, 0]) {
    const kinds = gathered(workforce, supplies, eligibility, steps);
    if (kinds === undefined) continue;
    // Bursts are counted against all leaves.
    const seen = Math.min(eligibility.setOf.length, SAMPLE);
    for (const kind of kinds) kind.count *= eligibility.setOf.length / Math.max(1, seen);
    return kinds;
  }
  return undefined;
}

function gathered(workforce: Workforce, supplies: readonly Supply[], { setOf, fastestMs }: Eligibility, steps: number): Kind[] | undefined {
  const agents = workforce.slots.length;
  const kinds = new Map<string, Kind>();
  const row = new Float64Array(agents);
  const step = Math.max(1, setOf.length / SAMPLE);
  const windows = supplies.filter(({ drawn }) => drawn !== undefined);
  for (let at = 0; at < setOf.length; at += step) {
    const leaf = Math.floor(at);
    const set = setOf[leaf] ?? -1;
    const fastest = fastestMs[leaf] ?? 0;
    if (set < 0) continue;
    for (let agent = 0; agent < agents; agent++) row[agent] = durationOf(workforce, leaf, agent);
    const size = steps === 0 ? '' : windows.map(({ drawn }) => Math.round(Math.log2((drawn?.(leaf) ?? 0) + 1))).join();
    const ratios =
      steps === 0 ? `${set}` : `${set}:${row.map((one) => (fastest > 0 ? Math.round(Math.log2(one / fastest) * steps) : 0)).join()}`;
    const key = `${ratios}:${size}`;
    let kind = kinds.get(key);
    if (kind === undefined) {
      if ((kinds.size + 1) * agents > MAX_ROWS) return undefined;
      kind = { count: 0, durationsMs: new Float64Array(agents), amounts: new Float64Array(agents * supplies.length) };
      kinds.set(key, kind);
    }
    kind.count++;
    for (const [agent, durationMs] of row.entries()) {
      // A running mean; `Infinity` stays what it is, since all leaves of a kind have the same agents.
      const share = 1 / kind.count;
      kind.durationsMs[agent] =
        durationMs === Number.POSITIVE_INFINITY ? durationMs : (kind.durationsMs[agent] ?? 0) * (1 - share) + durationMs * share;
      if (durationMs === Number.POSITIVE_INFINITY) continue;
      for (const [supply, { of, drawn }] of supplies.entries()) {
        const place = agent * supplies.length + supply;
        const amount = of[agent] === 0 ? 0 : (drawn?.(leaf) ?? durationMs);
        kind.amounts[place] = (kind.amounts[place] ?? 0) * (1 - share) + amount * share;
      }
    }
  }
  return [...kinds.values()];
}

function durationOf({ slots, durationMs }: Workforce, leaf: number, agent: number): number {
  return (slots[agent] ?? 0) > 0 ? durationMs(leaf, agent) : Number.POSITIVE_INFINITY;
}
