import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { oneOf, scriptCommand } from '../scripts/script-options.ts';
import { benchChange } from './learning/change.ts';
import { benchDecisionCost } from './learning/decision-cost.ts';
import { benchMix } from './learning/mix.ts';
import { benchReplay } from './learning/replay.ts';
import { benchWholeSystem } from './learning/whole-system.ts';

/**
 * `npm run bench:learning -- --data FOLDER [--part 1 --part 2]`: how well the learner assigns, beside those who do not learn.
 * FOLDER holds `llmrouter/`; without it, part 1 is left out.
 */
const PARTS = ['1', '2', '3', '4', '5'] as const;
const values = scriptCommand('bench:learning', 'How well the learner assigns, beside those who do not learn.')
  .option('--data <folder>', 'holds llmrouter/; without it, part 1 is left out')
  .option('--part <n>', 'this part alone; may be given several times', oneOf(PARTS))
  .parse()
  .opts<{ readonly data?: string; readonly part?: readonly (typeof PARTS)[number][] }>();
const wanted = (part: (typeof PARTS)[number]): boolean => values.part === undefined || values.part.includes(part);

console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
if (wanted('1')) {
  const folder = join(values.data ?? '', 'llmrouter');
  if (values.data === undefined || !existsSync(folder)) console.log('1. Replay: left out, give --data FOLDER with llmrouter/ in it');
  else benchReplay(folder);
}
if (wanted('2')) benchMix();
if (wanted('3')) benchChange();
if (wanted('4')) await benchWholeSystem();
if (wanted('5')) benchDecisionCost();
