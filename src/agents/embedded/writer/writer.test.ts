import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../core/agent-error.ts';
import { taskId } from '../../../core/ids.ts';
import type { DocumentOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { DISCUSSIONS, HOSTILE, PAPERS, REPOSITORIES } from './findings.fixture.ts';
import { type Desk, openDesk, resultOf } from './held-call.fixture.ts';
import { citedIn } from './text/citations.ts';
import { createWriter } from './writer.ts';

const writer = createWriter();
const RESEARCH = [
  resultOf('Search papers', PAPERS),
  resultOf('Analyze GitHub trends', REPOSITORIES),
  resultOf('Monitor discussion', DISCUSSIONS),
];

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.clear());

const documentOf = ({ output }: { output: unknown }): DocumentOutput => output as DocumentOutput;
const headingsOf = (markdown: string): string[] => [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');

async function failureOf(work: Promise<unknown>): Promise<AgentError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!AgentError.isInstance(thrown)) throw new Error(`expected an AgentError, received ${String(thrown)}`);
  return thrown;
}

describe('a draft of findings', () => {
  it('has key points, themes, what is missing, the evidence and references', async () => {
    const { output, artifacts } = await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH);
    const { title, markdown } = documentOf({ output });
    const headings = headingsOf(markdown);
    expect(title).toBe('AI trends');
    expect(headings[0]).toBe('Key points');
    expect(headings.slice(-3)).toEqual(['What is missing', 'About the evidence', 'References']);
    expect(headings.length).toBeGreaterThanOrEqual(7);
    expect(markdown).toContain('*18 findings from 7 sources: 3 papers, 2 repositories and 2 discussions, March to October 2026*');
    expect(markdown).toContain('- Two forums could not be reached.');
    expect(artifacts).toEqual([]);
    expect(await readdir(desk.folder)).toEqual([]);
  });

  it('tells every finding once in its sections, cited, and cites every source', async () => {
    const { markdown, sources } = documentOf(await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH));
    const body = markdown.slice(markdown.indexOf('\n## ', markdown.indexOf('## Key points') + 5));
    for (const { text } of [...PAPERS.findings, ...REPOSITORIES.findings, ...DISCUSSIONS.findings]) {
      expect(body.split(text.slice(0, 40)).length - 1, text).toBe(1);
    }
    expect(new Set(citedIn(markdown))).toEqual(new Set(sources.map((_, index) => index + 1)));
  });

  it('numbers citations by first appearance', async () => {
    const { markdown } = documentOf(await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH));
    const firsts = [...new Set(citedIn(markdown))];
    expect(firsts).toEqual(firsts.map((_, index) => index + 1));
  });

  it('says which dependency left nothing', async () => {
    const { markdown } = documentOf(
      await desk.ask(writer, 'Draft sections of the report on AI trends', [RESEARCH[0] ?? resultOf('x'), resultOf('Monitor discussion')]),
    );
    expect(markdown).toContain('- “Monitor discussion” is not in this text: it left no result.');
  });

  it('is the same every time', async () => {
    const once = await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH);
    expect(await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH)).toEqual(once);
  });
});

