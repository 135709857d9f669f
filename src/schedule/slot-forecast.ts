import { type AgentPool, earliestEndMs, expectedEndMs, flowMs, isFlow, justAfterMs } from './agent-pool.ts';

/**
 * When the slots of the pools will be free, as far as can be told now. Tasks that are to wait for an agent
 * book the next slot of its pool, so that the tasks after them see it taken. Begun anew for each decision.
 */
export class SlotForecast {
  #nowMs = 0;
  /** Instants at which slots come free, ascending, by pool; only of pools that were booked. */
  #booked: Map<AgentPool, number[]> | undefined;

  /** Of large pools: how many slots were booked. */
  #flows: Map<AgentPool, number> | undefined;

  /** Forgets all bookings. */
  begin(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#booked = undefined;
    this.#flows = undefined;
  }

  /** The next instant at which a slot of the pool is free: now, or later; `Infinity` when it has no slots. */
  nextFreeMs(pool: AgentPool): number {
    if (isFlow(pool)) {
      const ahead = (this.#flows?.get(pool) ?? 0) - pool.freeSlots;
      return ahead < 0 ? this.#nowMs : this.#nowMs + (ahead + 1) * flowMs(pool);
    }
    const slots = this.#booked?.get(pool);
    if (slots !== undefined) return slots[0] ?? Number.POSITIVE_INFINITY;
    return pool.freeSlots > 0 ? this.#nowMs : earliestEndMs(pool, this.#nowMs);
  }

  /** Books the slot that comes free next, until the end of a task in it. */
  book(pool: AgentPool, startMs: number, durationMs: number): void {
    if (isFlow(pool)) {
      this.#flows ??= new Map();
      this.#flows.set(pool, (this.#flows.get(pool) ?? 0) + 1);
      return;
    }
    this.#booked ??= new Map();
    let slots = this.#booked.get(pool);
    if (slots === undefined) {
      slots = slotsOf(pool, this.#nowMs);
      this.#booked.set(pool, slots);
    }
    put(slots, endOf(startMs, durationMs));
  }

  /** An attempt has just been started there: the slot it took, free now until then, is taken. */
  started(pool: AgentPool, durationMs: number): void {
    const slots = this.#booked?.get(pool);
    if (slots !== undefined) put(slots, endOf(this.#nowMs, durationMs));
  }
}

function endOf(startMs: number, durationMs: number): number {
  const endMs = startMs + durationMs;
  return endMs > startMs ? endMs : justAfterMs(startMs);
}

/** Replaces the first of ascending instants by a later one. */
function put(slots: number[], endMs: number): void {
  let index = 0;
  for (; index + 1 < slots.length && (slots[index + 1] ?? 0) <= endMs; index++) slots[index] = slots[index + 1] ?? 0;
  slots[index] = endMs;
}

function slotsOf(pool: AgentPool, nowMs: number): number[] {
  const slots = Array.from({ length: pool.freeSlots }, () => nowMs);
  for (const attempt of pool.attempts) slots.push(expectedEndMs(attempt, nowMs));
  return slots.sort((a, b) => a - b);
}
