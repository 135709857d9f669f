import type { Objective } from '../../src/core/team.ts';
import { lowerBound } from '../../src/graph/lower-bound.ts';
import { taskGraph } from '../../src/graph/task-graph.ts';
import { noiseFactor } from '../../src/simulate/noise.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { checkSchedule } from '../../src/testing/oracles/check-schedule.ts';
import { fastestAgentFirst } from '../../src/testing/oracles/fastest-agent-first.ts';
import { heft } from '../../src/testing/oracles/heft.ts';
import { makespanMs, type Placement, type Problem, problemOf } from '../../src/testing/oracles/problem.ts';
import { replay } from '../../src/testing/oracles/replay.ts';
import { built, type Sketch } from './sketch.ts';

export interface Result {
  readonly makespanMs: number;
  readonly costUsd: number;
}

/** What three ways of scheduling make of one instance. */
export interface Comparison {
  readonly ours: Result;
  readonly heft: Result;
  readonly fastestFirst: Result;
}

export interface Terms {
  readonly objective: Objective;
  /** Spread of the durations around what is declared; HEFT then keeps its plan, the others decide as they go. */
  readonly noise: number;
  readonly noiseSeed: number;
}

/** @throws Error when our schedule breaks a rule. */
export function compare(sketch: Sketch, { objective, noise, noiseSeed }: Terms): Comparison {
  const { tasks, team } = built(sketch);
  const problem = problemOf(tasks, team);
  const declaredMs = (task: number, agent: number): number => problem.durationsMs[task]?.[agent] ?? 0;
  const factors = tasks.map(({ id }) => noiseFactor(noise, noiseSeed, id));
  const actualMs = (task: number, agent: number): number => declaredMs(task, agent) * (factors[task] ?? 1);
  const taskIndex = new Map(tasks.map(({ id }, index) => [id, index]));
  const agentIndex = new Map(team.agents.map(({ id }, index) => [id, index]));
  const { schedule } = simulate(
    {
      team,
      // How long a task takes is the task's: doing it twice would gain nothing.
      runs: [{ tasks, terms: { objective, hedge: false } }],
      happen: (task, agent) => ({
        durationMs: actualMs(taskIndex.get(task.id) ?? 0, agentIndex.get(agent) ?? 0),
        costUsd: sketch.pricesUsd[agentIndex.get(agent) ?? 0] ?? 0,
      }),
    },
    { reasons: false, keepCommands: false },
  );
  const violations = checkSchedule(team, [{ run: 'run-1', tasks }], schedule);
  if (violations.length > 0 || schedule.length !== tasks.length) {
    throw new Error(`${schedule.length} of ${tasks.length} tasks done; ${violations.map(({ what }) => what).join('; ')}`);
  }
  return {
    ours: { makespanMs: makespanMs(schedule), costUsd: schedule.reduce((sum, { costUsd }) => sum + costUsd, 0) },
    heft: resultOf(replayed(problem, actualMs, noise), sketch),
    fastestFirst: resultOf(fastestAgentFirst(problem, actualMs), sketch),
  };
}

/** Without noise nothing differs from the plan; a replay would only close gaps. */
function replayed(problem: Problem, actualMs: (task: number, agent: number) => number, noise: number): Placement[] {
  return noise === 0 ? heft(problem) : replay(problem, heft(problem), actualMs);
}

function resultOf(placements: readonly Placement[], { pricesUsd }: Sketch): Result {
  return { makespanMs: makespanMs(placements), costUsd: placements.reduce((sum, { agent }) => sum + (pricesUsd[agent] ?? 0), 0) };
}

/** Our makespan over the better of the two others'. */
export function ratioOf({ ours, heft: planned, fastestFirst }: Comparison): number {
  return ours.makespanMs / Math.min(planned.makespanMs, fastestFirst.makespanMs);
}

/** How much better than the better of the two anything could be: its makespan over the lower bound. */
export function betterOverBound(sketch: Sketch): number {
  const { tasks, team } = built(sketch);
  const problem = problemOf(tasks, team);
  const { boundMs } = lowerBound(taskGraph(tasks), {
    slots: sketch.slots,
    durationMs: (leaf, agent) => problem.durationsMs[leaf]?.[agent] ?? Number.POSITIVE_INFINITY,
  });
  return Math.min(makespanMs(heft(problem)), makespanMs(fastestAgentFirst(problem))) / boundMs;
}
