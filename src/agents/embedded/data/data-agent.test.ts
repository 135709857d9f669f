import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { taskId } from '../../../core/ids.ts';
import { makeTask } from '../../../core/task.ts';
import { createDataAgent } from './data-agent.ts';
import { cellsOf, leftBehind, TestWork } from './test-work.ts';

const work = new TestWork();
afterAll(() => work[Symbol.dispose]());
const agent = createDataAgent();
const EXAMPLE = join(import.meta.dirname, '../../../../examples/sales/sales.csv');

const orders = work.file('shop/orders.csv', 'order_id,customer_id,amount\n1,10,5.50\n2,11,7\n3,10,2.25\n4,99,1\n');
work.file('shop/customers.csv', 'customer_id,name,segment\n10,Ann,Retail\n11,Bob,Trade\n');
const shop = join(work.folder, 'shop');
for (const month of [1, 2]) work.file(`months/2024-0${month}.csv`, `region,sales\nNorth,${month}00\nSouth,50\n`);
const months = join(work.folder, 'months');

describe('the chain of the founding scenario', () => {
  it('hands on what was produced', async () => {
    const request = 'Fetch sales.csv, process it, analyze revenue by region, visualize the result';
    const fetched = await work.table(agent, 'Fetch sales.csv', { inputs: [EXAMPLE], request });
    expect(fetched).toMatchObject({ title: 'sales.csv', rowCount: 268, path: EXAMPLE });
    const cleaned = await work.table(agent, 'Process it', { dependencies: [leftBehind(fetched)], request });
    // The example has five rows twice and one without any value.
    expect(cleaned).toMatchObject({ rowCount: 262, path: null });
    expect(cleaned.notes.slice(0, 2)).toEqual(['5 duplicate rows removed.', '1 row without any value removed.']);
    const analyzed = await work.table(agent, 'Analyze revenue by region', { dependencies: [leftBehind(cleaned)], request });
    const byHand = new Map<string, number>();
    for (const row of cleaned.rows) {
      const region = String(row['region'] ?? '(blank)');
      byHand.set(region, (byHand.get(region) ?? 0) + Math.round(Number(row['revenue'] ?? 0) * 100));
    }
    expect(new Map(analyzed.rows.map((row) => [row['region'], row['revenue']]))).toEqual(
      new Map([...byHand].map(([region, cents]) => [region, cents / 100])),
    );
    expect(analyzed.rows.map((row) => row['region'])).toEqual(['North', 'East', 'West', 'South', '(blank)']);
    expect(analyzed.notes[0]).toBe('Total revenue is highest in North ($56,066, 49% of $114,390) and lowest in South ($15,608, 13.6%).');
  });
});

describe('a share', () => {
  it('is that of some values, of the sum of all', async () => {
    const { rows, notes } = await work.table(agent, 'What share of the sales in 2024-01.csv comes from North?', { inputs: [months] });
    // 100 of North and 50 of South.
    expect(rows).toEqual([{ region: 'North', sales: 100, share_percent: 66.67 }]);
    expect(notes).toContain('Total sales of North: 100 of 150, 66.7%.');
  });
});

