import type { RunEvent } from '../../src/core/event.ts';
import type { Task } from '../../src/core/task.ts';
import { openLocalEngine } from '../../src/engine/local/local-engine.ts';
import { givenPlan } from '../../src/plan/given-plan.ts';
import type { RunStore } from '../../src/store/run-store.ts';
import { noOpAgent } from './no-op-agent.ts';

export interface MeasuredRun {
  /** From the first attempt's start to the last one's end, by the clock on the wall. */
  readonly elapsedMs: number;
  readonly events: readonly RunEvent[];
}

/** Runs a plan on an agent that does nothing, so many tasks at once, with the journal in this store. */
export async function runPlan(store: RunStore, tasks: readonly Task[], inFlight: number): Promise<MeasuredRun> {
  const agent = noOpAgent(inFlight);
  let beganMs = 0;
  const engine = openLocalEngine({
    team: { agents: [agent.profile], limits: {}, resources: {} },
    agents: [agent],
    store,
    composeAnswer: () => ({ answer: '', missing: [], artifacts: [] }),
    observer: {
      event: (event) => {
        if (event.type === 'plan-completed') beganMs = performance.now();
      },
    },
  });
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/tmp' } as const;
  const { run, finished } = await engine.start({ request: 'nothing', planner: givenPlan({ tasks }), options });
  const { status } = await finished;
  const elapsedMs = performance.now() - beganMs;
  if (status !== 'succeeded') throw new Error(`the run ${status}`);
  await engine.close();
  // Read back afterwards: what is measured does not hold on to them.
  return { elapsedMs, events: store.events(run) };
}
