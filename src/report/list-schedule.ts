import type { TaskGraph } from '../graph/task-graph.ts';
import { type Eligibility, eligibilityOf, type Workforce } from '../graph/workforce.ts';
import { MinHeap } from './min-heap.ts';

/** Waiting tasks that are looked at beyond the slots there are, before time moves on. */
const LOOK_AHEAD = 64;

export interface ListSchedule {
  /** By leaf: who does it; -1 when nobody can. */
  readonly agentOf: Int32Array;
  /** By node. */
  readonly endMs: Float64Array;
  readonly makespanMs: number;
}

/**
 * A quick schedule of a graph: whenever something ends, ready leaves are given out, the largest bottom level first,
 * each to the agent that would be done with it first. When that one is busy the leaf waits for it, and the agent's
 * time is counted as taken for those that come after. What nobody can do takes no time.
 *
 * @param levels The priority by node, usually bottom levels.
 * @param againstMs What speaks against an agent for a leaf, as so much later an end: its cost, its failures. >= 0; default nothing.
 */
export function listSchedule(
  graph: TaskGraph,
  workforce: Workforce,
  levels: Float64Array,
  againstMs: (leaf: number, agent: number) => number = () => 0,
): ListSchedule {
  return new ListScheduler(graph, workforce, levels, againstMs).run();
}

class ListScheduler {
  readonly #graph: TaskGraph;
  readonly #workforce: Workforce;
  readonly #againstMs: (leaf: number, agent: number) => number;
  readonly #eligibility: Eligibility;
  readonly #ready: readonly MinHeap[];
  readonly #before: (a: number, b: number) => boolean;
  readonly #running: MinHeap;
  /** By agent, by slot: when it is free. */
  readonly #slotFreeMs: readonly Float64Array[];
  readonly #agentOf: Int32Array;
  readonly #endMs: Float64Array;
  readonly #waitsFor: Int32Array;

  constructor(graph: TaskGraph, workforce: Workforce, levels: Float64Array, againstMs: (leaf: number, agent: number) => number) {
    this.#graph = graph;
    this.#againstMs = againstMs;
    this.#workforce = workforce;
    this.#eligibility = eligibilityOf(graph.leafCount, workforce);
    this.#before = (a, b) => (levels[a] ?? 0) > (levels[b] ?? 0) || (levels[a] === levels[b] && a < b);
    this.#ready = this.#eligibility.sets.map(() => new MinHeap(this.#before));
    const endMs = new Float64Array(graph.nodeCount);
    this.#endMs = endMs;
    this.#running = new MinHeap((a, b) => (endMs[a] ?? 0) < (endMs[b] ?? 0) || (endMs[a] === endMs[b] && a < b));
    this.#slotFreeMs = workforce.slots.map((slots) => new Float64Array(Math.max(0, slots)));
    this.#agentOf = new Int32Array(graph.leafCount).fill(-1);
    this.#waitsFor = Int32Array.from({ length: graph.nodeCount }, (_, node) => predecessorCount(graph, node));
  }

