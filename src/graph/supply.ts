import type { Workforce } from './workforce.ts';

/**
 * Something that runs out: in any stretch of `t` ms it gives out at most `burst + t x ratePerMs`. Slots give out
 * slot-milliseconds, a limit of 60 requests a minute a request a second, and 60 at once.
 */
export interface Supply {
  readonly ratePerMs: number;
  readonly burst: number;
  /** By agent: 1 when what it does takes of this. */
  readonly of: Uint8Array;
  /** What a leaf takes of it, whoever does it. Absent: as much as the time it takes. */
  readonly drawn?: (leaf: number) => number;
}

/** One for the slots of each agent, and one for each thing that a limit counts. */
export function suppliesOf({ slots, limits = [] }: Workforce): Supply[] {
  const ofAgents = (agents: readonly number[]): Uint8Array => {
    const of = new Uint8Array(slots.length);
    for (const agent of agents) of[agent] = 1;
    return of;
  };
  const ofSlots = slots.map((count, agent): Supply => ({ ratePerMs: count, burst: 0, of: ofAgents([agent]) }));
  const ofLimits = limits.flatMap(({ agents, concurrency, windows }): Supply[] => {
    const of = ofAgents(agents);
    const drawn = windows.map(
      ({ lengthMs, capacity, amount }): Supply => ({
        ratePerMs: capacity / lengthMs,
        burst: capacity,
        of,
        drawn: (leaf) => Math.min(capacity, amount(leaf)),
      }),
    );
    return concurrency === undefined ? drawn : [{ ratePerMs: concurrency, burst: 0, of }, ...drawn];
  });
  return [...ofSlots, ...ofLimits];
}

/** By leaf: the least that it takes of the supplies, by their weights, over the agents that can do it. O(leaves x agents). */
export function claimsOn(supplies: readonly Supply[], weights: Float64Array, workforce: Workforce, leafCount: number): Float64Array {
  const agents = workforce.slots.length;
  const timeWeight = new Float64Array(agents);
  const draws: { readonly weight: number; readonly drawn: (leaf: number) => number }[][] = Array.from({ length: agents }, () => []);
  for (const [index, { of, drawn }] of supplies.entries()) {
    const weight = weights[index] ?? 0;
    if (weight <= 0) continue;
    for (let agent = 0; agent < agents; agent++) {
      if (of[agent] === 0) continue;
      if (drawn === undefined) timeWeight[agent] = (timeWeight[agent] ?? 0) + weight;
      else draws[agent]?.push({ weight, drawn });
    }
  }
  const claims = new Float64Array(leafCount);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    let least = Number.POSITIVE_INFINITY;
    for (let agent = 0; agent < agents; agent++) {
      const durationMs = (workforce.slots[agent] ?? 0) > 0 ? workforce.durationMs(leaf, agent) : Number.POSITIVE_INFINITY;
      if (durationMs === Number.POSITIVE_INFINITY) continue;
      let claim = (timeWeight[agent] ?? 0) * durationMs;
      for (const { weight, drawn } of draws[agent] ?? []) claim += weight * drawn(leaf);
      if (claim < least) least = claim;
    }
    claims[leaf] = least === Number.POSITIVE_INFINITY ? 0 : least;
  }
  return claims;
}
