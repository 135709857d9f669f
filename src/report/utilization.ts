import type { RunRecord } from '../core/run-record.ts';
import type { Crew } from './crew.ts';

/**
 * Busy over eligible slot-time, over the whole makespan: what the agents that could do any of the run's tasks did
 * with their slots from the first start to the last end. Ten equal tasks on three agents with a slot each come to
 * 10 / 12 at best, because the last round has but one task. A cancelled attempt is busy until it is cancelled.
 *
 * @returns A share 0..1, or `null` when no attempt has ended or the run took no time.
 */
export function rawUtilization(crew: Crew): number | null {
  const stints = crew.allStints;
  if (stints.length === 0) return null;
  const startMs = stints.reduce((least, stint) => Math.min(least, stint.startMs), Number.POSITIVE_INFINITY);
  const endMs = stints.reduce((most, stint) => Math.max(most, stint.endMs), Number.NEGATIVE_INFINITY);
  const slots = crew.members.reduce(
    (sum, member, agent) => (crew.leaves.some((_, leaf) => crew.canDo(leaf, agent)) ? sum + member.slots : sum),
    0,
  );
  const busyMs = stints.reduce((sum, stint) => sum + stint.endMs - stint.startMs, 0);
  return endMs > startMs ? busyMs / (slots * (endMs - startMs)) : null;
}

/**
 * Busy over eligible slot-time while there was more ready work than free slots: the share of their slots that the
 * scheduler kept busy when it had every reason to. At each instant the ready tasks are those that wait for their
 * first attempt and for no other task; the eligible slots are those of the agents that can do any of them. Instants
 * at which the free ones among these slots would do for all ready tasks are left out: then slots are idle for want
 * of work. So ten equal tasks on three one-slot agents come to 1 when no slot ever waits. Slots that limits,
 * resources or a wait for a better agent keep idle count as idle; time between a failure and the next try does not.
 *
 * @returns A share 0..1, or `null` when there never was more ready work than free slots.
 */
export function utilization(record: RunRecord, crew: Crew): number | null {
  const { members } = crew;
  const kinds = kindsOf(crew);
  const waiting = new Int32Array(kinds.length);
  const running = new Int32Array(members.length);
  let busyMs = 0;
  let eligibleMs = 0;
  let sinceMs = 0;
  const count = (untilMs: number): void => {
    const tasks = waiting.reduce((sum, kind) => sum + kind, 0);
    if (tasks === 0 || untilMs <= sinceMs) return;
    let eligible = 0;
    let busy = 0;
    for (const [agent, { slots }] of members.entries()) {
      if (!kinds.some(({ agents }, kind) => (waiting[kind] ?? 0) > 0 && agents[agent] === true)) continue;
      eligible += slots;
      busy += Math.min(slots, running[agent] ?? 0);
    }
    if (tasks <= eligible - busy) return;
    busyMs += busy * (untilMs - sinceMs);
    eligibleMs += eligible * (untilMs - sinceMs);
  };
  for (const { atMs, counts, index, change } of changesOf(record, crew, kinds)) {
    count(atMs);
    const array = counts === 'waiting' ? waiting : running;
    array[index] = (array[index] ?? 0) + change;
    sinceMs = atMs;
  }
  return eligibleMs === 0 ? null : busyMs / eligibleMs;
}

/** Leaves that the same agents can do. */
interface Kind {
  readonly agents: readonly boolean[];
  readonly leaves: number[];
}

interface Change {
  readonly atMs: number;
  readonly counts: 'waiting' | 'running';
  readonly index: number;
  readonly change: 1 | -1;
}

function kindsOf({ leaves, members, canDo }: Crew): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const leaf of leaves.keys()) {
    const agents = members.map((_, agent) => canDo(leaf, agent));
    const key = agents.map(Number).join('');
    const kind = kinds.get(key) ?? { agents, leaves: [] };
    kind.leaves.push(leaf);
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}

/** Every change of what waits and what runs, in the order of time. A task that was never tried never counts as waiting. */
function changesOf(record: RunRecord, crew: Crew, kinds: readonly Kind[]): Change[] {
  const readyAtMs = readyTimes(record, crew);
  const changes: Change[] = [];
  for (const [kind, { leaves }] of kinds.entries()) {
    for (const leaf of leaves) {
      const from = readyAtMs[leaf] ?? 0;
      const until = crew.leaves[leaf]?.attempts[0]?.startedAtMs;
      if (until === undefined || until <= from) continue;
      changes.push({ atMs: from, counts: 'waiting', index: kind, change: 1 }, { atMs: until, counts: 'waiting', index: kind, change: -1 });
    }
  }
  for (const { agent, startMs, endMs } of crew.allStints) {
    changes.push(
      { atMs: startMs, counts: 'running', index: agent, change: 1 },
      { atMs: endMs, counts: 'running', index: agent, change: -1 },
    );
  }
  return changes.sort((a, b) => a.atMs - b.atMs);
}

/** By leaf: when it was planned and everything it waits for had ended. */
function readyTimes(record: RunRecord, { graph, leaves, stints }: Crew): Float64Array {
  const readyAtMs = new Float64Array(graph.nodeCount);
  const endedAtMs = new Float64Array(graph.nodeCount);
  for (const node of graph.order) {
    let readyMs = leaves[node]?.plannedAtMs ?? record.startedAtMs;
    for (let edge = graph.predecessorStart[node] ?? 0; edge < (graph.predecessorStart[node + 1] ?? 0); edge++) {
      readyMs = Math.max(readyMs, endedAtMs[graph.predecessors[edge] ?? 0] ?? 0);
    }
    readyAtMs[node] = readyMs;
    endedAtMs[node] = (stints[node] ?? []).reduce((last, stint) => Math.max(last, stint.endMs), readyMs);
  }
  return readyAtMs;
}
