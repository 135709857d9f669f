import { join } from 'node:path';
import { plannedLeaves } from './planned.ts';
import { f1, mean, percent, printTable, readLines } from './read-lines.ts';

interface Row {
  readonly steps: readonly string[];
  readonly edges: readonly (readonly [number, number])[];
}

/**
 * Gold steps with their graph. The steps are given as a bulleted list, which orders nothing by itself; what is judged is which
 * order is found in their words. Edges are direct ones, steps counted from 1.
 */
export async function benchWorFBench(data: string): Promise<void> {
  const rows = readLines<Row>(join(data, 'worfbench/plans.jsonl'));
  const bulleted = (steps: readonly string[]): string => steps.map((step) => `- ${oneLine(step)}`).join('\n');
  const numbered = (steps: readonly string[]): string => steps.map((step, index) => `${index + 1}. ${oneLine(step)}`).join('\n');
  const chain = ({ steps }: Row): [number, number][] => steps.slice(1).map((_, index) => [index + 1, index + 2]);
  const planners: readonly (readonly [string, (row: Row) => Promise<readonly (readonly [number, number])[]>])[] = [
    ['offline, bulleted list', (row) => edgesOf(row, bulleted(row.steps))],
    ['offline, numbered list', (row) => edgesOf(row, numbered(row.steps))],
    ['no edges (one task)', async () => []],
    ['chain', async (row) => chain(row)],
  ];
  const branching = rows.filter((row) => JSON.stringify(row.edges) !== JSON.stringify(chain(row)));
  console.log(`\nWorFBench, n = ${rows.length} (${branching.length} not a chain): F1 of the direct edges, gold steps given`);
  const lines: string[][] = [];
  for (const [name, plan] of planners) {
    const score = async (row: Row): Promise<number> => {
      const found = await plan(row);
      const gold = new Set(row.edges.map(String));
      return f1(found.filter((edge) => gold.has(String(edge))).length, found.length, gold.size);
    };
    lines.push([name, percent(mean(await Promise.all(rows.map(score)))), percent(mean(await Promise.all(branching.map(score))))]);
  }
  printTable(['planner', 'edge F1', 'of those not a chain'], lines);
}

const oneLine = (step: string): string => step.replace(/\s+/g, ' ').trim();

/** Edges between the list's items, whatever the planner made of each: a task belongs to the item whose words it has. */
async function edgesOf({ steps }: Row, request: string): Promise<[number, number][]> {
  const tasks = await plannedLeaves(request);
  const itemOf = new Map<string, number>();
  let item = 0;
  for (const task of tasks) {
    const place = steps.findIndex((step, index) => index >= item - 1 && contains(step, task.instruction));
    if (place >= 0) item = place + 1;
    itemOf.set(task.id, Math.max(1, item));
  }
  const edges = new Map<string, [number, number]>();
  for (const task of tasks) {
    for (const { task: before } of task.dependsOn) {
      const edge: [number, number] = [itemOf.get(before) ?? 0, itemOf.get(task.id) ?? 0];
      if (edge[0] !== edge[1]) edges.set(String(edge), edge);
    }
  }
  return [...edges.values()];
}

function contains(step: string, instruction: string): boolean {
  return oneLine(step).toLowerCase().includes(instruction.replace(/\s+/g, ' ').replace(/[.]$/, '').toLowerCase());
}
