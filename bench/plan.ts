import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { scriptCommand } from '../scripts/script-options.ts';
import { benchAsyncHow } from './plan/async-how.ts';
import { benchSingleSteps } from './plan/single-steps.ts';
import { benchUltraTool } from './plan/ultra-tool.ts';
import { benchWorFBench } from './plan/worf-bench.ts';

/**
 * `npm run bench:plan -- --data FOLDER`: how good the offline planner's plans are, on public data in FOLDER
 * (`ultratool/`, `worfbench/`, `asynchow/`; what is not there is left out), beside planners that make one task of
 * everything, or a chain.
 */
const values = scriptCommand('bench:plan', "How good the offline planner's plans are, on public data.")
  .requiredOption('--data <folder>', 'holds ultratool/, worfbench/ or asynchow/; what is not there is left out')
  .parse()
  .opts<{ readonly data: string }>();
console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
const benches = [
  ['ultratool/requests.jsonl', benchUltraTool],
  ['worfbench/plans.jsonl', benchWorFBench],
  ['worfbench/plans.jsonl', benchSingleSteps],
  ['asynchow', benchAsyncHow],
] as const;
for (const [path, bench] of benches) {
  if (existsSync(join(values.data, path))) await bench(values.data);
  else console.log(`\n${path}: not in ${values.data}, left out`);
}
