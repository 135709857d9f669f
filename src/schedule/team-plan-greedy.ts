import { IndexHeap } from './index-heap.ts';
import type { Assignment, TeamProblem } from './team-plan.ts';

/**
 * The plan of those who never wait for a better agent: whenever a slot is free, the ready tasks by falling rank, each to the fastest of
 * the agents that are free. O(V (V + agents)) at worst.
 */
export function greedyPlan(problem: TeamProblem, ranks: Float64Array): Assignment {
  const { tasks, agents: count, durationsMs, successors, predecessors, underWayOn, slots } = problem;
  const agents = Int32Array.from(underWayOn, (on) => Math.max(0, on));
  const order = new Float64Array(tasks);
  const pending = Int32Array.from(predecessors, (list) => list.length);
  const free = slots.slice();
  const ready = new IndexHeap(ranks);
  // The first to end on top.
  const ends = new Float64Array(tasks);
  const running = new IndexHeap(ends);
  for (let task = 0; task < tasks; task++) {
    const on = underWayOn[task] ?? -1;
    if (on >= 0) {
      free[on] = (free[on] ?? 0) - 1;
      ends[task] = -(problem.endsMs[task] ?? 0);
      running.push(task);
    } else if (pending[task] === 0) ready.push(task);
  }
  let begun = 0;
  for (let nowMs = 0; ; ) {
    const passed: number[] = [];
    for (let task = ready.pop(); task >= 0; task = ready.pop()) {
      const agent = fastestFree(problem, task, free);
      if (agent < 0) {
        passed.push(task);
        continue;
      }
      free[agent] = (free[agent] ?? 0) - 1;
      agents[task] = agent;
      order[task] = -++begun;
      ends[task] = -(nowMs + (durationsMs[task * count + agent] ?? 0));
      running.push(task);
    }
    for (const task of passed) ready.push(task);
    const first = running.peek();
    if (first < 0) return { agents, order };
    nowMs = -(ends[first] ?? 0);
    while (running.peek() >= 0 && -(ends[running.peek()] ?? 0) <= nowMs) {
      const task = running.pop();
      const agent = agents[task] ?? 0;
      free[agent] = (free[agent] ?? 0) + 1;
      for (const successor of successors[task] ?? []) {
        const left = (pending[successor] ?? 0) - 1;
        pending[successor] = left;
        if (left === 0) ready.push(successor);
      }
    }
  }
}

function fastestFree({ agents: count, durationsMs }: TeamProblem, task: number, free: Int32Array): number {
  let best = -1;
  let leastMs = Number.POSITIVE_INFINITY;
  for (let agent = 0; agent < count; agent++) {
    const durationMs = durationsMs[task * count + agent] ?? Number.POSITIVE_INFINITY;
    if ((free[agent] ?? 0) <= 0 || durationMs >= leastMs) continue;
    leastMs = durationMs;
    best = agent;
  }
  return best;
}
