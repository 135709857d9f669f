/** Who may do the leaves of a graph, and how fast. */
export interface Workforce {
  /** Slots by agent. */
  readonly slots: readonly number[];
  /** What a leaf would take an agent; `Infinity` when this agent cannot do it. Finite ones are >= 0. */
  durationMs(leaf: number, agent: number): number;
  /** What agents share beside their slots. Default: nothing. */
  readonly limits?: readonly WorkforceLimit[];
}

/** A limit behind which some agents are. */
export interface WorkforceLimit {
  readonly agents: readonly number[];
  /** So many attempts of all of them at once. */
  readonly concurrency?: number;
  readonly windows: readonly LimitWindow[];
}

/** In no interval of this length is more than `capacity` drawn, each start drawing its leaf's amount at once. */
export interface LimitWindow {
  readonly lengthMs: number;
  readonly capacity: number;
  amount(leaf: number): number;
}

/** `slots` equal slots, on which each leaf takes what it takes. */
export function identicalSlots(slots: number, durationsMs: Float64Array): Workforce {
  return { slots: [slots], durationMs: (leaf) => durationsMs[leaf] ?? 0 };
}

/** A set of agents that some leaves are confined to. */
export interface AgentSet {
  /** By agent: 1 when it is in the set. */
  readonly has: Uint8Array;
  readonly slots: number;
}

export interface Eligibility {
  /** By leaf: what it takes the fastest agent; 0 when none can do it. */
  readonly fastestMs: Float64Array;
  /** By leaf: the number of the set of agents that can do it; -1 when none can. */
  readonly setOf: Int32Array;
  /** Distinct sets. */
  readonly sets: readonly AgentSet[];
  /** By agent: how fast it is at what it can do, 1 being the fastest; 1 when it can do nothing. */
  readonly speeds: Float64Array;
  /** True when some leaf takes different agents differently long. */
  readonly speedsDiffer: boolean;
}

/** Sorts the leaves by who can do them. Agents without slots count as unable. O(leaves x agents). */
export function eligibilityOf(leafCount: number, workforce: Workforce): Eligibility {
  const agents = workforce.slots.length;
  const fastestMs = new Float64Array(leafCount);
  const setOf = new Int32Array(leafCount).fill(-1);
  const sets: AgentSet[] = [];
  const setNumbers = new Map<number, number>();
  const prefixes = new Map<number, number>();
  const row = new Float64Array(agents);
  const shareSum = new Float64Array(agents);
  const weightSum = new Float64Array(agents);
  let speedsDiffer = false;
  for (let leaf = 0; leaf < leafCount; leaf++) {
    let fastest = Number.POSITIVE_INFINITY;
    // Interns the set by walking its members in order: a prefix of a set and one more member name a longer prefix.
    let prefix = 0;
    for (let agent = 0; agent < agents; agent++) {
      const durationMs = (workforce.slots[agent] ?? 0) > 0 ? workforce.durationMs(leaf, agent) : Number.POSITIVE_INFINITY;
      row[agent] = durationMs;
      if (durationMs === Number.POSITIVE_INFINITY) continue;
      if (durationMs < fastest) fastest = durationMs;
      const key = prefix * agents + agent;
      prefix = prefixes.get(key) ?? prefixes.size + 1;
      prefixes.set(key, prefix);
    }
    if (prefix === 0) continue;
    fastestMs[leaf] = fastest;
    let set = setNumbers.get(prefix);
    if (set === undefined) {
      set = sets.length;
      setNumbers.set(prefix, set);
      sets.push(agentSet(workforce, (agent) => row[agent] !== Number.POSITIVE_INFINITY));
    }
    setOf[leaf] = set;
    for (let agent = 0; agent < agents; agent++) {
      const durationMs = row[agent] ?? 0;
      if (durationMs === Number.POSITIVE_INFINITY || durationMs === 0) continue;
      if (durationMs !== fastest) speedsDiffer = true;
      shareSum[agent] = (shareSum[agent] ?? 0) + (fastest / durationMs) * fastest;
      weightSum[agent] = (weightSum[agent] ?? 0) + fastest;
    }
  }
  const speeds = shareSum.map((sum, agent) => (sum > 0 ? sum / (weightSum[agent] ?? 1) : 1));
  return { fastestMs, setOf, sets, speeds, speedsDiffer };
}

/** The agents for which `member` holds. */
export function agentSet(workforce: Workforce, member: (agent: number) => boolean): AgentSet {
  const has = Uint8Array.from(workforce.slots, (_, agent) => (member(agent) ? 1 : 0));
  return { has, slots: workforce.slots.reduce((sum, slots, agent) => sum + (has[agent] === 1 ? slots : 0), 0) };
}

export function isWithin(inner: AgentSet, outer: AgentSet): boolean {
  return inner.has.every((member, agent) => member === 0 || outer.has[agent] === 1);
}
