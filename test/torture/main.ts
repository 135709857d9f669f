import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { killCampaign } from '../kill/kill-campaign.ts';
import { serverKillCampaign } from '../kill/server-kills.ts';
import { fuzz, inputText, tryInput } from './fuzz/fuzz.ts';
import { fuzzTargets } from './fuzz/targets.ts';
import { serverSoak } from './server-soak.ts';
import { simulationCampaign } from './simulation/campaign.ts';
import { complaint } from './simulation/run-seeds.ts';
import { scenarioOf } from './simulation/scenario.ts';
import { simulateScenario } from './simulation/simulation.ts';
import { soak } from './soak.ts';

/**
 * `npm run torture`: everything that tries to break a run, at length; prints a table of each and ends with 1 when anything broke.
 *
 *   --seeds N      seeds of the simulation (10,000); --first N where they begin (1)
 *   --inputs N     generated inputs of the fuzzing (100,000); --fuzz-seed N what they are made from (1)
 *   --input NAME/N one input alone, printed whole and tried in this process
 *   --kills N      kills of the real command (1,000); --kill-seed N when they come (1)
 *   --server-kills N   kills of a server (200); --kill-seed N when they come (1)
 *   --only LIST    some of simulation,fuzz,kills,server-kills
 *   --soak         1,000 runs in succession instead; --runs N so many; --serve asks one `skein serve` for them
 *   --seed N       one seed of the simulation alone; --trace prints everything that happened in it
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    first: { type: 'string', default: '1' },
    inputs: { type: 'string', default: '100000' },
    'fuzz-seed': { type: 'string', default: '1' },
    input: { type: 'string' },
    kills: { type: 'string', default: '1000' },
    'kill-seed': { type: 'string', default: '1' },
    'server-kills': { type: 'string', default: '200' },
    only: { type: 'string', default: 'simulation,fuzz,kills,server-kills' },
    soak: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    serve: { type: 'boolean', default: false },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

const only = values.only.split(',');
if (values.seed !== undefined) await replay(Number(values.seed), values.trace);
else if (values.input !== undefined) await tryAgain(values.input, Number(values['fuzz-seed']));
else if (values.soak) await soakRuns(Number(values.runs), values.serve);
else {
  if (only.includes('simulation')) await simulate(Number(values.first), Number(values.seeds));
  if (only.includes('fuzz')) await fuzzAll(Number(values['fuzz-seed']), Number(values.inputs));
  if (only.includes('kills')) await kill(Number(values.kills), Number(values['kill-seed']));
  if (only.includes('server-kills')) await killServers(Number(values['server-kills']), Number(values['kill-seed']));
}

async function simulate(first: number, seeds: number): Promise<void> {
  const { result, seconds } = await timed(() => simulationCampaign(first, seeds));
  const { failed, counts } = result;
  printTable(`Simulation, seeds ${first} to ${first + seeds - 1}, ${seconds} s`, [
    {
      seeds,
      runs: counts.runs,
      tasks: counts.tasks,
      attempts: counts.attempts,
      crashes: counts.crashes,
      'refused writes': counts.refusals,
      standstills: counts.pauses,
      leavings: counts.leavings,
      cancellations: counts.cancellations,
      'repeated attempts': counts.repeats,
      steps: counts.steps,
      'broken promises': failed.length,
    },
  ]);
  complain(failed.map(complaint));
}

async function fuzzAll(seed: number, inputs: number): Promise<void> {
  const targets = await fuzzTargets();
  const rows = [];
  for (const target of targets) {
    const { result, seconds } = await timed(() => fuzz(target, seed, Math.ceil(inputs / targets.length), availableParallelism()));
    rows.push({
      'what is read': target.name,
      inputs: result.inputs,
      accepted: result.accepted,
      refused: result.refused,
      'slowest, ms of processor': Math.round(result.slowestMs),
      seconds,
      faults: result.faults.length,
    });
    complain(
      result.faults.map(
        ({ number, fault, text }) =>
          `${target.name} ${number}: ${fault}\n  again: npm run torture -- --fuzz-seed ${seed} --input "${target.name}/${number}"\n  ${JSON.stringify(text.slice(0, 200))}`,
      ),
    );
  }
  printTable(`Fuzzing, seed ${seed}`, rows);
}

async function tryAgain(input: string, seed: number): Promise<void> {
  const [name, number] = [input.slice(0, input.lastIndexOf('/')), Number(input.slice(input.lastIndexOf('/') + 1))];
  const target = (await fuzzTargets()).find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is nothing called "${name}"`);
  console.log(inputText(target, seed, number));
  const { outcome, cpuMs, fault } = await tryInput(target, seed, number);
  console.log(`${outcome}, ${Math.round(cpuMs)} ms`);
  if (fault !== undefined) complain([fault.fault]);
}

async function kill(kills: number, seed: number): Promise<void> {
  const { result, seconds } = await timed(() => killCampaign(kills, seed));
  printTable(`kill -9 of the real command, plans of 200 tasks, seed ${seed}, ${seconds} s`, [
    {
      kills: result.kills,
      runs: result.runs,
      'events acknowledged': result.acknowledged,
      'attempts in flight': result.inFlight,
      'repeated attempts': result.repeated,
      'lost or wrong': result.faults.length,
    },
  ]);
  complain(result.faults);
}

async function killServers(kills: number, seed: number): Promise<void> {
  const { result: tally, seconds } = await timed(() => serverKillCampaign(kills, seed));
  printTable(`Kills of a server, seed ${seed}, ${seconds} s`, [
    {
      kills: tally.kills,
      runs: tally.runs,
      'requests sent again': tally.unanswered,
      'events streamed': tally.streamed,
      'attempts in flight': tally.inFlight,
      'repeated attempts': tally.repeated,
      'broken promises': tally.faults.length,
    },
  ]);
  complain(tally.faults);
}

async function soakRuns(runs: number, isServed: boolean): Promise<void> {
  const { result, seconds } = await timed(() => (isServed ? serverSoak(runs) : soak(runs)));
  const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);
  printTable(
    `Soak, ${runs} runs of 20 tasks in one ${isServed ? 'server' : 'process'}, ${seconds} s`,
    result.samples
      .filter((_, index) => index % 4 === 0)
      .map((sample) => ({
        runs: sample.runs,
        'heap, MB': mega(sample.heapBytes),
        'resident, MB': mega(sample.residentBytes),
        'open files': sample.fileHandles,
        'store, MB': mega(sample.storeBytes),
      })),
  );
  console.log(
    `Heap: ${Math.round(result.heapBytesPerRun)} bytes a run over the second half. Store: ${Math.round(result.storeBytesPerRun)} bytes a run.`,
  );
  if (result.lost > 0) complain([`${result.lost} tasks were not settled`]);
}

async function replay(seed: number, withTrace: boolean): Promise<void> {
  const { trace, violations, counts } = await simulateScenario(scenarioOf(seed));
  if (withTrace) console.log(trace.join('\n'));
  console.log(JSON.stringify(counts));
  complain(violations.map(({ invariant, what }) => `${invariant}: ${what}`));
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly seconds: string }> {
  const beganMs = performance.now();
  const result = await work();
  return { result, seconds: ((performance.now() - beganMs) / 1000).toFixed(0) };
}

function printTable(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number | undefined)[]): string => `| ${cells.join(' | ')} |`;
  const head = [line(columns), line(columns.map((column) => (typeof rows[0]?.[column] === 'number' ? '---:' : '---')))];
  console.log(['', title, '', ...head, ...rows.map((row) => line(columns.map((column) => row[column]))), ''].join('\n'));
}

function complain(complaints: readonly string[]): void {
  for (const one of complaints.slice(0, 20)) console.log(one);
  if (complaints.length > 0) process.exitCode = 1;
}
