import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { plannedLeaves } from './planned.ts';
import { f1, mean, percent, printTable, readLines } from './read-lines.ts';

interface Row {
  readonly user_request: string;
  readonly task_steps: readonly string[];
  readonly task_nodes: readonly { readonly task: string }[];
}

/** Requests with the tools they need. Steps are matched to the catalogue by their words (BM25 over name and description), for every planner alike. */
export async function benchUltraTool(data: string): Promise<void> {
  const rows = readLines<Row>(join(data, 'ultratool/requests.jsonl'));
  const { nodes } = JSON.parse(readFileSync(join(data, 'ultratool/tool_desc.json'), 'utf8')) as { nodes: { id: string; desc: string }[] };
  const catalogue = new MiniSearch({ fields: ['name', 'desc'], idField: 'id' });
  catalogue.addAll(nodes.map(({ id, desc }) => ({ id, name: id.replaceAll('_', ' '), desc })));
  const toolFor = (text: string): string | undefined => catalogue.search(text, { boost: { name: 2 } })[0]?.id as string | undefined;
  const planners: readonly (readonly [string, (row: Row) => Promise<readonly string[]>])[] = [
    ['offline', async ({ user_request }) => (await plannedLeaves(user_request)).map(({ instruction }) => instruction)],
    ['one task', async ({ user_request }) => [user_request]],
    [
      'split at commas and "and"',
      async ({ user_request }) => user_request.split(/[,.;]\s+|\s+and\s+/).filter((part) => part.trim() !== ''),
    ],
  ];
  console.log(`\nUltraTool, n = ${rows.length}: step count, and F1 of the tools matched to the steps`);
  const lines: string[][] = [];
  for (const [name, plan] of planners) {
    const counts: number[] = [];
    const off: number[] = [];
    const scores: number[] = [];
    for (const row of rows) {
      const steps = await plan(row);
      const gold = new Set(row.task_nodes.map(({ task }) => task));
      const tools = new Set(steps.map(toolFor).filter((tool) => tool !== undefined));
      counts.push(steps.length === row.task_nodes.length ? 1 : 0);
      off.push(Math.abs(steps.length - row.task_nodes.length));
      scores.push(f1([...tools].filter((tool) => gold.has(tool)).length, tools.size, gold.size));
    }
    lines.push([name, percent(mean(counts)), mean(off).toFixed(2), percent(mean(scores))]);
  }
  printTable(['planner', 'same count', 'off by', 'node F1'], lines);
}