describe('the review of a draft', () => {
  it('adds an executive summary and saves Markdown, HTML and the charts', async () => {
    const draft = await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH);
    const final = await desk.ask(writer, 'Review and refine the report', [resultOf('Draft', draft.output)]);
    expect(headingsOf(documentOf(final).markdown)[0]).toBe('Executive summary');
    expect((await readdir(desk.folder)).sort()).toEqual(['report-chart-1.svg', 'report-chart-2.svg', 'report.html', 'report.md']);
    expect(documentOf(final).paths).toEqual([join(desk.folder, 'report.md'), join(desk.folder, 'report.html')]);
    const saved = await readFile(join(desk.folder, 'report.md'), 'utf8');
    expect(saved).toContain('![Findings by theme and kind of source](report-chart-1.svg)');
    const page = parse(await readFile(join(desk.folder, 'report.html'), 'utf8'));
    expect(page.querySelectorAll('svg')).toHaveLength(2);
    for (const link of page.querySelectorAll('.cite a')) expect(page.querySelector(link.getAttribute('href') ?? '')).not.toBeNull();
  });

  it('replaces a report that its dependency has saved', async () => {
    const first = await desk.ask(writer, 'Write a report on AI trends', RESEARCH);
    const again = await desk.ask(writer, 'Polish the report', [resultOf('Report', first.output, first.artifacts)]);
    expect(documentOf(again).paths).toEqual(documentOf(first).paths);
    expect(await readdir(desk.folder)).toHaveLength(4);
  });

  it('does not write where a dependency says, outside of its folder', async () => {
    const draft = await desk.ask(writer, 'Draft sections of the report on AI trends', RESEARCH);
    const elsewhere = [{ path: '/etc/report.md', mediaType: 'text/markdown', title: 'x' }];
    const final = await desk.ask(writer, 'Review and refine the report', [resultOf('Draft', draft.output, elsewhere)]);
    expect(documentOf(final).paths[0]).toBe(join(desk.folder, 'report.md'));
  });

  it('joins several drafts and keeps each citation with its source', async () => {
    const sourceOf = (name: string) => ({ title: name, location: `https://example.org/${name}`, type: 'paper', date: null });
    const draftOf = (name: string) => ({
      kind: 'document',
      title: name,
      markdown: `## ${name}\n\nThe ${name} section speaks of ${name} alone [1].`,
      sources: [sourceOf(name)],
      paths: [],
    });
    const { markdown, sources } = documentOf(
      await desk.ask(writer, 'Review and refine the report on birds', [resultOf('A', draftOf('geese')), resultOf('B', draftOf('ducks'))]),
    );
    expect(markdown).toContain('The geese section speaks of geese alone [1].');
    expect(markdown).toContain('The ducks section speaks of ducks alone [2].');
    expect(sources.map(({ title }) => title)).toEqual(['geese', 'ducks']);
  });
});