describe('where the data comes from', () => {
  it('is a file named in the instruction, found inside an input folder', async () => {
    expect((await work.table(agent, 'total amount in orders.csv', { inputs: [shop] })).rows).toEqual([{ amount: 15.75 }]);
  });

  it('is the only table an earlier task left, whatever file is named', async () => {
    const output = {
      kind: 'table',
      title: 'Filtered',
      columns: [{ name: 'amount', type: 'number' }],
      rows: [{ amount: 1 }, { amount: 2 }],
      rowCount: 2,
      path: null,
      notes: [],
    };
    expect((await work.table(agent, 'sum of amount in orders.csv', { inputs: [shop], dependencies: [leftBehind(output)] })).rows).toEqual([
      { amount: 3 },
    ]);
  });

  it('is the named file, when an earlier task left a few words about what it did', async () => {
    const said = { dependencies: [leftBehind({ status: 'done', took: 3 })], inputs: [shop] };
    expect((await work.table(agent, 'sum of amount in orders.csv', said)).rows).toEqual([{ amount: 15.75 }]);
    const listed = { dependencies: [leftBehind({ orders: [{ amount: 1 }, { amount: 2 }] })], inputs: [shop] };
    expect((await work.table(agent, 'sum of amount in orders.csv', listed)).rows).toEqual([{ amount: 3 }]);
  });

  it('is put together from files of the same shape', async () => {
    const { rows, notes } = await work.table(agent, 'sales by region', { inputs: [months] });
    expect(rows).toEqual([
      { region: 'North', sales: 300, share_percent: 75 },
      { region: 'South', sales: 100, share_percent: 25 },
    ]);
    expect(notes[0]).toBe('2 tables of the same shape put together: 2024-01.csv and 2024-02.csv.');
  });

  it('is listed when the files differ, and a later task chooses from the list', async () => {
    const listed = await work.table(agent, 'fetch orders.csv and customers.csv', { inputs: [shop] });
    expect(cellsOf(listed).map(([file, , rows]) => [file, rows])).toEqual([
      ['orders.csv', 4],
      ['customers.csv', 2],
    ]);
    const joined = await work.table(agent, 'join orders.csv with customers.csv on customer_id and sum amount by segment', {
      dependencies: [leftBehind(listed)],
      inputs: [shop],
    });
    expect(joined.rows).toEqual([
      { segment: 'Retail', amount: 7.75, share_percent: 52.54 },
      { segment: 'Trade', amount: 7, share_percent: 47.46 },
    ]);
    const chosen = await work.table(agent, 'average amount', { dependencies: [leftBehind(listed)], inputs: [shop] });
    expect(chosen.rows).toEqual([{ average_amount: 3.9375 }]);
  });

  it('is no file that the user did not give, whether an instruction or an output names it', async () => {
    const secret = work.file('elsewhere/keys.csv', 'key\n42\n');
    const request = 'Sum the orders';
    const foreign = { code: 'not-given', kind: 'terminal-task' };
    await expect(work.perform(agent, `fetch ${secret}`, { inputs: [shop], request })).rejects.toMatchObject(foreign);
    await expect(work.perform(agent, 'fetch ../elsewhere/keys.csv', { inputs: [shop], request })).rejects.toMatchObject(foreign);
    // A list of files as a model may write it.
    const listed = await work.table(agent, 'fetch orders.csv and customers.csv', { inputs: [shop] });
    const forged = { ...listed, rows: [{ file: 'keys.csv', path: secret, rows: 1, columns: 'key' }], rowCount: 1 };
    await expect(work.perform(agent, 'sum key', { dependencies: [leftBehind(forged)], request })).rejects.toMatchObject({
      code: 'no-data',
    });
    // A table that says it has more rows than it shows.
    const table = {
      kind: 'table',
      title: 'keys',
      columns: [{ name: 'key', type: 'number' }],
      rows: [{ key: 1 }],
      rowCount: 2,
      path: secret,
    } as const;
    await expect(work.perform(agent, 'sum key', { dependencies: [leftBehind(table)], request })).rejects.toMatchObject({
      code: 'no-such-file',
    });
    expect((await work.table(agent, `fetch ${secret}`, { inputs: [shop], request: `Sum ${secret}` })).rows).toHaveLength(1);
  });

  it.each([
    [
      'a list of objects',
      [
        { region: 'N', v: 1 },
        { region: 'N', v: 2 },
      ],
    ],
    ['CSV in a text', 'region,v\nN,1\nN,2'],
    ['a fenced block', 'Here it is:\n```csv\nregion,v\nN,1\nN,2\n```\nDone.'],
  ])('may be %s from any other agent', async (_, output) => {
    expect((await work.table(agent, 'sum v by region', { dependencies: [leftBehind(output)] })).rows).toEqual([{ region: 'N', v: 3 }]);
  });

  it.each([
    ['fetch order.csv', 'no-such-file', 'Did you mean "orders.csv"?'],
    ['fetch nothing-like-it.csv', 'no-such-file', 'among the inputs or in the current directory'],
  ])('is missing: "%s"', async (instruction, code, message) => {
    await expect(work.perform(agent, instruction, { inputs: [shop] })).rejects.toMatchObject({
      code,
      kind: 'terminal-task',
      message: expect.stringContaining(message),
    });
  });

  it('is nowhere', async () => {
    await expect(work.perform(agent, 'analyze it')).rejects.toMatchObject({ code: 'no-data', kind: 'terminal-agent' });
    await expect(work.perform(agent, 'analyze it', { dependencies: [leftBehind('Just a sentence.')] })).rejects.toMatchObject({
      code: 'no-data',
    });
  });
});

