import { parseArgs } from 'node:util';
import { killCampaign } from './kill-campaign.ts';

/** `npm run torture:kill [-- --kills 1000 --seed 7]`: prints a table; ends with 1 when anything was lost. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } } });
const { kills, runs, acknowledged, inFlight, repeated, faults, elapsedMs, seed } = await killCampaign(
  Number(values.kills),
  Number(values.seed),
);
console.log(`kill -9 of the real command, plans of 200 tasks, seed ${seed}, ${(elapsedMs / 1000).toFixed(0)} s

| kills | runs | events acknowledged | attempts in flight | repeated | faults |
| ---: | ---: | ---: | ---: | ---: | ---: |
| ${kills} | ${runs} | ${acknowledged} | ${inFlight} | ${repeated} | ${faults.length} |`);
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
