import type { Workforce } from './workforce.ts';

/**
 * Something that runs out: in any stretch of `t` ms it gives out at most `burst + t x ratePerMs`. Slots give out
 * slot-milliseconds, a limit of 60 requests a minute a request a second, and 60 at once.
 */
export interface Supply {
  readonly ratePerMs: number;
  readonly burst: number;
  /** What a leaf takes of it when this agent does it, which takes `durationMs`. */
  amount(leaf: number, agent: number, durationMs: number): number;
}

/** One for the slots of each agent, and one for each thing that a limit counts. */
export function suppliesOf({ slots, limits = [] }: Workforce): Supply[] {
  const ofSlots = slots.map(
    (count, own): Supply => ({ ratePerMs: count, burst: 0, amount: (_, agent, durationMs) => (agent === own ? durationMs : 0) }),
  );
  const ofLimits = limits.flatMap(({ agents, concurrency, windows }): Supply[] => {
    const behind = new Set(agents);
    const atOnce: Supply[] =
      concurrency === undefined
        ? []
        : [{ ratePerMs: concurrency, burst: 0, amount: (_, agent, durationMs) => (behind.has(agent) ? durationMs : 0) }];
    const drawn = windows.map(
      ({ lengthMs, capacity, amount }): Supply => ({
        ratePerMs: capacity / lengthMs,
        burst: capacity,
        amount: (leaf, agent) => (behind.has(agent) ? Math.min(capacity, amount(leaf)) : 0),
      }),
    );
    return [...atOnce, ...drawn];
  });
  return [...ofSlots, ...ofLimits];
}
