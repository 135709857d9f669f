import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { allRows } from '../table/table.ts';
import { TestWork } from '../test-work.ts';
import { FileTables } from './file-table.ts';

const work = new TestWork();
afterAll(() => work[Symbol.dispose]());
const { signal } = new AbortController();

async function read(name: string, content: string | Uint8Array) {
  const table = await new FileTables().open(work.file(name, content), signal, () => {});
  const columns = Object.fromEntries(
    table.columns.map((column) => [column.name, column.unit === undefined ? column.type : `${column.type} ${column.unit}`]),
  );
  return { columns, rows: await allRows(table, signal), notes: table.notes, rowCount: table.rowCount };
}

describe('a CSV file', () => {
  it('has types, quoted line breaks, CRLF and a byte order mark', async () => {
    const { columns, rows } = await read(
      'a.csv',
      '\ufeffregion,revenue,day\r\nNorth,"$1,200.50",2024-01-05\r\n"So\r\nuth",(300),2024-01-06\r\n',
    );
    expect(columns).toEqual({ region: 'text', revenue: 'number $', day: 'date' });
    expect(rows).toEqual([
      ['North', 1200.5, '2024-01-05'],
      ['So\r\nuth', -300, '2024-01-06'],
    ]);
  });

  it('may be in Latin-1 with semicolons and decimal commas, which is said', async () => {
    const { columns, rows, notes } = await read('b.csv', Buffer.from('name;betrag\nM\u00fcller;1.234,56\nOtt;12\nRot;1.234\n', 'latin1'));
    expect(columns).toEqual({ name: 'text', betrag: 'number' });
    expect(rows).toEqual([
      ['M\u00fcller', 1234.56],
      ['Ott', 12],
      ['Rot', 1234],
    ]);
    expect(notes).toEqual([
      'b.csv is not UTF-8 and was read as Latin-1 (windows-1252).',
      'Cells are separated by semicolons.',
      'betrag: decimal commas (1.234,56 is 1,234.56).',
    ]);
  });

  it('may be in UTF-16', async () => {
    expect((await read('c.csv', Buffer.from('\ufeffa,b\n1,\u00e9\n', 'utf16le'))).rows).toEqual([[1, '\u00e9']]);
  });

  it('says where rows are too short or too long', async () => {
    const { rows, notes } = await read('d.csv', 'a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n');
    expect(rows).toEqual([
      [1, 2, 3],
      [1, 2, null],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(notes).toEqual([
      '1 row with too few cells (first on line 3): what is missing counts as blank.',
      '1 row with more cells than there are columns (first on line 3): the cells beyond were left out.',
    ]);
  });

  it('may have no header, or the same name twice, or a title above', async () => {
    expect(Object.keys((await read('e.csv', '1,x\n2,y\n')).columns)).toEqual(['column_1', 'column_2']);
    expect(Object.keys((await read('f.csv', 'a,a,,b\n1,2,3,4\n')).columns)).toEqual(['a', 'a_2', 'column_3', 'b']);
    expect((await read('g.csv', 'Sales 2024\n\nregion,rev,units\nN,5,6\n')).rows).toEqual([['N', 5, 6]]);
    expect((await read('h.csv', 'region,2021,2022\nNorth,5,6\n')).columns).toEqual({ region: 'text', '2021': 'number', '2022': 'number' });
  });

  it('keeps codes as text and blanks as blanks', async () => {
    const { columns, rows } = await read('i.csv', 'zip,country,amount\n01234,NA,n/a\n90210,-,5\n10115,DE,NA\n');
    expect(columns).toEqual({ zip: 'text', country: 'text', amount: 'number' });
    expect(rows).toEqual([
      ['01234', 'NA', null],
      ['90210', null, 5],
      ['10115', 'DE', null],
    ]);
  });

  it('says which cells did not fit their column', async () => {
    const { rows, notes } = await read('j.csv', 'n\n1\n2\n3\n4\nmany\n');
    expect(rows).toEqual([[1], [2], [3], [4], [null]]);
    expect(notes).toEqual(['n: 1 cell is no number ("many") and counts as blank.']);
  });

  it('settles 03/04/2024 by the other dates, and says when it cannot', async () => {
    expect((await read('k.csv', 'd\n03/04/2024\n25/04/2024\n')).rows).toEqual([['2024-04-03'], ['2024-04-25']]);
    const open = await read('l.csv', 'd\n03/04/2024\n05/06/2024\n');
    expect(open.rows).toEqual([['2024-03-04'], ['2024-05-06']]);
    expect(open.notes.join()).toContain('with the month first; nothing in the file tells');
  });

  it('may be packed, and may name a column like a property of objects', async () => {
    const { rows } = await read('m.csv.gz', gzipSync('__proto__,constructor\n1,2\n'));
    expect(rows).toEqual([[1, 2]]);
  });
});

describe('a JSON file', () => {
  it('is a list of objects, nested ones flattened', async () => {
    const { columns, rows } = await read('a.json', '[{"a":1,"b":{"c":"x"}},{"a":2.5,"d":[1]},{"a":1e400}]');
    expect(columns).toEqual({ a: 'number', 'b.c': 'text', d: 'text' });
    expect(rows).toEqual([
      [1, 'x', null],
      [2.5, null, '[1]'],
      [null, null, null],
    ]);
  });

  it.each([
    ['in a wrapper', '{"meta":{"n":2},"data":[{"a":1},{"a":2}],"more":[{"z":1}]}', [[1], [2]]],
    [
      'by columns',
      '{"a":[1,2],"b":["x","y"]}',
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    ['as one object', '{"a":1,"b":"x"}', [[1, 'x']]],
    [
      'as a list of lists',
      '[["x","y"],[1,2],[3,4]]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['as scalars', '[1,2]', [[1], [2]]],
    ['with brackets in texts', '[{"a":"\\"}]{["},{"a":"}"}]', [['"}]{['], ['}']]],
  ])('holds rows %s', async (_, content, expected) => {
    expect((await read('b.json', content)).rows).toEqual(expected);
  });

  it('may be NDJSON whatever it is called', async () => {
    expect((await read('c.json', '{"id":1,"items":[{"a":1}]}\n{"id":2,"items":[]}\n')).rows).toEqual([
      [1, '[{"a":1}]'],
      [2, '[]'],
    ]);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['empty.csv', '', 'empty-file'],
    ['blank.csv', ' \n\n', 'empty-file'],
    ['book.csv', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'binary-file'],
    ['zeros.csv', Uint8Array.of(65, 0, 66), 'binary-file'],
    ['page.csv', '<!doctype html><p>hello', 'not-a-table'],
    ['quote.csv', 'a,b\n1,"open\n2,3\n', 'broken-csv'],
    ['cut.json', '[{"a":1},{"a":', 'broken-json'],
    ['bad.ndjson', '{"a":1}\nnope\n', 'broken-json'],
    ['text.json', '"hello"', 'no-rows'],
    ['cut.csv.gz', gzipSync('a,b\n'.repeat(999)).subarray(0, 20), 'broken-gzip'],
  ])('%s says so', async (name, content, code) => {
    await expect(read(name, content)).rejects.toMatchObject({ code, kind: 'terminal-task', message: expect.stringContaining(name) });
  });

  it('names the line of what is not JSON', async () => {
    await expect(read('line.ndjson', '{"a":1}\n\n{"a":\n')).rejects.toThrow('line.ndjson, line 3 is not JSON');
  });

  it('is not there', async () => {
    await expect(new FileTables().open('/nowhere/at-all.csv', signal, () => {})).rejects.toMatchObject({ code: 'no-such-file' });
  });
});
