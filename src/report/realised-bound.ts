import { lowerBound } from '../graph/lower-bound.ts';
import { declaredLatencyMs } from './capable.ts';
import type { Crew } from './crew.ts';

/**
 * The makespan that no schedule of the run's succeeded tasks on its agents could have beaten, had every task taken
 * as long as it did take the agent that did it, and other agents longer or shorter in the proportion of their
 * latencies: the declared ones when both have one, else the means of this run at tasks with the same capabilities,
 * when the other agent has done at least three, else alike.
 * Attempts that failed count nothing. Never above the makespan that was reached.
 *
 * @returns Milliseconds, or `null` when no task has succeeded.
 */
export function realisedBoundMs(crew: Crew): number | null {
  const { graph, leaves, members } = crew;
  const done = leaves.map(({ attempts, state }, leaf) => {
    if (state.status !== 'succeeded') return undefined;
    const won = attempts.find((attempt) => attempt.outcome === 'succeeded' && attempt.endedAtMs !== undefined);
    const agent = members.findIndex(({ id }) => id === won?.agent);
    if (won?.endedAtMs === undefined || agent < 0) return undefined;
    const { task } = leaves[leaf] ?? {};
    return { agent, durationMs: won.endedAtMs - won.startedAtMs, kind: JSON.stringify(task?.capabilities) };
  });
  if (done.every((realised) => realised === undefined)) return null;
  const means = meansByKind(done.filter((realised) => realised !== undefined));
  const bound = lowerBound(graph, {
    slots: members.map(({ slots }) => slots),
    durationMs: (leaf, agent) => {
      const realised = done[leaf];
      if (realised === undefined || !crew.canDo(leaf, agent)) return Number.POSITIVE_INFINITY;
      if (agent === realised.agent) return realised.durationMs;
      return realised.durationMs * proportion(crew, leaf, agent, realised.agent, (other) => means.get(keyOf(other, realised.kind)));
    },
  });
  return bound.boundMs;
}

/** The mean of fewer tasks says more of the tasks than of the agent. */
const ENOUGH_TO_COMPARE = 3;

interface Mean {
  readonly meanMs: number;
  readonly count: number;
}

const enough = (mean: Mean | undefined): number | undefined =>
  mean !== undefined && mean.count >= ENOUGH_TO_COMPARE ? mean.meanMs : undefined;

const keyOf = (agent: number, kind: string): string => `${agent} ${kind}`;

/** How much longer one agent takes for a leaf than another. */
function proportion(
  { leaves, members }: Crew,
  leaf: number,
  agent: number,
  other: number,
  mean: (agent: number) => Mean | undefined,
): number {
  const task = leaves[leaf]?.task;
  const declared = (index: number): number | undefined => {
    const profile = members[index]?.profile;
    return profile === undefined || task === undefined ? undefined : declaredLatencyMs(profile, task);
  };
  const ratio = (above: number | undefined, below: number | undefined): number | undefined =>
    above === undefined || below === undefined || above <= 0 || below <= 0 ? undefined : above / below;
  return ratio(declared(agent), declared(other)) ?? ratio(enough(mean(agent)), mean(other)?.meanMs) ?? 1;
}

function meansByKind(done: readonly { readonly agent: number; readonly durationMs: number; readonly kind: string }[]): Map<string, Mean> {
  const means = new Map<string, Mean>();
  for (const { agent, durationMs, kind } of done) {
    const key = keyOf(agent, kind);
    const { meanMs, count } = means.get(key) ?? { meanMs: 0, count: 0 };
    means.set(key, { meanMs: meanMs + (durationMs - meanMs) / (count + 1), count: count + 1 });
  }
  return means;
}
