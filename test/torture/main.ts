import { parseArgs } from 'node:util';
import { simulationCampaign } from './simulation/campaign.ts';
import { complaint } from './simulation/run-seeds.ts';
import { scenarioOf } from './simulation/scenario.ts';
import { simulateScenario } from './simulation/simulation.ts';

/**
 * `npm run torture`: everything that tries to break a run, at length; prints a table and ends with 1 when anything broke.
 *
 *   --seeds N      seeds of the simulation (10,000); --first N where they begin (1)
 *   --seed N       one seed alone; --trace prints everything that happened in it
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

if (values.seed === undefined) await simulate(Number(values.first), Number(values.seeds));
else await replay(Number(values.seed), values.trace);

async function simulate(first: number, seeds: number): Promise<void> {
  const beganMs = performance.now();
  const { failed, counts } = await simulationCampaign(first, seeds);
  const seconds = (performance.now() - beganMs) / 1000;
  console.log(`Simulation, seeds ${first} to ${first + seeds - 1}, ${seconds.toFixed(0)} s

| seeds | runs | tasks | attempts | crashes | refused writes | standstills | cancellations | repeated attempts | steps | broken promises |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| ${[seeds, counts.runs, counts.tasks, counts.attempts, counts.crashes, counts.refusals, counts.pauses, counts.cancellations, counts.repeats, counts.steps, failed.length].join(' | ')} |
`);
  for (const one of failed.slice(0, 20)) console.log(complaint(one));
  if (failed.length > 0) process.exitCode = 1;
}

async function replay(seed: number, withTrace: boolean): Promise<void> {
  const { trace, violations, counts } = await simulateScenario(scenarioOf(seed));
  if (withTrace) console.log(trace.join('\n'));
  console.log(JSON.stringify(counts));
  for (const { invariant, what } of violations) console.log(`${invariant}: ${what}`);
  if (violations.length > 0) process.exitCode = 1;
}
