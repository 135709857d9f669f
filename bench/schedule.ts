import { cpus } from 'node:os';
import { oneOf, scriptCommand } from '../scripts/script-options.ts';
import { benchCost } from './schedule/cost.ts';
import { benchLimits } from './schedule/limits.ts';
import { benchMakespan } from './schedule/makespan.ts';
import { benchMixedTeams } from './schedule/mixed-teams.ts';
import { benchScale } from './schedule/scale.ts';
import { benchUtilisation } from './schedule/utilisation.ts';

/**
 * `npm run bench:schedule -- --data FOLDER [--part 1 --part 3]`: how good the schedules are and what the scheduler costs.
 * FOLDER holds `wfinstances/` with its REFERENCE.csv; without it, part 1 is left out.
 */
const PARTS = ['1', '2', '3', '4', '5', '6'] as const;
const values = scriptCommand('bench:schedule', 'How good the schedules are, and what the scheduler costs.')
  .option('--data <folder>', 'holds wfinstances/ with its REFERENCE.csv; without it, part 1 is left out')
  .option('--part <n>', 'this part alone; may be given several times', oneOf(PARTS))
  .parse()
  .opts<{ readonly data?: string; readonly part?: readonly (typeof PARTS)[number][] }>();
const wanted = (part: (typeof PARTS)[number]): boolean => values.part === undefined || values.part.includes(part);

console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
if (wanted('1')) {
  if (values.data === undefined) console.log('1. Makespan: left out, give --data FOLDER');
  else benchMakespan(values.data);
}
if (wanted('2')) benchMixedTeams();
if (wanted('3')) {
  await benchCost();
  const { benchLangGraph } = await import('./schedule/langgraph.ts');
  await benchLangGraph();
}
if (wanted('4')) benchLimits();
if (wanted('5')) benchUtilisation();
if (wanted('6')) benchScale();
