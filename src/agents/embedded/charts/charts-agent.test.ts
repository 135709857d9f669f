import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { ChartOutput, ColumnType, TableOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { planChart } from './chart-plan.ts';
import { chartRows } from './chart-rows.ts';
import { createChartsAgent } from './charts-agent.ts';

const agent = createChartsAgent();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-charts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function table(columns: Readonly<Record<string, ColumnType>>, ...rows: readonly (readonly Json[])[]): TableOutput {
  const names = Object.keys(columns);
  return {
    kind: 'table',
    title: 'Sales',
    columns: names.map((name) => ({ name, type: columns[name] ?? 'text' })),
    rows: rows.map((row): JsonObject => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
    rowCount: rows.length,
    path: null,
    notes: [],
  };
}

async function draw(
  instruction: string,
  output: Json,
): Promise<{ readonly chart: ChartOutput; readonly svg: string; readonly png: Buffer }> {
  const call: Call = {
    signal: new AbortController().signal,
    sleep: async () => {},
    progress: () => {},
    artifactPath: async (name) => join(folder, name),
  };
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: '',
    dependencies: [{ task: taskId('d'), title: 'Earlier', output, artifacts: [] }],
    inputs: [],
    seed: 1,
  };
  const chart = (await agent.perform(work, call)).output as ChartOutput;
  return { chart, svg: readFileSync(chart.svgPath, 'utf8'), png: readFileSync(chart.pngPath) };
}

const regions = table({ region: 'text', revenue: 'number' }, ['North', 120.75], ['South', 80]);

describe('the choice of a chart', () => {
  const chosen = (instruction: string, of: TableOutput) => {
    const plan = planChart(of, instruction);
    return plan === undefined ? undefined : [plan.mark, plan.x.name, plan.y?.name, plan.series?.name].filter((part) => part !== undefined);
  };

  it.each([
    ['visualize the result', regions, ['bar', 'region', 'revenue']],
    ['draw a pie chart', regions, ['pie', 'region', 'revenue']],
    ['plot it', table({ month: 'text', revenue: 'number' }, ['2026-01', 1], ['2026-02', 2]), ['line', 'month', 'revenue']],
    ['plot it', table({ day: 'date', revenue: 'number' }, ['2026-01-01', 1], ['2026-01-02', 2]), ['line', 'day', 'revenue']],
    ['plot it', table({ price: 'number', units: 'number' }, [1, 2], [2, 3]), ['scatter', 'price', 'units']],
    ['chart it', table({ price: 'number' }, [1], [2]), ['histogram', 'price']],
    [
      'draw a histogram of revenue',
      table({ region: 'text', revenue: 'number' }, ['a', 1], ['b', 2], ['c', 3], ['d', 4]),
      ['histogram', 'revenue'],
    ],
    [
      'plot units per region',
      table({ region: 'text', revenue: 'number', units: 'number' }, ['a', 1, 2], ['b', 2, 3]),
      ['bar', 'region', 'units'],
    ],
    [
      'visualize it',
      table({ region: 'text', product: 'text', revenue: 'number' }, ['N', 'tent', 1], ['N', 'pole', 2], ['S', 'tent', 3]),
      ['grouped-bar', 'region', 'revenue', 'product'],
    ],
    ['visualize it', table({ region: 'text' }, ['a'], ['b']), ['bar', 'region']],
  ])('for "%s" suits the columns', (instruction, of, expected) => {
    expect(chosen(instruction, of)).toEqual(expected);
  });

  it('leaves shares and identifiers aside', () => {
    const of = table({ region: 'text', order_id: 'number', revenue: 'number', share_percent: 'number' }, ['a', 7, 1, 33], ['b', 8, 2, 67]);
    expect(chosen('visualize it', of)).toEqual(['bar', 'region', 'revenue']);
  });

  it('adds up a category that comes twice, and puts the small ones together', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`c${index}`, index + 1]);
    const of = table({ category: 'text', count: 'number' }, ...rows, ['c39', 100]);
    const plan = planChart(of, 'bar chart');
    if (plan === undefined) throw new Error('nothing to draw');
    const data = chartRows(of, plan);
    expect(data.rows).toHaveLength(30);
    expect(data.rows.find(({ x }) => x === 'c39')?.y).toBe(140);
    // c0 to c10 are the eleven smallest: 1 + 2 + ... + 11
    expect(data.rows.find(({ x }) => x === 'other')?.y).toBe(66);
    expect(data.notes).toEqual(['The 11 smallest categories are together as "other".']);
  });
});

describe('the charts agent', () => {
  it('saves the picture as SVG and PNG and says what it shows', async () => {
    const { chart, svg, png } = await draw('visualize the result', regions);
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('North');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Letters were drawn: a picture without fonts is far smaller.
    expect(png.length).toBeGreaterThan(8000);
    expect(chart.caption).toBe('Revenue by region: highest is North (121), lowest South (80), 2 region values.');
  });

  it.each(['bar chart', 'pie chart', 'grouped bars', 'heat map', 'line chart'])('draws a %s', async (kind) => {
    const of = table(
      { region: 'text', product: 'text', revenue: 'number' },
      ['North', 'tent', 1],
      ['North', 'pole', 2],
      ['South', 'tent', 3],
    );
    expect((await draw(`draw a ${kind} of it`, of)).svg).toMatch(/^<svg/);
  });

  it('draws the same again', async () => {
    expect((await draw('visualize it', regions)).svg).toBe((await draw('visualize it', regions)).svg);
  });

  it('draws a list of numbers', async () => {
    expect((await draw('plot the results', [3, 7, 21])).chart.caption).toContain('21');
  });

  it('lets no markup of a table through', async () => {
    const { svg } = await draw('visualize it', table({ name: 'text', value: 'number' }, ['<script>alert(1)</script>', 1], ['& "b"', 2]));
    expect(svg).not.toContain('<script');
  });

  it.each<[string, Json]>([
    ['nothing', null],
    ['a sentence', 'no table at all'],
    ['an empty table', table({ a: 'number' })],
    ['a table of blanks', table({ a: 'number', b: 'text' }, [null, null])],
  ])('says what it needs when it is given %s', async (_, output) => {
    await expect(draw('visualize it', output)).rejects.toMatchObject({ code: 'no-data', kind: 'terminal-task' });
  });

  it.each(['draw conclusions from the report', 'write a poem', 'Calculate 1+2'])('does not take "%s"', (instruction) => {
    expect(agent.refuses?.(makeTask({ id: taskId('t'), instruction }))).toEqual(expect.any(String));
  });

  it('draws whatever numbers there are', async () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), value), { minLength: 1, maxLength: 12 }), async (rows) => {
        try {
          expect((await draw('visualize it', table({ 'a.b[c]': 'text', value: 'number' }, ...rows))).svg).toMatch(/^<svg/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'no-data' });
        }
      }),
      { numRuns: 25 },
    );
  });
});
