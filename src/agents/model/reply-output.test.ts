import { describe, expect, it } from 'vitest';
import { outputOfReply, withoutPaths } from './reply-output.ts';

describe('outputOfReply', () => {
  it('is the text, without a fence around all of it', () => {
    expect(outputOfReply('  Sales rose.\n')).toBe('Sales rose.');
    expect(outputOfReply('```markdown\n# Sales\n\nThey rose.\n```')).toBe('# Sales\n\nThey rose.');
    expect(outputOfReply('Use this:\n```js\nlet a = 1;\n```')).toBe('Use this:\n```js\nlet a = 1;\n```');
    expect(outputOfReply('{"name": "skein"}')).toBe('{"name": "skein"}');
  });

  it('is a table where it is one, with what is said around it', () => {
    const reply = `### Sales by region:

| Region | **Sum** | Note |
|--------|--------:|------|
| North  | 1,200.5 | up \\| strong |
| South  | -3      |  |

All in euros.`;
    expect(outputOfReply(reply)).toEqual({
      kind: 'table',
      title: 'Sales by region',
      columns: [
        { name: 'Region', type: 'text' },
        { name: 'Sum', type: 'number' },
        { name: 'Note', type: 'text' },
      ],
      rows: [
        { Region: 'North', Sum: 1200.5, Note: 'up | strong' },
        { Region: 'South', Sum: -3, Note: null },
      ],
      rowCount: 2,
      path: null,
      notes: ['All in euros.'],
    });
  });

  it('is a text where the table is a small part of it, or one of several', () => {
    const table = '| a | b |\n|---|---|\n| 1 | 2 |';
    expect(outputOfReply(`${'A long text.\n'.repeat(10)}${table}`)).toMatch(/^A long text/);
    expect(outputOfReply(`${table}\n\n${table}`)).toMatch(/^\| a/);
    expect(outputOfReply('| a | b |\n|---|---|')).toMatch(/^\| a/);
  });

  it('keeps figures with units and columns of one name', () => {
    const reply = '| x | x |\n|---|---|\n| 12 kg | 7 |';
    expect(outputOfReply(reply)).toMatchObject({
      columns: [
        { name: 'x', type: 'text' },
        { name: 'x 2', type: 'number' },
      ],
      rows: [{ x: '12 kg', 'x 2': 7 }],
    });
  });

  it('is one of the known shapes where it is written as one, without the names of files', () => {
    const table = { kind: 'table', title: 'T', columns: [{ name: 'a', type: 'text' }], rows: [{ a: 'x' }], rowCount: 1, notes: [] };
    expect(outputOfReply(`\`\`\`json\n${JSON.stringify({ ...table, path: '/etc/passwd' })}\n\`\`\``)).toEqual({ ...table, path: null });
  });
});

describe('withoutPaths', () => {
  it.each([
    [
      { kind: 'document', markdown: 'x', paths: ['/etc/passwd'] },
      { kind: 'document', markdown: 'x', paths: [] },
    ],
    [
      { kind: 'deck', paths: ['/a'], slides: [{ title: 's', picture: '/home/me/secret.png' }] },
      { kind: 'deck', paths: [], slides: [{ title: 's', picture: null }] },
    ],
    [
      { kind: 'chart', svgPath: '/a.svg', pngPath: '/a.png' },
      { kind: 'chart', svgPath: '', pngPath: '' },
    ],
    [{ path: '/kept, for nobody opens it' }, { path: '/kept, for nobody opens it' }],
    ['/text', '/text'],
  ])('%j', (given, expected) => {
    expect(withoutPaths(given)).toEqual(expected);
  });
});
