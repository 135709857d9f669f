import { describe, expect, it } from 'vitest';
import type { Artifact } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { composeAnswer } from './answer.ts';
import { blocked, failed, inlineOutput, recordOf, skipped, task } from './run-of.fixture.ts';

const did = (id: string, output: Json, artifacts: readonly Artifact[] = []) => ({
  task: id,
  agent: 'x',
  startMs: 1,
  endMs: 2,
  output,
  artifacts,
});
const answerTo = (output: Json): string => composeAnswer(recordOf([task('a')], [did('a', output)]), inlineOutput).answer;

describe('the answer of one result', () => {
  it.each<[Json, string]>([
    [21, '21'],
    [0.1 + 0.2, '0.3'],
    [true, 'yes'],
    ['  a sentence.\n', 'a sentence.'],
    [[3, 7], '3, 7'],
    [{ answer: 42 }, '42'],
    [{ mean: 4, count: 3 }, 'mean: 4\ncount: 3'],
    [null, 'Nothing came of it.'],
    [[], 'Nothing came of it.'],
  ])('%j reads %j', (output, text) => {
    expect(answerTo(output)).toBe(text);
  });

  it('aligns a table, names to the left and numbers to the right', () => {
    const table = {
      kind: 'table',
      title: 'Revenue by region',
      columns: [
        { name: 'region', type: 'text' },
        { name: 'revenue', type: 'number', unit: '$' },
      ],
      rows: [
        { region: 'North', revenue: 1200.5 },
        { region: '東京', revenue: 80 },
      ],
      rowCount: 2,
      path: null,
      notes: ['North leads.'],
    };
    expect(answerTo(table)).toBe(
      ['Revenue by region', 'region  revenue ($)', 'North        1200.5', '東京             80', 'North leads.'].join('\n'),
    );
  });

  it('shows twelve rows and counts the others, also those that are only in the file', () => {
    const rows = Array.from({ length: 20 }, (_, n) => ({ n }));
    const table = { kind: 'table', title: 'N', columns: [{ name: 'n', type: 'number' }], rows, rowCount: 500, path: '/all.csv', notes: [] };
    const lines = answerTo(table).split('\n');
    expect(lines).toHaveLength(1 + 1 + 12 + 1);
    expect(lines.at(-1)).toBe('... 488 more rows');
  });

  it('names the figures of a single row', () => {
    const columns = [
      { name: 'total', type: 'number', unit: '$' },
      { name: 'share', type: 'number', unit: '%' },
    ];
    const table = { kind: 'table', title: 'Total', columns, rows: [{ total: -5, share: 12 }], rowCount: 1, path: null, notes: [] };
    expect(answerTo(table)).toBe('Total\ntotal: -$5\nshare: 12 %');
  });

  it('says findings as bullets with their sources, best first', () => {
    const findings = {
      kind: 'findings',
      topic: 'AI trends',
      findings: [
        { text: 'Models shrink.', source: 0, score: 1 },
        { text: 'Agents grow.', source: 1, score: 5 },
        { text: 'Nobody knows.', source: 9, score: 0 },
      ],
      sources: [
        { title: 'A paper', location: 'https://example.org/a', type: 'paper', date: null },
        { title: 'Notes', location: '/home/me/notes.md', type: 'document', date: null },
      ],
      notes: [],
    };
    expect(answerTo(findings)).toBe(
      ['AI trends', '- Agents grow. (Notes)', '- Models shrink. (A paper, https://example.org/a)', '- Nobody knows.'].join('\n'),
    );
  });

  it('says what was looked for when nothing was found', () => {
    expect(answerTo({ kind: 'findings', topic: 'AI', findings: [], sources: [], notes: [] })).toBe('AI\nNothing was found on AI.');
  });

  it('tells the summary of a document that was saved, and the whole of one that was not', () => {
    const markdown = '# Report\n\nA first paragraph.\n\n## Executive summary\n\nSales **grew**.\n\n## Detail\n\nMuch more.';
    const document = { kind: 'document', title: 'Report', markdown, sources: [] };
    expect(answerTo({ ...document, paths: ['/out/report.md'] })).toBe('Report\nSales grew.');
    expect(answerTo({ ...document, paths: [] })).toBe(markdown);
  });

  it('lists the slides of a deck', () => {
    const slide = (title: string) => ({ title, points: [], picture: null, notes: '' });
    const deck = { kind: 'deck', title: 'Pitch', slides: [slide('Why'), slide('How')], sources: [], paths: [] };
    expect(answerTo(deck)).toBe('Pitch\n2 slides:\n1. Why\n2. How');
  });

  it('tells the points of the slide that sums a deck up before its titles', () => {
    const slide = (title: string, ...points: string[]) => ({ title, points, picture: null, notes: '' });
    const slides = [slide('Pitch', 'Not this'), slide('In short', 'Geese lead in turns.', ' '), slide('How', 'Nor this')];
    const deck = { kind: 'deck', title: 'Pitch', slides, sources: [], paths: [] };
    expect(answerTo(deck)).toBe('Pitch\n- Geese lead in turns.\n\n3 slides:\n1. Pitch\n2. In short\n3. How');
  });

  it('says what a chart shows', () => {
    expect(answerTo({ kind: 'chart', title: 'Sales', svgPath: '/a.svg', pngPath: '/a.png', caption: 'Sales grew in May.' })).toBe(
      'Sales\nSales grew in May.',
    );
  });

  it.each<Json>([
    { kind: 'table', columns: 'none', rows: [1] },
    { kind: 'table', columns: [5], rows: [] },
    { kind: 'findings', findings: [5], sources: [] },
    { kind: 'deck', slides: 'many' },
    { kind: 'document', markdown: 7 },
    { kind: 'chart' },
  ])('shows %j, which only claims its kind, as it is', (output) => {
    expect(answerTo(output)).toMatch(/kind/);
  });

  it('strips escapes and control characters from whatever agents wrote', () => {
    const evil = 'a\x1b[2Jb\x1b]0;title\x07c\x9b31md\u202ee\x00f\x08';
    for (const output of [evil, [evil], { x: evil }, { deep: { x: evil } }, { kind: 'chart', title: evil, caption: evil }] as Json[]) {
      expect(answerTo(output)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
    }
    expect(answerTo(evil)).toBe('abcdef');
    expect(composeAnswer(recordOf([task('a')], [], [[1, failed('a', evil)]]), inlineOutput).answer).not.toContain('\x1b');
  });
});

describe('the answer of several results', () => {
  it('gives each a line with its title when all are short', () => {
    const record = recordOf([task('sum', [], { title: 'Sum of all.' }), task('mean')], [did('sum', 10), did('mean', 2.5)]);
    expect(composeAnswer(record, inlineOutput).answer).toBe('Sum of all: 10\nMean: 2.5');
  });

  it('gives each a paragraph when one is long', () => {
    const record = recordOf([task('sum'), task('list')], [did('sum', 10), did('list', { a: 1, b: 2 })]);
    expect(composeAnswer(record, inlineOutput).answer).toBe('Sum: 10\n\nList\na: 1\nb: 2');
  });

  it('leaves out what later tasks made something of', () => {
    const record = recordOf([task('fetch'), task('sum', ['fetch'])], [did('fetch', 'raw'), did('sum', 3)]);
    expect(composeAnswer(record, inlineOutput).answer).toBe('3');
  });
});

describe('the answer of a run that lost parts', () => {
  it('tells what there is, then what is missing and why', () => {
    const tasks = [task('fetch'), task('draft', ['fetch']), task('chart', ['fetch']), task('publish', ['chart'])];
    const record = recordOf(
      tasks,
      [did('fetch', 'raw'), did('draft', 'The draft.')],
      [
        [3, failed('chart', 'no numbers in it.')],
        [3, blocked('publish', 'chart')],
      ],
    );
    const { answer, missing } = composeAnswer(record, inlineOutput);
    expect(answer).toBe(
      'The draft.\n\nMissing: Chart, because no numbers in it.\nMissing: Publish, because it needs "Chart", which did not succeed.',
    );
    expect(missing).toEqual([
      { task: 'chart', title: 'Chart', status: 'failed', reason: 'no numbers in it.' },
      { task: 'publish', title: 'Publish', status: 'blocked', reason: 'it needs "Chart", which did not succeed' },
    ]);
  });

  it('goes on after "because" with what an agent said in sentences', () => {
    const why = 'There is no data. Name a file. (no other agent can do it)';
    const record = recordOf([task('chart')], [], [[1, failed('chart', why)]]);
    expect(composeAnswer(record, inlineOutput).answer).toBe(
      'Missing: Chart, because there is no data. Name a file (no other agent can do it).',
    );
  });

  it('falls back to the last tasks that succeeded before the one that did not', () => {
    const record = recordOf([task('a'), task('b', ['a']), task('c', ['b'])], [did('a', 1), did('b', 2)], [[3, failed('c', 'no')]]);
    expect(composeAnswer(record, inlineOutput).answer).toBe('2\n\nMissing: C, because no.');
  });

  it('looks through compound tasks', () => {
    const tasks = [task('box'), task('box/a'), task('box/b', ['a']), task('end', ['box'])];
    const record = recordOf(tasks, [did('a', 1), did('b', 2)], [[3, skipped('end', 'no need')]]);
    expect(composeAnswer(record, inlineOutput).answer).toBe('2\n\nMissing: End, because no need.');
  });

  it('names ten missing parts and counts the others', () => {
    const names = Array.from({ length: 25 }, (_, index) => `t${index}`);
    const record = recordOf(
      names.map((name) => task(name)),
      [],
      names.map((name) => [1, failed(name, 'no')]),
    );
    const { answer, missing } = composeAnswer(record, inlineOutput);
    expect(answer.split('\n')).toHaveLength(11);
    expect(answer).toMatch(/Missing: 15 more parts\.$/);
    expect(missing).toHaveLength(25);
  });

  it('says when an output cannot be read any more', () => {
    const record = recordOf([task('a')], [did('a', 1)]);
    const lost = () => {
      throw new SkeinError('not-found', { what: 'there is no blob abc' });
    };
    expect(composeAnswer(record, lost).answer).toBe('Its output is lost: there is no blob abc');
  });
});

describe('the files of an answer', () => {
  it('are listed once, those of the last tasks first, and not named in the text', () => {
    const file = (path: string): Artifact => ({ path, mediaType: 'text/plain', title: path });
    const record = recordOf(
      [task('a'), task('b', ['a'])],
      [did('a', 'x', [file('/out/a.txt'), file('/out/both.txt')]), did('b', 'y', [file('/out/b.txt'), file('/out/both.txt')])],
    );
    const { answer, artifacts } = composeAnswer(record, inlineOutput);
    expect(artifacts.map(({ path }) => path)).toEqual(['/out/b.txt', '/out/both.txt', '/out/a.txt']);
    expect(answer).toBe('y');
  });
});
