import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptCommand } from '../scripts/script-options.ts';
import { measureLatency } from './durable/latency.ts';
import { median } from './durable/median.ts';
import { measureReplay } from './durable/replay.ts';
import { IN_FLIGHT, measureThroughput, type Throughput } from './durable/throughput.ts';

/** `npm run bench:durable [-- --directory FOLDER]`: what the journal costs, on the disk that holds the folder. */
const values = scriptCommand('bench:durable', 'What the journal costs.')
  .option('--directory <folder>', 'on the disk that holds this', tmpdir())
  .parse()
  .opts<{ readonly directory: string }>();
const ROUNDS = 7;
/** Enough that most of a round is spent with everything compiled. */
const TASKS = 60_000;
const CHAIN = 2000;
const EVENTS = 1_000_000;
const RESTATE_CALLS = 4000;
const TARGET = { ratio: 0.5, addedFsyncs: 2, replayMs: 10_000 };

const folder = mkdtempSync(join(values.directory, 'skein-bench-'));
try {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`;
  console.log(`Durability (${machine}, ${new Date().toISOString().slice(0, 10)})\n`);
  const rounds: Throughput[] = [];
  await measureThroughput(folder, TASKS);
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureThroughput(folder, TASKS));
  const latency = await measureLatency(folder, CHAIN);
  const replay = await measureReplay(folder, EVENTS);
  const { measureRestate } = await import('./durable/restate.ts');
  const restate = await measureRestate(join(folder, 'restate'), RESTATE_CALLS, IN_FLIGHT);
  const middle = (figure: keyof Throughput): number => median(rounds.map((round) => round[figure]));
  const ratios = rounds.map(({ ratio }) => ratio.toFixed(2)).join(' ');
  const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
  row('what', 'figure', 'target');
  row('---', '---:', '---:');
  row(`durable tasks a second, ${IN_FLIGHT} in flight`, middle('durablePerSecond').toFixed(0), '');
  row('the same bytes, inserted plainly in groups', middle('plainPerSecond').toFixed(0), '');
  row('the same bytes, inserted in rows of 128 events', middle('packedPerSecond').toFixed(0), '');
  row(`ratio, median of ${ROUNDS} (${ratios})`, middle('ratio').toFixed(2), `>= ${TARGET.ratio}`);
  row('Restate, durable calls a second, as many in flight', restate.toFixed(0), '');
  row('step of a chain, journal on disk', `${latency.durableMs.toFixed(3)} ms`, '');
  row('step of a chain, journal in memory', `${latency.inMemoryMs.toFixed(3)} ms`, '');
  row('fsync of this disk', `${latency.fsyncMs.toFixed(3)} ms`, '');
  row('added to a step by the journal', `${latency.addedFsyncs.toFixed(2)} fsyncs`, `< ${TARGET.addedFsyncs}`);
  row(
    `replay of ${(replay.events / 1e6).toFixed(1)} M events (${replay.tasks} tasks)`,
    `${(replay.elapsedMs / 1000).toFixed(1)} s (${(replay.cpuMs / 1000).toFixed(1)} s of processor), ${(replay.peakBytes / 1e6).toFixed(0)} MB`,
    `< ${TARGET.replayMs / 1000} s`,
  );
  const misses = middle('ratio') < TARGET.ratio || latency.addedFsyncs >= TARGET.addedFsyncs || replay.elapsedMs >= TARGET.replayMs;
  process.exitCode = misses ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// The Restate endpoint goes on listening.
process.exit();
