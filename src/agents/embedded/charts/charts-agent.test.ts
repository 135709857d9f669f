import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { taskId } from '../../../core/ids.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { ChartOutput, ColumnType, TableOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { createDataAgent } from '../data/data-agent.ts';
import { type Given, leftBehind, TestWork } from '../data/test-work.ts';
import { createChartsAgent } from './charts-agent.ts';

const work = new TestWork();
afterAll(() => work[Symbol.dispose]());
const agent = createChartsAgent();
const EXAMPLE = join(import.meta.dirname, '../../../../examples/sales/sales.csv');

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

async function draw(instruction: string, given: Given) {
  const { output, artifacts } = await work.perform(agent, instruction, given);
  const chart = output as ChartOutput;
  return { chart, artifacts, svg: readFileSync(chart.svgPath, 'utf8'), png: readFileSync(chart.pngPath) };
}

const of = (output: Json): Given => ({ dependencies: [leftBehind(output)] });
const regions = table({ region: 'text', revenue: 'number' }, ['North', 120.75], ['South', 80]);

describe('the charts agent', () => {
  it('saves the picture as SVG and PNG and says what it shows', async () => {
    const { chart, svg, png, artifacts } = await draw('visualize the result', of(regions));
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('North');
    expect(svg).toContain('font-family="DejaVu Sans, Verdana, Geneva, Arial, sans-serif"');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Letters were drawn: a picture without fonts is far smaller.
    expect(png.length).toBeGreaterThan(8000);
    expect(chart).toMatchObject({
      kind: 'chart',
      title: 'Revenue by region',
      caption: 'Revenue by region: highest in North (120.75), lowest in South (80).',
    });
    expect(artifacts?.map(({ path, mediaType }) => [path, mediaType])).toEqual([
      [chart.svgPath, 'image/svg+xml'],
      [chart.pngPath, 'image/png'],
    ]);
  });

  it('draws the end of the founding scenario', async () => {
    const data = createDataAgent();
    const request = 'Fetch sales.csv, process it, analyze revenue by region, visualize the result';
    const cleaned = await work.table(data, 'clean it', { inputs: [EXAMPLE] });
    const analyzed = await work.table(data, 'analyze revenue by region', of(cleaned));
    const { chart, svg } = await draw('Visualize the result', { ...of(analyzed), request });
    expect(chart.title).toBe('Total revenue by region');
    for (const label of ['$56.1k', '$25.1k', '$16.3k', '$15.6k', 'Revenue ($)']) expect(svg).toContain(label);
    // The same picture comes of the cleaned rows: the request says what is to be seen.
    expect((await draw('Visualize the result', { ...of(cleaned), request })).svg).toBe(svg);
  });

  it('draws straight from a file, and from one that is read in a thread', async () => {
    const { chart } = await draw(`bar chart of units by region in ${EXAMPLE}`, { inputs: [] });
    expect(chart.title).toBe('Total units by region');
    const threaded = await work.perform(createChartsAgent({ largeBytes: 0 }), `bar chart of units by region in ${EXAMPLE}`);
    expect((threaded.output as ChartOutput).caption).toBe(chart.caption);
  });

  it.each([
    ['pie chart of revenue by channel', 'Total revenue by channel', /highest in online/],
    ['histogram of revenue', 'Distribution of revenue', /values lie between \$0 and \$200/],
    ['scatter plot of units against revenue', 'Units against revenue', /strongly correlated \(r = 0.9\d\)/],
    ['heat map of revenue by product and region', 'Total revenue by product and region', /Ridge Tent 2P, North/],
    ['line chart of revenue by month in North', 'Total revenue by month', /Only rows where region is North/],
    ['stacked bars of revenue by month and channel', 'Total revenue by month and channel', /2024-09, wholesale/],
    ['plot the trend of revenue', 'Trend of total revenue by month', /no clear trend/],
    ['box plot of revenue by region', 'Lowest revenue, median revenue and highest revenue by region', /No box plots are drawn here/],
    ['plot revenue and units over time', 'Trend of total revenue and total units by month', /2024-09/],
    ['visualize the data', 'Trend of total revenue by month', /2024-09/],
  ])('draws "%s"', async (instruction, title, caption) => {
    const { chart, svg } = await draw(instruction, { inputs: [EXAMPLE] });
    expect(chart.title).toBe(title);
    expect(chart.caption).toMatch(caption);
    expect(svg).toMatch(/^<svg/);
  });

  it('draws a list of numbers one by one', async () => {
    expect((await draw('plot the results', of([3, 7, 21]))).chart.caption).toBe('Value by item: highest in 3 (21), lowest in 1 (3).');
  });

  it('puts what is beyond thirty names together', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`Name ${index}`, index + 1]);
    const { chart, svg } = await draw('bar chart', of(table({ name: 'text', revenue: 'number' }, ...rows)));
    // 1 + 2 + ... + 11 = 66
    expect(chart.caption).toContain('The 11 smallest names are together as "other".');
    expect(svg).toContain('>66<');
  });

  it('draws the same again', async () => {
    expect((await draw('visualize it', of(regions))).svg).toBe((await draw('visualize it', of(regions))).svg);
  });

  it('lets no markup of a table through', async () => {
    const { svg } = await draw(
      'visualize it',
      of(table({ name: 'text', value: 'number' }, ['<script>alert(1)</script>', 1], ['& "b"', 2])),
    );
    expect(svg).not.toContain('<script');
  });

  it.each<[string, Given]>([
    ['nothing', {}],
    ['a sentence', of('no table at all')],
    ['an empty table', of(table({ a: 'number' }))],
    ['a table of blanks', of(table({ a: 'number', b: 'text' }, [null, null]))],
  ])('says what it needs when it is given %s', async (_, given) => {
    await expect(work.perform(agent, 'visualize it', given)).rejects.toMatchObject({ code: 'no-data', kind: 'terminal-agent' });
  });

  it('says so when a column is not there', async () => {
    await expect(work.perform(agent, 'plot profit by region', { inputs: [EXAMPLE] })).rejects.toMatchObject({ code: 'unknown-column' });
  });

  it.each(['visualize it', 'draw a stacked bar chart', 'draw a pie chart', 'draw a line chart'])(
    '"%s" takes names that mean something to the drawing library for names',
    async (instruction) => {
      const rows = ['width', 'valueOf', '__proto__', 'datum'].map((name, index): [string, string, number] => [
        name,
        `of ${name}`,
        index + 1,
      ]);
      const { svg } = await draw(instruction, of(table({ name: 'text', kind: 'text', value: 'number' }, ...rows)));
      expect(svg).toMatch(/valueOf/);
    },
  );

  it('draws numbers that are next to nothing', async () => {
    const rows: [string, number][] = [
      ['a', 0],
      ['b', -5e-324],
    ];
    expect((await draw('visualize it', of(table({ name: 'text', value: 'number' }, ...rows)))).svg).toMatch(/^<svg/);
  });

  it('draws whatever numbers there are, or says why not', async () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), value), { minLength: 1, maxLength: 12 }), async (rows) => {
        try {
          expect((await draw('visualize it', of(table({ 'a.b[c]': 'text', value: 'number' }, ...rows)))).svg).toMatch(/^<svg/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'no-data' });
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('which tasks it takes', () => {
  const refuses = (instruction: string, capabilities: readonly string[] = []) =>
    agent.refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

  it.each([
    'visualize the result',
    'plot revenue by month',
    'draw a bar chart',
    'chart the data',
    'make a graph of sales',
    'draw a histogram',
    'show it as a pie chart',
  ])('"%s"', (instruction) => {
    expect(refuses(instruction)).toBeUndefined();
  });

  it.each([
    'draw conclusions from the report',
    'draw a comparison',
    'write a poem',
    'Calculate 1+2',
    'summarize the plot of the novel',
    'chart a course',
    'build a knowledge graph',
    'draw up a contract',
  ])('not "%s"', (instruction) => {
    expect(refuses(instruction)).toBe('the instruction asks for no chart');
  });

  it('whatever names its capability', () => {
    expect(refuses('show me', ['visualization'])).toBeUndefined();
  });
});
