import { join } from 'node:path';
import { usualPlaybooks } from '../../src/plan/offline/offline-planner.ts';
import { plannedLeaves } from './planned.ts';
import { mean, percent, printTable, readLines } from './read-lines.ts';

/**
 * A request of one step should stay one task: each gold step of WorFBench, on its own. Some are two things in truth ("take the mug and go to
 * the sink"): those that name no second action are counted apart.
 */
export async function benchSingleSteps(data: string): Promise<void> {
  const rows = readLines<{ readonly steps: readonly string[] }>(join(data, 'worfbench/plans.jsonl'));
  const steps = [...new Set(rows.flatMap((row) => row.steps.map((step) => step.replace(/\s+/g, ' ').trim())))].filter(
    (step) => step !== '',
  );
  const plain = steps.filter((step) => !/\b(and|then|after|before|or)\b|[,;:.]\s/i.test(step));
  console.log(`\nSingle steps, n = ${steps.length} (${plain.length} without a word or mark that joins): share that stays one task`);
  const playbooks = await usualPlaybooks();
  const lines: string[][] = [];
  for (const [name, own] of [
    ['offline, no playbooks', []],
    ['offline, with playbooks', playbooks],
  ] as const) {
    const shareOf = async (requests: readonly string[]): Promise<string> =>
      percent(mean(await Promise.all(requests.map(async (request) => ((await plannedLeaves(request, own)).length === 1 ? 1 : 0)))));
    lines.push([name, await shareOf(steps), await shareOf(plain)]);
  }
  printTable(['planner', 'all', 'without a joint'], lines);
}