  run(): ListSchedule {
    const sources = Array.from(this.#waitsFor.keys()).filter((node) => this.#waitsFor[node] === 0);
    this.#open(sources, 0);
    this.#giveOut(0);
    let makespanMs = 0;
    for (let node = this.#running.pop(); node !== undefined; node = this.#running.pop()) {
      const nowMs = this.#endMs[node] ?? 0;
      makespanMs = nowMs;
      this.#open(this.#released(node), nowMs);
      const next = this.#running.peek();
      if (next === undefined || (this.#endMs[next] ?? 0) > nowMs) this.#giveOut(nowMs);
    }
    return { agentOf: this.#agentOf, endMs: this.#endMs, makespanMs };
  }

  /** Takes note of nodes that wait for nothing any more; gates and what nobody can do end at once. */
  #open(nodes: number[], nowMs: number): void {
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      const set = node < this.#graph.leafCount ? (this.#eligibility.setOf[node] ?? -1) : -1;
      if (set >= 0) {
        this.#ready[set]?.push(node);
        continue;
      }
      this.#endMs[node] = nowMs;
      for (const released of this.#released(node)) nodes.push(released);
    }
  }

  /** The successors for which this node was the last to wait for. */
  #released(node: number): number[] {
    const { successorStart, successors } = this.#graph;
    const released: number[] = [];
    for (let edge = successorStart[node] ?? 0; edge < (successorStart[node + 1] ?? 0); edge++) {
      const successor = successors[edge] ?? 0;
      const left = (this.#waitsFor[successor] ?? 0) - 1;
      this.#waitsFor[successor] = left;
      if (left === 0) released.push(successor);
    }
    return released;
  }

  #giveOut(nowMs: number): void {
    const promised = new Map<number, Float64Array>();
    const stuck = new Set<number>();
    const postponed: { set: number; leaf: number }[] = [];
    let patience = LOOK_AHEAD;
    while (patience > 0) {
      const set = this.#mostUrgent(stuck);
      const leaf = set === undefined ? undefined : this.#ready[set]?.pop();
      if (set === undefined || leaf === undefined) break;
      const { agent, slot, startMs, someoneIsFree } = this.#bestFor(leaf, set, promised, nowMs);
      const endMs = Math.max(startMs, nowMs) + this.#workforce.durationMs(leaf, agent);
      const free = promised.get(agent) ?? this.#slotFreeMs[agent]?.slice();
      if (free !== undefined) {
        free[slot] = endMs;
        promised.set(agent, free);
      }
      if (startMs <= nowMs) {
        this.#start(leaf, agent, slot, endMs);
        continue;
      }
      postponed.push({ set, leaf });
      patience--;
      if (!someoneIsFree) stuck.add(set);
    }
    for (const { set, leaf } of postponed) this.#ready[set]?.push(leaf);
  }

  #start(leaf: number, agent: number, slot: number, endMs: number): void {
    const free = this.#slotFreeMs[agent];
    if (free !== undefined) free[slot] = endMs;
    this.#agentOf[leaf] = agent;
    this.#endMs[leaf] = endMs;
    this.#running.push(leaf);
  }

  #mostUrgent(stuck: ReadonlySet<number>): number | undefined {
    let best: number | undefined;
    let bestLeaf: number | undefined;
    for (const [set, heap] of this.#ready.entries()) {
      const leaf = stuck.has(set) ? undefined : heap.peek();
      if (leaf !== undefined && (bestLeaf === undefined || this.#before(leaf, bestLeaf))) [best, bestLeaf] = [set, leaf];
    }
    return best;
  }

  /** The agent of the set that is done first, promises kept, and what speaks against it counted. */
  #bestFor(leaf: number, set: number, promised: ReadonlyMap<number, Float64Array>, nowMs: number) {
    let best = { agent: -1, slot: 0, startMs: Number.POSITIVE_INFINITY, someoneIsFree: false };
    let least = Number.POSITIVE_INFINITY;
    let someoneIsFree = false;
    for (const [agent, member] of this.#eligibility.sets[set]?.has.entries() ?? []) {
      if (member === 0) continue;
      const free = promised.get(agent) ?? this.#slotFreeMs[agent] ?? new Float64Array();
      let slot = 0;
      for (let other = 1; other < free.length; other++) if ((free[other] ?? 0) < (free[slot] ?? 0)) slot = other;
      const startMs = free[slot] ?? 0;
      if (startMs <= nowMs) someoneIsFree = true;
      const endMs = Math.max(startMs, nowMs) + this.#workforce.durationMs(leaf, agent);
      const countedMs = endMs + this.#againstMs(leaf, agent);
      if (countedMs < least) {
        least = countedMs;
        best = { agent, slot, startMs, someoneIsFree };
      }
    }
    return { ...best, someoneIsFree };
  }
}

function predecessorCount({ predecessorStart }: TaskGraph, node: number): number {
  return (predecessorStart[node + 1] ?? 0) - (predecessorStart[node] ?? 0);
}