describe('hostile findings', () => {
  it('stay text in Markdown and in HTML', async () => {
    const final = await desk.ask(writer, 'Write a report on safety', [resultOf('Search <script>', HOSTILE)]);
    const html = await readFile(join(desk.folder, 'report.html'), 'utf8');
    const page = parse(html);
    expect(page.querySelectorAll('script, iframe, details[ontoggle], img')).toEqual([]);
    expect(page.querySelectorAll('style')).toHaveLength(1);
    expect(html).not.toMatch(/<[^>]+\son\w+\s*=/);
    expect(html).not.toMatch(/href="(?!https?:|file:|#|mailto:)/);
    expect(html).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
    const markdown = documentOf(final).markdown.replace(/`[^`\n]*`/g, '');
    expect(markdown).not.toMatch(/(?<!\\)<(?:script|img|b|iframe|details)/);
    expect(markdown).not.toMatch(/(?<!\\)\]\(javascript:/);
    expect(citedIn(markdown).every((number) => number >= 1 && number <= 3)).toBe(true);
    expect(headingsOf(markdown)).not.toContain('Not a heading');
  });

  it('survive the review unchanged in meaning', async () => {
    const draft = await desk.ask(writer, 'Draft sections of the report on safety', [resultOf('Search', HOSTILE)]);
    const final = await desk.ask(writer, 'Review and refine the report', [resultOf('Draft', draft.output)]);
    expect(documentOf(final).markdown).toContain('\\<script\\>alert("finding")\\</script\\> is what the first page says about safety');
  });
});

describe('other texts', () => {
  it('reports on data: what the numbers say, chart and rows', async () => {
    const table = {
      kind: 'table',
      title: 'Revenue by region',
      columns: [
        { name: 'region', type: 'text' },
        { name: 'revenue', type: 'number' },
      ],
      rows: [
        { region: 'North', revenue: 300 },
        { region: 'South', revenue: 100 },
      ],
      rowCount: 2,
      path: null,
      notes: [],
    };
    const { markdown } = documentOf(await desk.ask(writer, 'Write a report on the sales', [resultOf('Analyze', table)]));
    expect(markdown).toContain(
      '# Sales\n\n## Revenue by region\n\nRevenue: highest for North at 300 (75% of the total of 400), lowest for South at 100.',
    );
    expect(markdown).toContain('| North | 300 |');
  });

  it('summarises everything at hand in a few points', async () => {
    const { markdown } = documentOf(
      await desk.ask(writer, 'write a summary of the results', [...RESEARCH, resultOf('Count', 42), resultOf('Lost')]),
    );
    expect(markdown.match(/^- /gm)?.length).toBeLessThanOrEqual(11);
    expect(markdown).toContain('- **Count:** 42');
    expect(markdown).toContain('“Lost” is not in this text');
    expect(await readdir(desk.folder)).toEqual(['summary.md']);
  });

  it('compares by what statements name', async () => {
    const { markdown } = documentOf(await desk.ask(writer, 'Write a comparison of coding agents and multimodal models', RESEARCH));
    const section = (heading: string): string => markdown.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    expect(section('Coding agents')).toContain('Review has become the bottleneck');
    expect(section('Multimodal models')).toContain('Document understanding');
    expect(section('Coding agents')).not.toContain('Document understanding');
  });

  it('puts findings under the headings that are asked for and names those without any', async () => {
    const { markdown } = documentOf(
      await desk.ask(writer, 'Write a report with sections on regulation, benchmarks and penguins', RESEARCH),
    );
    expect(headingsOf(markdown)).toEqual(expect.arrayContaining(['Regulation', 'Benchmarks', 'Other findings']));
    expect(headingsOf(markdown)).not.toContain('Penguins');
    expect(markdown).toContain('No finding speaks of “penguins”.');
  });

  it('writes an e-mail to a name', async () => {
    const { markdown } = documentOf(await desk.ask(writer, 'draft an email to Ann about AI trends', RESEARCH));
    expect(markdown).toMatch(/^\*\*Subject:\*\* AI trends\n\nHello Ann,\n\n/);
    expect(markdown.trimEnd()).toMatch(/Best regards$/);
  });

  it('keeps to the number of sentences asked for', async () => {
    await writeFile(
      join(desk.folder, 'notes.md'),
      Array.from({ length: 20 }, (_, index) => `Sentence number ${index} of the notes speaks of geese.`).join(' '),
    );
    const { markdown } = documentOf(await desk.ask(writer, 'Summarize notes.md in three sentences', [], { inputs: [desk.folder] }));
    expect(markdown.match(/speaks of geese\./g)).toHaveLength(3);
  });

  it('joins results without saving a file', async () => {
    const { artifacts } = await desk.ask(writer, 'Combine the results', [resultOf('A', 'Alpha.'), resultOf('B', 'Beta.')]);
    expect(artifacts).toEqual([]);
  });
});

describe('nothing to write from', () => {
  it('is terminal for this agent and says what it needs', async () => {
    const failure = await failureOf(desk.ask(writer, 'Write a report on geese'));
    expect(failure).toMatchObject({ kind: 'terminal-agent', code: 'no-material' });
    expect(failure.message).toMatch(/depends on no other task.*--input/s);
  });

  it('is terminal when every dependency was lost', async () => {
    expect(await failureOf(desk.ask(writer, 'Write a report', [resultOf('A'), resultOf('B')]))).toMatchObject({ code: 'no-material' });
  });

  it('is terminal for findings without findings', async () => {
    expect(await failureOf(desk.ask(writer, 'Write a report', [resultOf('A', { ...PAPERS, findings: [] })]))).toMatchObject({
      code: 'no-material',
    });
  });
});

describe('refuses', () => {
  const reason = (instruction: string, capabilities: string[] = ['writing']) =>
    writer.refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

  it.each([
    'Write a poem about geese',
    'Write a short story',
    'Write a Python function that sorts',
    'Write unit tests for the parser',
    'Translate the report into French',
    'Write a slogan',
  ])('%s', (instruction) => {
    expect(reason(instruction)).toBeTypeOf('string');
  });

  it.each([
    'Draft sections of the report on AI trends',
    'Write a report on the code',
    'Summarize the story of the outage report',
    'Write a summary of the test results',
    'Introduce the team',
  ])('takes: %s', (instruction) => {
    expect(reason(instruction)).toBeUndefined();
  });

  it.each(['Fetch sales.csv', 'Compile the kernel', 'Review the pull request', 'Fix the build'])(
    'without capabilities: %s',
    (instruction) => {
      expect(reason(instruction, [])).toBeTypeOf('string');
    },
  );

  it.each(['Combine the results', 'Review and refine the report', 'Prepare a report on geese'])(
    'takes without capabilities: %s',
    (instruction) => {
      expect(reason(instruction, [])).toBeUndefined();
    },
  );
});
