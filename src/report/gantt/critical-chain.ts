import type { AttemptRecord, RunRecord } from '../../core/run-record.ts';
import { type TaskGraph, taskGraph } from '../../graph/task-graph.ts';

/** What an attempt had to wait for before it could start. */
export type Cause = 'dependency' | 'slot' | 'retry' | 'limit' | 'start';

/** One attempt of the chain that decided how long the run took. */
export interface ChainLink {
  readonly leaf: number;
  readonly attempt: AttemptRecord;
  readonly cause: Cause;
}

interface Tried {
  readonly leaf: number;
  readonly attempt: AttemptRecord;
}

/** Ends and starts within this much of each other are one instant. */
const INSTANT_MS = 1e-3;

/**
 * The attempts that decided the makespan, first to last: the one that ended last, what it waited for, what that waited for,
 * and so on. What it waited for is a dependency, an attempt of its own that failed, or what used the slot before it;
 * `limit` when all of these were over and it had still to wait.
 *
 * @param laneOf The slot that an attempt used; attempts of one lane never overlap.
 */
export function criticalChain(record: RunRecord, laneOf: (attempt: AttemptRecord) => number): ChainLink[] {
  const graph = taskGraph(Array.from(record.tasks.values(), ({ task }) => task));
  const attempts = graph.tasks.map(({ id }) => (record.tasks.get(id)?.attempts ?? []).filter(({ endedAtMs }) => endedAtMs !== undefined));
  const deciding = decidingLeaves(graph, attempts);
  const lanes = new Map<number, Tried[]>();
  for (const [leaf, own] of attempts.entries()) {
    for (const attempt of own) {
      const lane = laneOf(attempt);
      const list = lanes.get(lane);
      if (list === undefined) lanes.set(lane, [{ leaf, attempt }]);
      else list.push({ leaf, attempt });
    }
  }
  const previous = new Map<AttemptRecord, Tried>();
  for (const list of lanes.values()) {
    list.sort((a, b) => a.attempt.startedAtMs - b.attempt.startedAtMs);
    for (const [at, { attempt }] of list.entries()) {
      const before = list[at - 1];
      if (before !== undefined) previous.set(attempt, before);
    }
  }
  const beginMs = attempts.flat().reduce((least, { startedAtMs }) => Math.min(least, startedAtMs), Number.POSITIVE_INFINITY);

  const chain: ChainLink[] = [];
  let current = lastEnded(attempts);
  while (current !== undefined) {
    const { leaf, attempt } = current;
    const candidates = [
      { cause: 'dependency' as const, found: endingLast(deciding[leaf] ?? -1, attempts) },
      { cause: 'retry' as const, found: before(leaf, attempts[leaf] ?? [], attempt) },
      { cause: 'slot' as const, found: previous.get(attempt) },
    ];
    let next: Tried | undefined;
    let cause: Cause = 'start';
    for (const candidate of candidates) {
      const endMs = candidate.found?.attempt.endedAtMs ?? Number.NEGATIVE_INFINITY;
      if (endMs > attempt.startedAtMs + INSTANT_MS || (next !== undefined && endMs <= (next.attempt.endedAtMs ?? 0) + INSTANT_MS)) continue;
      if (candidate.found === undefined) continue;
      next = candidate.found;
      cause = endMs < attempt.startedAtMs - INSTANT_MS ? 'limit' : candidate.cause;
    }
    if (next === undefined && attempt.startedAtMs > beginMs + INSTANT_MS) cause = 'limit';
    chain.push({ leaf, attempt, cause });
    current = next;
  }
  return chain.reverse();
}

/** By node: of the leaves it waits for, the one that ends last; -1 when it waits for none that was tried. */
function decidingLeaves(graph: TaskGraph, attempts: readonly (readonly AttemptRecord[])[]): Int32Array {
  const deciding = new Int32Array(graph.nodeCount).fill(-1);
  const endOf = (leaf: number): number => attempts[leaf]?.at(-1)?.endedAtMs ?? Number.NEGATIVE_INFINITY;
  for (const node of graph.order) {
    let best = -1;
    for (let edge = graph.predecessorStart[node] ?? 0; edge < (graph.predecessorStart[node + 1] ?? 0); edge++) {
      const before = graph.predecessors[edge] ?? 0;
      const leaf = before < graph.leafCount ? before : (deciding[before] ?? -1);
      if (leaf >= 0 && (best < 0 || endOf(leaf) > endOf(best))) best = leaf;
    }
    deciding[node] = best;
  }
  return deciding;
}

function lastEnded(attempts: readonly (readonly AttemptRecord[])[]): Tried | undefined {
  let last: Tried | undefined;
  for (const [leaf, own] of attempts.entries()) {
    for (const attempt of own) if (last === undefined || (attempt.endedAtMs ?? 0) > (last.attempt.endedAtMs ?? 0)) last = { leaf, attempt };
  }
  return last;
}

function endingLast(leaf: number, attempts: readonly (readonly AttemptRecord[])[]): Tried | undefined {
  const own = leaf < 0 ? [] : (attempts[leaf] ?? []);
  const attempt = own.reduce<AttemptRecord | undefined>(
    (a, b) => (a === undefined || (b.endedAtMs ?? 0) > (a.endedAtMs ?? 0) ? b : a),
    undefined,
  );
  return attempt === undefined ? undefined : { leaf, attempt };
}

function before(leaf: number, own: readonly AttemptRecord[], attempt: AttemptRecord): Tried | undefined {
  const earlier = own.filter((other) => other !== attempt && (other.endedAtMs ?? 0) <= attempt.startedAtMs).at(-1);
  return earlier === undefined ? undefined : { leaf, attempt: earlier };
}