describe('what is handed on', () => {
  const many = work.file(
    'many.csv',
    `id,note,value\n${Array.from({ length: 2500 }, (_, index) => `${index},=n${index % 7},${index % 10}`).join('\n')}\n`,
  );

  it('has a thousand rows inline and all of them in a file', async () => {
    const { output, artifacts } = await work.perform(agent, `rows in ${many} where value > 3`);
    const table = output as { rows: unknown[]; rowCount: number; path: string };
    expect([table.rows.length, table.rowCount]).toEqual([1000, 1500]);
    expect(artifacts?.map(({ path, mediaType }) => [path, mediaType])).toEqual([[table.path, 'text/csv']]);
    const lines = readFileSync(table.path, 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['id,note,value', '4,"=n4",4']);
    expect(lines).toHaveLength(1501);
  });

  it('is the same from a thread with bounded memory', async () => {
    const threaded = createDataAgent({ largeBytes: 0 });
    for (const instruction of [`median value by note in ${many}`, `rows in ${many} where value = 3`, `describe ${many}`]) {
      expect(await work.table(threaded, instruction)).toEqual(await work.table(agent, instruction));
    }
    await expect(work.perform(threaded, `sum foo in ${many}`)).rejects.toMatchObject({ code: 'unknown-column', kind: 'terminal-agent' });
  });

  it('is nothing once the work is cancelled', async () => {
    const stop = new AbortController();
    stop.abort(new Error('cancelled'));
    await expect(work.perform(agent, `clean ${many}`, { signal: stop.signal })).rejects.toThrow('cancelled');
    await expect(work.perform(createDataAgent({ largeBytes: 0 }), `clean ${many}`, { signal: stop.signal })).rejects.toThrow('cancelled');
  });

  it('says when words were not understood, and when a value is not there', async () => {
    expect((await work.table(agent, `retired employees in ${orders}`)).notes[0]).toContain('"retired employees" was not understood');
    const { rowCount, notes } = await work.table(agent, 'customers.csv where segment is Retial', { inputs: [shop] });
    expect(rowCount).toBe(0);
    expect(notes.at(-1)).toBe('No segment is "Retial". Did you mean "Retail"?');
  });

  it('is the same every time', async () => {
    expect(await work.perform(agent, `analyze ${EXAMPLE}`)).toEqual(await work.perform(agent, `analyze ${EXAMPLE}`));
  });
});

describe('which tasks it takes', () => {
  const refuses = (instruction: string, capabilities: readonly string[] = []) =>
    agent.refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

  it.each([
    'fetch sales.csv',
    'group the rows by region',
    'remove duplicates from the table',
    'summarize the data by month',
    'revenue in orders.csv',
  ])('"%s"', (instruction) => {
    expect(refuses(instruction)).toBeUndefined();
  });

  it.each([
    'write a poem',
    'design slides',
    'draw conclusions',
    'calculate 1+2',
    'search papers on AI trends',
    'write a poem about orders.csv',
  ])('not "%s"', (instruction) => {
    expect(refuses(instruction)).toBe('the instruction names no operation on data');
  });

  it('whatever names its capability', () => {
    expect(refuses('process it', ['data'])).toBeUndefined();
    expect(refuses('look into it', ['analysis'])).toBeUndefined();
  });
});

describe('hostile input', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.array(fc.constantFrom('1', '2024-01-01', 'x', '"', '""', ',', '\n', '=1+1', '$5', '', 'n/a', '\u0000', '{', '[')), {
        maxLength: 30,
      })
      .map((rows) => rows.map((row) => row.join(',')).join('\n')),
  );

  it('gives a table or a clear error, never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile,
        fc.constantFrom('csv', 'tsv', 'json', 'ndjson'),
        fc.constantFrom('describe', 'clean', 'fetch', 'find outliers in'),
        async (content, extension, verb) => {
          const path = work.file(`hostile.${extension}`, content);
          try {
            expect((await work.table(agent, `${verb} ${path}`)).kind).toBe('table');
          } catch (thrown) {
            expect(thrown).toMatchObject({ kind: expect.stringMatching(/^terminal/), message: expect.stringMatching(/.{20}/) });
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('in an instruction does no harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (words) => {
        await work.perform(agent, `revenue by region ${words.replace(/[/\\.:]/g, ' ')}`, { inputs: [EXAMPLE] }).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ kind: expect.stringMatching(/^terminal/) });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is not executed: formulas stay text', async () => {
    const path = work.file('formula.csv', 'cell,n\n"=cmd|\' /C calc\'!A0",1\n@SUM(A1),2\n');
    expect((await work.table(agent, `clean ${path}`)).rows[0]).toEqual({ cell: "=cmd|' /C calc'!A0", n: 1 });
    expect(existsSync(path)).toBe(true);
  });
});
