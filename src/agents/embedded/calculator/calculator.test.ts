import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, DependencyResult, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import { makeTask } from '../../../core/task.ts';
import { createCalculator } from './calculator.ts';

const calculator = createCalculator();
const call: Call = { signal: new AbortController().signal, sleep: async () => {}, progress: () => {}, artifactPath: async (name) => name };

function resultsOf(...outputs: Json[]): DependencyResult[] {
  return outputs.map((output, index) => ({ task: taskId(`d${index}`), title: `Task ${index + 1}`, output, artifacts: [] }));
}

async function calculate(instruction: string, dependencies: readonly DependencyResult[] = []): Promise<Json> {
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction, capabilities: ['math'] }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: instruction,
    dependencies,
    inputs: [],
    seed: 1,
  };
  return (await calculator.perform(work, call)).output;
}

describe('the calculator', () => {
  it.each<[string, Json]>([
    ['Calculate 1+2', 3],
    ['0.1 + 0.2', 0.3],
    ['2 to the power of 100', '1267650600228229401496703205376'],
    ['factorial of 20', '2432902008176640000'],
    ['5!', 120],
    ['(1 + 2) * 3 - 4 / 2', 7],
    ['2 + 3 * 4^2', 50],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['10 - 3 - 2', 5],
    ['3 × 4 ÷ 2 − 1', 5],
    ['1,000,000 * 3', 3_000_000],
    ['1.5e3 + 2', 1502],
    ['100 divided by 7', 100 / 7],
    ['square root of 2', Math.SQRT2],
    ['cube root of -27', -3],
    ['4th root of 16', 2],
    ['half of 90', 45],
    ['two thirds of 90', 60],
    ['15% of 240', 36],
    ['50 + 10%', 55],
    ['what is 20% more than 50', 60],
    ['20% off 50', 40],
    ['increase 80 by 25%', 100],
    ['what percent of 50 is 10', 20],
    ['7 mod 3', 1],
    ['10 % 3', 1],
    ['one hundred and five times three', 315],
    ['twenty-five plus seventeen', 42],
    ['sum of 1, 2 and 3', 6],
    ['the product of 6 and 7', 42],
    ['difference between 4 and 10', 6],
    ['mean of 4, 8, 15, 16, 23, 42', 18],
    ['median of 4, 8, 15, 16, 23, 42', 15.5],
    ['mode of 1, 2, 2, 3', 2],
    ['standard deviation of 2, 4, 4, 4, 5, 5, 7, 9', 2],
    ['max(1, 2, 3) + min(4, 5)', 7],
    ['12 squared', 144],
    ['raise 2 to the 10th power', 1024],
    ['round 3.14159 to 2 decimal places', 3.14],
    ['round 1234 to the nearest 100', 1200],
    ['add 3 and 4, then double it', 14],
    ['multiply 3 by 4 and add 5', 17],
    ['subtract 3 from 10', 7],
    ['Calculate 1+2 and 3+4', [3, 7]],
    ['What is 2 + 2?', 4],
    ['10 km in miles', '6.213711922 miles'],
    ['convert 212 F to C', '100 degC'],
    ['5 ft + 3 in in cm', '160.02 cm'],
    ['2 hours in minutes', '120 minutes'],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });

  it.each<[string, Json[], Json]>([
    ['multiply the results', [3, 7], 21],
    ['Multiply both results together', [3, 7], 21],
    ['add the results', [3, '7'], 10],
    ['subtract the second result from the first', [3, 7], -4],
    ['average of the results', [3, 7], 5],
    ['double it', [21], 42],
    ['sum the results and divide by 2', [3, 7], 5],
    ['multiply them', [[2, 3], 4], 24],
    ['add 5 to the result', ['1267650600228229401496703205376'], '1267650600228229401496703205381'],
  ])('goes on from earlier results: "%s" of %j', async (instruction, outputs, result) => {
    expect(await calculate(instruction, resultsOf(...outputs))).toEqual(result);
  });

  it('takes numbers from the column of a table', async () => {
    const table = {
      kind: 'table',
      title: 'Sales',
      columns: [
        { name: 'Region', type: 'text' },
        { name: 'Revenue', type: 'number' },
        { name: 'Units', type: 'number' },
      ],
      rows: [
        { Region: 'North', Revenue: 10.1, Units: 1 },
        { Region: 'South', Revenue: 20.2, Units: 3 },
      ],
      rowCount: 2,
      path: null,
      notes: [],
    };
    expect(await calculate('sum the revenue', resultsOf(table))).toBe(30.3);
    expect(await calculate('average of units', resultsOf(table))).toBe(2);
  });

  it.each(
    [
      ['1/0', 'division-by-zero'],
      ['5 mod 0', 'division-by-zero'],
      ['0^-1', 'division-by-zero'],
      ['10^10^10', 'too-large'],
      ['9^9^9^9', 'too-large'],
      ['(1/3)^999999999', 'too-large'],
      ['99999999!', 'too-large'],
      ['1e999999999', 'too-large'],
      ['sqrt(-1)', 'not-a-real-number'],
      ['1 +', 'not-arithmetic'],
      ['((1)', 'not-arithmetic'],
      ['sing a song', 'not-arithmetic'],
      ['5 kg in miles', 'not-arithmetic'],
      ['import("fs") in 3 m', 'not-arithmetic'],
      ['multiply the results', 'no-operands'],
      ['mean of', 'not-arithmetic'],
      [`${'('.repeat(5000)}1${')'.repeat(5000)}`, 'too-large'],
      ['1+'.repeat(500_000), 'too-large'],
      ['-'.repeat(10_000), 'too-large'],
    ].map(([instruction, code]) => ({ name: instruction?.slice(0, 40), instruction: instruction ?? '', code })),
  )('refuses $name at once, as $code', async ({ instruction, code }) => {
    await expect(calculate(instruction)).rejects.toMatchObject({ code, kind: 'terminal-task' });
  });

  it('names the column of what it cannot read', async () => {
    await expect(calculate('1 + banana')).rejects.toThrow('column 5: expected a number, received "banana"');
  });

  it.each([
    'write a poem about 3 cats',
    'analyze revenue by region',
    'Fetch sales.csv',
    'Summarize the 5 reports',
    'Review and refine the report',
    '',
  ])('does not take "%s" for arithmetic', (instruction) => {
    expect(calculator.refuses?.(makeTask({ id: taskId('t'), instruction }))).toEqual(expect.any(String));
  });

  it.each([
    'multiply the results',
    'add both',
    'Calculate 1+2',
    'compute the average of the results',
    '1/0',
    'double it',
    '10 km in miles',
  ])('takes "%s"', (instruction) => {
    expect(calculator.refuses?.(makeTask({ id: taskId('t'), instruction }))).toBeUndefined();
  });

  it('adds, subtracts and multiplies whole numbers of any size exactly', async () => {
    const number = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    await fc.assert(
      fc.asyncProperty(number, number, number, async (a, b, c) => {
        const expected = a + b * c - (a - c);
        expect(String(await calculate(`(${a}) + (${b}) * (${c}) - ((${a}) - (${c}))`))).toBe(String(expected));
      }),
    );
  });

  it('adds decimals exactly', async () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(cents, cents, async (a, b) => {
        expect(await calculate(`${(a / 100).toFixed(2)} + ${(b / 100).toFixed(2)}`)).toBe(Number(((a + b) / 100).toFixed(2)));
      }),
    );
  });

  it('ends whatever it is given with a result or a reason', async () => {
    const scraps = fc.array(
      fc.constantFrom(
        '1',
        '2.5',
        '+',
        '-',
        '*',
        '/',
        '^',
        '(',
        ')',
        '%',
        '!',
        'of',
        'the',
        'results',
        'sum',
        'half',
        'and',
        ',',
        'then',
        'add',
        'by',
        'third',
        'first',
        'x',
        '€',
        'to',
        'in',
        'km',
        'squared',
        'e',
        'not',
      ),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(scraps, async (words) => {
        try {
          await calculate(words.join(' '), resultsOf(3, 7));
        } catch (error) {
          expect(error).toMatchObject({ kind: 'terminal-task' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
