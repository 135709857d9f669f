import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../core/agent-error.ts';
import { taskId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import type { DeckOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { DISCUSSIONS, HOSTILE, PAPERS, REPOSITORIES } from '../writer/findings.fixture.ts';
import { type Desk, openDesk, resultOf } from '../writer/held-call.fixture.ts';
import { createWriter } from '../writer/writer.ts';
import { xmlPartsOf } from './office-file.fixture.ts';
import { createSlides } from './slides.ts';

const slides = createSlides();
const RESEARCH = [
  resultOf('Search papers', PAPERS),
  resultOf('Analyze GitHub trends', REPOSITORIES),
  resultOf('Monitor discussion', DISCUSSIONS),
];
const TABLE = {
  kind: 'table',
  title: 'Revenue by region',
  columns: [
    { name: 'region', type: 'text' },
    { name: 'revenue', type: 'number', unit: '$' },
  ],
  rows: [
    { region: 'North', revenue: 300 },
    { region: 'South', revenue: 100 },
  ],
  rowCount: 2,
  path: null,
  notes: [],
};

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.clear());

const deckOf = ({ output }: { output: unknown }): DeckOutput => output as DeckOutput;
const stored = (output: Json): Json => JSON.parse(JSON.stringify(output)) as Json;

describe('the two steps of a presentation', () => {
  it('design the slides, then add the charts into the same files', async () => {
    const report = await desk.ask(createWriter(), 'Write a report on AI trends', RESEARCH);
    const design = await desk.ask(slides, 'Design slides for AI trends', [resultOf('Report', report.output, report.artifacts)]);
    const final = await desk.ask(slides, 'Add visualizations to the presentation', [
      resultOf('Design', stored(design.output), design.artifacts),
    ]);
    expect(deckOf(final).slides.length).toBe(deckOf(design).slides.length + 2);
    expect(deckOf(final).paths).toEqual([join(desk.folder, 'slides.pptx'), join(desk.folder, 'slides.html')]);
    expect((await readdir(desk.folder)).filter((name) => name.startsWith('slides'))).toEqual(['slides.html', 'slides.pptx']);
    const parts = await xmlPartsOf(await readFile(join(desk.folder, 'slides.pptx')));
    expect([...parts.keys()].filter((name) => name.startsWith('ppt/charts/chart'))).toHaveLength(3);
  });

  it('give an output that survives being stored', async () => {
    const design = await desk.ask(slides, 'Design slides for AI trends', RESEARCH);
    expect(stored(design.output)).toEqual(design.output);
  });
});

it('makes a whole deck out of findings at once', async () => {
  const { slides: made, sources } = deckOf(await desk.ask(slides, 'Create a presentation about AI trends', RESEARCH));
  expect(made[0]?.title).toBe('AI trends');
  expect(sources).toHaveLength(7);
  expect(made.some((slide) => (slide as { layout?: string }).layout === 'charts')).toBe(true);
});

it('shows a table that comes beside a deck', async () => {
  const design = await desk.ask(slides, 'Design slides for AI trends', RESEARCH);
  const final = await desk.ask(slides, 'Add visualizations to the presentation', [
    resultOf('Design', stored(design.output)),
    resultOf('Analyze', TABLE),
  ]);
  expect(deckOf(final).slides.map(({ title }) => title)).toContain('Revenue by region');
});

it('writes well-formed files out of hostile findings', async () => {
  await desk.ask(slides, 'Create a presentation about safety', [resultOf('Search', HOSTILE)]);
  await xmlPartsOf(await readFile(join(desk.folder, 'slides.pptx')));
  const html = await readFile(join(desk.folder, 'slides.html'), 'utf8');
  expect(html.match(/<script>/g)).toHaveLength(1);
  expect(html).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
});

it('is terminal for this agent when there is nothing to show, and says what it needs', async () => {
  const thrown = await desk.ask(slides, 'Create a presentation about geese').catch((error: unknown) => error);
  expect(AgentError.isInstance(thrown) && [thrown.kind, thrown.code]).toEqual(['terminal-agent', 'no-material']);
  expect(String(thrown)).toMatch(/Slides are made from a report/);
});

describe('refuses', () => {
  const reason = (instruction: string, capabilities: string[]) =>
    slides.refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

  it.each([
    ['Design a database schema', ['design']],
    ['Design a logo', ['design']],
    ['Write a report', []],
  ])('%s', (instruction, capabilities) => expect(reason(instruction, capabilities)).toBeTypeOf('string'));

  it.each([
    ['Design slides for AI trends', ['design']],
    ['Add visualizations', ['slides']],
    ['Create a PowerPoint about geese', []],
  ])('takes: %s', (instruction, capabilities) => expect(reason(instruction, capabilities)).toBeUndefined());
});
