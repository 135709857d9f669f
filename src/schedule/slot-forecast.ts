import { type AgentNode, freeSlots } from './agent-node.ts';

/** An overdue attempt is expected to take half as long again as it has already. */
const OVERDUE_FACTOR = 0.5;

/**
 * When the slots of the agents will be free, as far as can be told now. Tasks that are to wait for an agent
 * book its next slot, so that the tasks after them see it taken. Made anew for each decision.
 */
export class SlotForecast {
  readonly #nowMs: number;
  /** Instants at which slots come free, ascending, by agent index. */
  readonly #free = new Map<number, number[]>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** The next instant at which a slot of the agent is free: now, or later. */
  nextFreeMs(agent: AgentNode): number {
    if (freeSlots(agent) > 0 && !this.#free.has(agent.index)) return this.#nowMs;
    return this.#slotsOf(agent)[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Books the slot that comes free next, until the end of a task in it. */
  book(agent: AgentNode, startMs: number, durationMs: number): void {
    const slots = this.#slotsOf(agent);
    slots.shift();
    const end = startMs + durationMs;
    const position = slots.findIndex((instant) => instant > end);
    slots.splice(position < 0 ? slots.length : position, 0, end);
  }

  /** An attempt has just been started there: the slot it took, free now until then, is taken. */
  started(agent: AgentNode, durationMs: number): void {
    if (this.#free.has(agent.index)) this.book(agent, this.#nowMs, durationMs);
  }

  #slotsOf(agent: AgentNode): number[] {
    const known = this.#free.get(agent.index);
    if (known !== undefined) return known;
    const slots = Array.from({ length: freeSlots(agent) }, () => this.#nowMs);
    for (const attempt of agent.running) slots.push(expectedEndMs(attempt.startedAtMs, attempt.expectedMs, this.#nowMs));
    slots.sort((a, b) => a - b);
    this.#free.set(agent.index, slots);
    return slots;
  }
}

export function expectedEndMs(startedAtMs: number, expectedMs: number, nowMs: number): number {
  const planned = startedAtMs + expectedMs;
  if (planned > nowMs) return planned;
  return nowMs + Math.max(1, (nowMs - startedAtMs) * OVERDUE_FACTOR);
}
