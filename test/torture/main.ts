import { availableParallelism } from 'node:os';
import { scriptCommand, someOf, whole } from '../../scripts/script-options.ts';
import { killCampaign } from '../kill/kill-campaign.ts';
import { serverKillCampaign } from '../kill/server-kills.ts';
import { fuzz, inputText, tryInput } from './fuzz/fuzz.ts';
import { fuzzTargets } from './fuzz/targets.ts';
import { serverSoak } from './server-soak.ts';
import { simulationCampaign } from './simulation/campaign.ts';
import { complaint, type SimulatedStore, simulateOn } from './simulation/run-seeds.ts';
import { scenarioOf } from './simulation/scenario.ts';
import { soak } from './soak.ts';

const CAMPAIGNS = ['simulation', 'fuzz', 'kills', 'server-kills'] as const;

interface TortureOptions {
  readonly seeds: number;
  readonly sqliteSeeds: number;
  readonly first: number;
  readonly inputs: number;
  readonly fuzzSeed: number;
  readonly input?: string;
  readonly kills: number;
  readonly serverKills: number;
  readonly killSeed: number;
  readonly only: readonly (typeof CAMPAIGNS)[number][];
  readonly soak?: true;
  readonly runs: number;
  readonly serve?: true;
  readonly seed?: number;
  readonly sqlite?: true;
  readonly trace?: true;
}

/** `npm run torture`: everything that tries to break a run, at length; prints a table of each and ends with 1 when anything broke. */
const options = scriptCommand('torture', 'Everything that tries to break a run, at length. Ends with 1 when anything broke.')
  .option('--only <list>', `some of ${CAMPAIGNS.join(',')}`, someOf(CAMPAIGNS), CAMPAIGNS)
  .option('--seeds <n>', 'seeds of the simulation', whole, 10_000)
  .option('--sqlite-seeds <n>', 'seeds of the simulation on files', whole, 1000)
  .option('--first <n>', 'the first of both', whole, 1)
  .option('--inputs <n>', 'generated inputs of the fuzzing', whole, 100_000)
  .option('--fuzz-seed <n>', 'what they are made from', whole, 1)
  .option('--kills <n>', 'kills of the real command', whole, 1000)
  .option('--server-kills <n>', 'kills of a server', whole, 200)
  .option('--kill-seed <n>', 'when they come', whole, 1)
  .option('--soak', 'runs in succession instead, in one process')
  .option('--runs <n>', 'so many of them', whole, 1000)
  .option('--serve', 'asked of one `skein serve`')
  .option('--seed <n>', 'one seed of the simulation alone', whole)
  .option('--sqlite', 'on a file')
  .option('--trace', 'print everything that happened in it')
  .option('--input <name/n>', 'one input of the fuzzing alone, printed whole and tried in this process')
  .parse()
  .opts<TortureOptions>();

const { only } = options;
if (options.seed !== undefined) await replay(options.seed, options.sqlite === true ? 'SQLite' : 'memory', options.trace === true);
else if (options.input !== undefined) await tryAgain(options.input, options.fuzzSeed);
else if (options.soak === true) await soakRuns(options.runs, options.serve === true);
else {
  if (only.includes('simulation')) await simulate(options.first, { memory: options.seeds, SQLite: options.sqliteSeeds });
  if (only.includes('fuzz')) await fuzzAll(options.fuzzSeed, options.inputs);
  if (only.includes('kills')) await kill(options.kills, options.killSeed);
  if (only.includes('server-kills')) await killServers(options.serverKills, options.killSeed);
}

async function simulate(first: number, seedsOn: Readonly<Record<SimulatedStore, number>>): Promise<void> {
  const rows = [];
  for (const [store, seeds] of Object.entries(seedsOn) as [SimulatedStore, number][]) {
    if (seeds === 0) continue;
    const { result, seconds } = await timed(() => simulationCampaign(first, seeds, store));
    const { failed, counts } = result;
    rows.push({
      store,
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
      seconds,
      'broken promises': failed.length,
    });
    complain(failed.map(complaint));
  }
  printTable(`Simulation, seeds from ${first}`, rows);
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
  const targets = await fuzzTargets();
  const target = targets.find((one) => one.name === name);
  if (target === undefined || !Number.isSafeInteger(number)) {
    complain([`--input: expected one of ${targets.map((one) => `"${one.name}/N"`).join(', ')}, received "${input}"`]);
    process.exitCode = 2;
    return;
  }
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

async function replay(seed: number, store: SimulatedStore, withTrace: boolean): Promise<void> {
  const { trace, violations, counts } = await simulateOn[store](scenarioOf(seed));
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
