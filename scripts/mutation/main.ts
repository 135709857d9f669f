import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { scriptCommand } from '../script-options.ts';
import { scoresOf, totalText } from './score.ts';

/**
 * `npm run mutation -- [--sample SHARE [--seed N]] [--mutate FILE...]`: changes the scheduler in small ways and counts those that no
 * test notices. All of it takes hours; a sample of 0.1 gives the score within a few percent.
 */
const values = scriptCommand('mutation', 'Changes the scheduler in small ways and counts those that no test notices.')
  .option('--sample <share>', 'of the changes; 0.1 gives the score within a few percent')
  .option('--seed <n>', 'which of them', '1')
  .option('--mutate <file...>', 'in these files alone')
  .parse()
  .opts<{ readonly sample?: string; readonly seed: string; readonly mutate?: string[] }>();
const share = Number(values.sample ?? 1);
if (!(share > 0 && share <= 1)) {
  console.error(`--sample: expected a share above 0 and at most 1, received "${values.sample}"`);
  process.exit(2);
}
// A survivor is run against every test that reaches it: properties are tried with few cases.
process.env['SKEIN_CASES_SHARE'] ??= '0.1';
const isSample = share < 1;
if (isSample) {
  process.env['SKEIN_MUTATION_SHARE'] = String(share);
  process.env['SKEIN_MUTATION_SEED'] = values.seed;
}
const results = await new Stryker({
  configFile: 'stryker.config.json',
  ...(values.mutate === undefined ? {} : { mutate: values.mutate }),
  // What was left out is no result to build on.
  ...(isSample ? { incremental: false, plugins: ['@stryker-mutator/*', './scripts/mutation/sample-plugin.ts'], checkers: ['sample'] } : {}),
}).runMutationTest();
const scores = scoresOf(results.map(({ fileName, status }) => ({ fileName: relative(process.cwd(), fileName), status })));
for (const { fileName, noticed, tried } of scores)
  console.log(`${((100 * noticed) / tried).toFixed(0).padStart(4)} %  ${noticed}/${tried}  ${fileName}`);
console.log(totalText(scores, isSample));
