import type { AgentProfile } from '../core/agent.ts';
import type { AgentId } from '../core/ids.ts';
import type { AttemptRecord, RunRecord, TaskRecord } from '../core/run-record.ts';
import { type TaskGraph, taskGraph } from '../graph/task-graph.ts';
import { agentsOf, isCapable } from './capable.ts';

/** An attempt that ended. */
export interface Stint {
  readonly agent: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface CrewMember {
  readonly id: AgentId;
  /** Absent: it made attempts, but the team does not have it any more. */
  readonly profile?: AgentProfile;
  /** Those of its profile, and never fewer than it was seen to use at once. */
  readonly slots: number;
}

/** A run as its figures need it: its leaf tasks by node, who could do them, and what was done. */
export interface Crew {
  readonly graph: TaskGraph;
  /** By leaf. */
  readonly leaves: readonly TaskRecord[];
  readonly members: readonly CrewMember[];
  /** By leaf, its attempts that ended, in order. */
  readonly stints: readonly (readonly Stint[])[];
  /** Those of the leaves, and of tasks that were split after they had been tried. */
  readonly allStints: readonly Stint[];
  /** True when the agent has what the leaf needs, or tried it. */
  canDo(leaf: number, agent: number): boolean;
}

/** O(leaves x agents) on first use of each kind of task. */
export function crewOf(record: RunRecord, team: readonly AgentProfile[]): Crew {
  const graph = taskGraph(Array.from(record.tasks.values(), ({ task }) => task));
  const leaves = graph.tasks.flatMap(({ id }) => record.tasks.get(id) ?? []);
  const profiles = agentsOf(record, team);
  const numberOf = new Map(profiles.map(({ id }, index) => [id, index]));
  for (const { attempts } of record.tasks.values()) {
    for (const { agent } of attempts) if (!numberOf.has(agent)) numberOf.set(agent, numberOf.size);
  }
  const stintOf = (attempt: AttemptRecord): Stint[] =>
    attempt.endedAtMs === undefined
      ? []
      : [{ agent: numberOf.get(attempt.agent) ?? 0, startMs: attempt.startedAtMs, endMs: attempt.endedAtMs }];
  const stints = leaves.map(({ attempts }) => attempts.flatMap(stintOf));
  const allStints = Array.from(record.tasks.values(), ({ attempts }) => attempts.flatMap(stintOf)).flat();
  const seen = mostAtOnce(allStints, numberOf.size);
  const members = Array.from(numberOf, ([id, index]): CrewMember => {
    const profile = profiles[index];
    return { id, ...(profile === undefined ? {} : { profile }), slots: Math.max(1, profile?.slots ?? 1, seen[index] ?? 0) };
  });
  return { graph, leaves, members, stints, allStints, canDo: capability(leaves, stints, members) };
}

/** Whether an agent is capable depends on a task's capabilities only, of which there are few. */
function capability(leaves: Crew['leaves'], stints: Crew['stints'], members: readonly CrewMember[]): Crew['canDo'] {
  const rows = new Map<string, boolean[]>();
  const byLeaf = leaves.map(({ task }) => {
    const key = JSON.stringify(task.capabilities);
    const row = rows.get(key) ?? members.map(({ profile }) => profile !== undefined && isCapable(profile, task));
    rows.set(key, row);
    return row;
  });
  return (leaf, agent) => byLeaf[leaf]?.[agent] === true || (stints[leaf] ?? []).some((stint) => stint.agent === agent);
}

/** By agent: the most stints that overlap. One that ends when another begins does not. */
function mostAtOnce(stints: readonly Stint[], agents: number): Int32Array {
  const now = new Int32Array(agents);
  const most = new Int32Array(agents);
  const changes = stints
    .filter(({ startMs, endMs }) => endMs > startMs)
    .flatMap(({ agent, startMs, endMs }) => [
      { agent, atMs: startMs, change: 1 },
      { agent, atMs: endMs, change: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  for (const { agent, change } of changes) {
    now[agent] = (now[agent] ?? 0) + change;
    most[agent] = Math.max(most[agent] ?? 0, now[agent] ?? 0);
  }
  return most;
}
