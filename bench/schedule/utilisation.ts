import { taskId } from '../../src/core/ids.ts';
import { makeTask } from '../../src/core/task.ts';
import { metricsOf } from '../../src/report/metrics.ts';
import { identicalAgents, simulatePlan } from '../../src/simulate/simulate-plan.ts';
import { workload } from './cost.ts';
import { geometricMean } from './geometric-mean.ts';

/** 5. Utilisation while there is more work than slots, and an optimum that is known. */
export function benchUtilisation(): void {
  const ten = Array.from({ length: 10 }, (_, index) =>
    makeTask({ id: taskId(`t${index}`), instruction: 't', estimate: { durationMs: 100 } }),
  );
  const team = identicalAgents(3);
  const { schedule } = simulatePlan(ten, { team, noise: 0, seed: 1, stopwatchMs: () => 0 });
  const makespanMs = Math.max(...schedule.map(({ endMs }) => endMs));
  const shares = [1, 2, 3, 4, 5].map((seed) => {
    const crew = identicalAgents(8);
    const { record } = simulatePlan(workload(500, seed), { team: crew, noise: 0.5, seed, stopwatchMs: () => 0 });
    return metricsOf(record, crew.agents).utilization ?? 1;
  });
  console.log(
    `5. Utilisation in parallel sections: ${geometricMean(shares).toFixed(4)}, at least ${Math.min(...shares).toFixed(4)} (500 tasks, 8 slots, noise 0.5, 5 seeds)`,
  );
  console.log(`   ten tasks of 100 ms on three agents: ${makespanMs} ms (optimum 400)`);
}
