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

const refusal = (instruction: string, ...capabilities: string[]): string | undefined =>
  calculator.refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

describe('arithmetic in signs', () => {
  it.each<[string, Json]>([
    ['Calculate 1+2', 3],
    ['calculate 3+4', 7],
    ['0.1 + 0.2', 0.3],
    ['1.005 * 1000', 1005],
    ['.5 + .25', 0.75],
    ['(1 + 2) * 3 - 4 / 2', 7],
    ['2 + 3 * 4^2', 50],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['2 ** 10', 1024],
    ['10 - 3 - 2', 5],
    ['5 - -3', 8],
    ['3 × 4 ÷ 2 − 1', 5],
    ['3 x 4', 12],
    ['3x4', 12],
    ['2(3 + 4)', 14],
    ['(1+2)(3+4)', 21],
    ['1,000,000 * 3', 3_000_000],
    ['1_000_000 / 8', 125_000],
    ['1.5e3 + 2', 1502],
    ['0xff + 1', 256],
    ['2³ + 2⁻²', 8.25],
    ['½ + ¼', 0.75],
    ['1½ * 2', 3],
    ['1 1/2 + 2', 3.5],
    ['5!', 120],
    ['-3!', -6],
    ['|−5| + 1', 6],
    ['√16 + 9', 13],
    ['10 % 3', 1],
    ['-7 mod 3', 2],
    ['(2) + 3', 5],
    ['0^0', 1],
    ['27^(1/3)', 3],
    ['(-8)^(2/3)', 4],
    ['2 + 2 = ?', 4],
    ['[1, 2, 3] * 2', [2, 4, 6]],
    ['max(1, 2, 3) + min(4, 5)', 7],
    ['max(100,200,300)', 300],
    ['6.02 × 10^23', '602000000000000000000000'],
    ['1e-7 + 0', 1e-7],
    ['9007199254740991 + 0', 9007199254740991],
    ['9007199254740991 + 2', '9007199254740993'],
    ['1.05^10', '1.62889462677744140625'],
    ['1/3', 1 / 3],
    ['sqrt(2)^2', 2],
    ['sqrt(2) * sqrt(2) - 2', 0],
    ['sin(pi)', 0],
    ['2 * pi', 2 * Math.PI],
    ['exp(20000)', '7.756004725986861e+8685'],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('arithmetic in words', () => {
  it.each<[string, Json]>([
    ['What is 2 + 2?', 4],
    ['Please calculate 7 times 6, thanks', 42],
    ['100 divided by 7', 100 / 7],
    ['7 mod 3', 1],
    ['12 squared', 144],
    ['double 21', 42],
    ['half of 90', 45],
    ['half of a half', 0.25],
    ['two thirds of 90', 60],
    ['a third of 90', 30],
    ['one hundred and five times three', 315],
    ['twenty-five plus seventeen', 42],
    ['the sum of one hundred and two hundred', 300],
    ['zero point one plus zero point two', 0.3],
    ['one and a half times 4', 6],
    ['half a million', 500_000],
    ['2.5 million plus 3 thousand', 2_503_000],
    ['a dozen times 3', 36],
    ['2 to the power of 100', '1267650600228229401496703205376'],
    ['two to the tenth power', 1024],
    ['raise 2 to the 10th power', 1024],
    ['square root of 2', Math.SQRT2],
    ['square root of 1000000000000000000039', 31622776601.683792],
    ['cube root of 27', 3],
    ['cube root of -27', -3],
    ['4th root of 16', 2],
    ['factorial of 20', '2432902008176640000'],
    ['10 choose 3', 120],
    ['log base 2 of 8', 3],
    ['logarithm of 1000', 3],
    ['sin of 30 degrees', 0.5],
    ['remainder when 17 is divided by 5', 2],
    ['difference between 10 and 4', 6],
    ['difference between 4 and 10', 6],
    ['ratio of 10 to 4', 2.5],
    ['5 less than 20', 15],
    ['3 subtracted from 10', 7],
    ['the square of 5 plus the cube of 2', 33],
    ['the result of 6*7', 42],
    ['multiply 3 by 4 plus 5', 17],
    ['add 5 to 3', 8],
    ['take 3 from 10', 7],
    ['subtract 3 and 4 from 10', 3],
    ['difference between the sum of 3 and 4 and the product of 2 and 5', 3],
    ['the sum of 3 and 4 times 2', 14],
    ['multiply the sum of 1 and 2 by 4', 12],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('percentages', () => {
  it.each<[string, Json]>([
    ['15% of 240', 36],
    ['thirty-five percent of two hundred', 70],
    ['50 + 10%', 55],
    ['100 - 5% - 5%', 90.25],
    ['what is 20% more than 50', 60],
    ['20% off 50', 40],
    ['add 20% to 150', 180],
    ['add 20% tax to 150', 180],
    ['twice the product of 6 and 7, minus 4 squared', 68],
    ['the sum of 1 and 2, times 3', 9],
    ['the product of 3, minus 4 and 5', -60],
    ['increase 80 by 25%', 100],
    ['reduce 90 by a third', 60],
    ['what percent of 50 is 10', 20],
    ['10 is what percent of 50', 20],
    ['percentage change from 50 to 60', 20],
    ['percent decrease from 60 to 45', 25],
    ['36 is 15% of what', 240],
    ['15% of what is 36', 240],
    ['0.25 as a percentage', '25%'],
    ['1/3 as a percentage to 1 decimal', '33.3%'],
    ['20% tip on 45', 9],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('lists', () => {
  it.each<[string, Json]>([
    ['sum of 1, 2 and 3', 6],
    ['add 1, 2, 3, 4 and 5', 15],
    ['the product of 6 and 7', 42],
    ['mean of 4, 8, 15, 16, 23, 42', 18],
    ['median of 4, 8, 15, 16, 23, 42', 15.5],
    ['mode of 1, 2, 2, 3', 2],
    ['mode of 1, 1, 2, 2', [1, 2]],
    ['min of 4, 8, 15', 4],
    ['max of 4, 8, 15', 15],
    ['range of 4, 8, 15, 16, 23, 42', 38],
    // Squares of the distances from 5: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 7 and over 8.
    ['variance of 2, 4, 4, 4, 5, 5, 7, 9', 32 / 7],
    ['standard deviation of 2, 4, 4, 4, 5, 5, 7, 9', 2.138089935299395],
    ['population standard deviation of 2, 4, 4, 4, 5, 5, 7, 9', 2],
    ['the mean and median of 4, 8, 15', [9, 8]],
    ['mean, median and mode of 1, 2, 2', [5 / 3, 2, 2]],
    ['geometric mean of 2 and 8', 4],
    ['gcd of 12 and 18', 6],
    ['lcm of 4, 6', 12],
    ['sum of 1 to 100', 5050],
    ['sum of the numbers from 1 to 100', 5050],
    ['sum of 1, 2, ..., 10', 55],
    ['sum of squares of 1, 2, 3', 14],
    ['sum of half of 10 and 5', 10],
    ['mean of 100,200,300', 200],
    ['sum of 1,000 and 2,000', 3000],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('units', () => {
  it.each<[string, Json]>([
    ['10 km in miles', '6.213711922 mi'],
    ['convert 100 F to C', '37.77777778 °C'],
    ['-40 °F in °C', '-40 °C'],
    ['5 ft + 3 in in cm', '160.02 cm'],
    ['5\'11" in cm', '180.34 cm'],
    ['3 hours and 20 minutes in minutes', '200 min'],
    ['mean of 2 hours and 30 minutes', '1.25 h'],
    ['1 gallon in liters', '3.785411784 L'],
    ['1 acre in m^2', '4046.8564224 m²'],
    ['60 mph * 2 hours', '120 mi'],
    ['100 km / 2 hours', '50 km/h'],
    ['10 km / 2 m', 5000],
    ['9.8 m/s^2 * 5 kg in newtons', '49 N'],
    ['square root of 16 m^2', '4 m'],
    ['mean of 20 C, 22 C and 24 C', '22 °C'],
    ['half a mile in meters', '804.672 m'],
    ['3/4 cup in ml', '177.441177375 mL'],
    ['how many seconds are in a day', '86400 s'],
    ['1 GiB in MB', '1073.741824 MB'],
    ['1 rad in degrees', '57.29577951°'],
    ['10 km in miles to 2 decimals', '6.21 mi'],
    ['15% of $240', '$36'],
    ['$1,200.50 + $3', '$1203.50'],
    ['$5 per hour * 8 hours', '$40'],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('rounding and form', () => {
  it.each<[string, Json]>([
    ['round 2.5', 3],
    ['round -2.5', -3],
    ['round up 3.2', 4],
    ['truncate -3.9', -3],
    ['round 3.14159 to 2 decimal places', 3.14],
    ['round 1234 to the nearest hundred', 1200],
    ['round 12.345 to the nearest cent', 12.35],
    ['round 17 to the nearest 5', 15],
    ['12345 to 2 significant figures', 12000],
    ['square root of 2 to 30 decimals', '1.41421356237309504880168872421'],
    ['100/7 to 20 decimals', '14.28571428571428571429'],
    ['15/20 as a fraction', '3/4'],
    ['3/8 as a decimal', 0.375],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('several statements', () => {
  it.each<[string, Json]>([
    ['Calculate 1+2 and 3+4', [3, 7]],
    ['1+2, 3+4; 5*6', [3, 7, 30]],
    ['1+2,3+4', [3, 7]],
    ['What is 1+2? What is 3+4?', [3, 7]],
    ['- 1+2\n- 3+4', [3, 7]],
    ['1+2\n(3+4)\n', [3, 7]],
    ['1 +\n2', 3],
    ['1. 2+3\n2. 4*5', [5, 20]],
    ['Calculate 1+2 and 3+4, then multiply the results', 21],
    ['add 3 and 4, then double it', 14],
    ['multiply 3 by 4 and add 5', 17],
    ['Add 3 and 4. Multiply the result by 2. Subtract 1.', 13],
    ['Add 10 and 20 and multiply the sum by 2', 60],
    ['Compute 3+4 and report the result', 7],
  ])('works out "%s"', async (instruction, result) => {
    expect(await calculate(instruction)).toEqual(result);
  });
});

describe('earlier results', () => {
  it.each<[string, Json[], Json]>([
    ['multiply the results', [3, 7], 21],
    ['Multiply both results together', [3, 7], 21],
    ['product of the two results', [3, 7], 21],
    ['add the results', [3, '7'], 10],
    ['add them up', [3, 7], 10],
    ['add both', [3, 7], 10],
    ['average of the results', [3, 7], 5],
    ['subtract the second result from the first', [3, 7], -4],
    ['the ratio of the first result to the second', [3, 6], 0.5],
    ['the result of step 1 times result 2', [3, 7], 21],
    ['Add 5 to the first result and multiply by the second', [3, 7], 56],
    ['sum the results and divide by 2', [3, 7], 5],
    ['add 5 to each result', [3, 7], [8, 12]],
    ['multiply the last two results', [2, 3, 7], 21],
    ['the larger of the results', [3, 7], 7],
    ['Using the results, compute the average', [3, 7], 5],
    ['double it', [21], 42],
    ['round it to 2 decimals', [2.34567], 2.35],
    ['multiply them', [[2, 3], 4], 24],
    ['double the second result', [[1, 2, 3]], 4],
    ['add the results', ['3 + 4 = 7', 'The total is **12**.'], 19],
    ['multiply by 7', [100 / 7], 100],
    ['200 + it', ['15%'], 230],
    ['the result in km', ['6.213711922 mi'], '10 km'],
    ['double it', ['$36'], '$72'],
    ['add 5 to the result', ['1267650600228229401496703205376'], '1267650600228229401496703205381'],
    ['subtract the cost from the revenue', [{ revenue: 100, cost: 40 }], 60],
    ['double it', [{ total: 42, other: 1 }], 84],
  ])('works out "%s" of %j', async (instruction, outputs, result) => {
    expect(await calculate(instruction, resultsOf(...outputs))).toEqual(result);
  });

  const sales: Json = {
    kind: 'table',
    title: 'Sales',
    columns: [
      { name: 'Region', type: 'text' },
      { name: 'Revenue', type: 'number', unit: '$' },
      { name: 'Units sold', type: 'number' },
    ],
    rows: [
      { Region: 'North', Revenue: 10.1, 'Units sold': 1 },
      { Region: 'South', Revenue: 20.2, 'Units sold': 3 },
      { Region: 'East', Revenue: null, 'Units sold': 5 },
    ],
    rowCount: 3,
    path: null,
    notes: [],
  };

  it.each<[string, Json]>([
    ['sum the revenue', 30.3],
    ['average of units sold', 3],
    ['total revenue divided by total units', 30.3 / 9],
    ['sum the "Units sold" column', 9],
  ])('takes columns of a table by name: "%s"', async (instruction, result) => {
    expect(await calculate(instruction, resultsOf(sales))).toBe(result);
  });

  it('takes the only numeric column of a table for the results', async () => {
    const table = {
      kind: 'table',
      title: 'T',
      columns: [{ name: 'n', type: 'number' }],
      rows: [{ n: 1 }, { n: 2 }],
      rowCount: 2,
      path: null,
      notes: [],
    };
    expect(await calculate('the mean of the results', resultsOf(table))).toBe(1.5);
  });

  it('does not sum up a table of which it sees a part', async () => {
    const part = { ...(sales as Record<string, Json>), rowCount: 2000, path: '/sales.csv' };
    await expect(calculate('sum the revenue', resultsOf(part))).rejects.toMatchObject({ code: 'unknown-name', kind: 'terminal-agent' });
  });

  it('knows "the sum" from the titles of tasks', async () => {
    const [sum, product] = resultsOf(7, 10);
    const dependencies = [
      { ...(sum as DependencyResult), title: 'Add 3 and 4' },
      { ...(product as DependencyResult), title: 'Multiply 2 by 5' },
    ];
    expect(await calculate('subtract the sum from the product', dependencies)).toBe(3);
  });
});

describe('what cannot be worked out', () => {
  it.each<[string, string, string]>([
    ['1/0', 'division-by-zero', 'division by zero: 1 / 0 at column 2 of "1/0": expected a divisor other than 0, received 0'],
    ['1 / (0.1 + 0.2 - 0.3)', 'division-by-zero', 'at column 3'],
    ['5 mod 0', 'division-by-zero', 'at column 3'],
    ['0^-1', 'division-by-zero', 'a negative power of 0'],
    ['10^10^10', 'too-large', '10 to the power of 10000000000 is too large at column 3 of "10^10^10": expected at most 10000 digits'],
    ['9^9^9^9', 'too-large', '9 to the power of 387420489'],
    ['(1/3)^999999999', 'too-large', 'at column 6'],
    ['99999999!', 'too-large', '99999999! is too large'],
    ['1e999999999', 'too-large', 'is too large at column 1'],
    ['exp(10^9)', 'too-large', 'e to the power of'],
    ['sum of 1 to 1000000000', 'too-large', 'expected at most 100000 numbers in a row, received 1000000000'],
    ['sqrt(-1)', 'not-a-real-number', 'expected a number of at least 0, received -1'],
    ['log of 0', 'not-a-real-number', 'expected a number above 0'],
    ['1.5!', 'not-arithmetic', 'expected a whole number of at least 0, received 1.5'],
    ['1 +', 'not-arithmetic', 'at column 4 of "1 +": expected a number, received the end'],
    ['1 + (', 'not-arithmetic', 'at column 6'],
    ['((1)', 'not-arithmetic', 'expected ")", received the end'],
    ['2x + 3', 'not-arithmetic', 'expected an operator or the end, received "x"'],
    ['3,5 + 1', 'not-arithmetic', 'expected a point for decimals, or a space after the comma'],
    ['2024-01-05 + 1', 'unknown-name', '2024-01-05'],
    ['5 kg in miles', 'not-arithmetic', 'expected a length, received a mass: 5 kg'],
    ['5 km + 3', 'not-arithmetic', 'expected a length, received 3 without a unit'],
    ['$5 in euros', 'not-arithmetic', 'exchange rates are not known here'],
    ['import("fs") in 3 m', 'not-arithmetic', 'at column 7'],
    ['constructor + __proto__', 'unknown-name', 'nothing is called "constructor"'],
    ['multiply the results', 'no-operands', 'expected numbers from earlier tasks, received none, as no task came before'],
    ['variance of 5', 'no-operands', 'expected at least two numbers, received 1'],
    [`${'('.repeat(1000)}1${')'.repeat(1000)}`, 'too-large', 'expected at most 100 levels'],
    ['-'.repeat(10_000), 'too-large', 'too deeply nested'],
    [`5${'!'.repeat(10_000)}`, 'too-large', 'too deeply nested'],
    ['log '.repeat(4000), 'too-large', 'too'],
    [Array(400).fill('3248!/3247!').join('*'), 'too-large', 'the result is too large'],
    [Array(2500).fill('3248!').join('+'), 'too-large', 'the calculation takes too long'],
    ['1+'.repeat(500_000), 'too-large', 'expected at most 20000 characters, received 1000000'],
    ['9'.repeat(15_000), 'too-large', 'expected at most 10000 digits'],
  ])('says of "%.40s" that it is %s', async (instruction, code, message) => {
    const kind = code === 'unknown-name' ? 'terminal-agent' : 'terminal-task';
    await expect(calculate(instruction)).rejects.toMatchObject({ code, kind, message: expect.stringContaining(message) });
  });

  it('lets no terminal escape of an instruction or an output into a message', async () => {
    const dependencies = resultsOf('\u001b[31m\u202eevil');
    const failure: unknown = await calculate('\u001b[2J 1', dependencies).catch((error: unknown) => error);
    expect(String(failure)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const other: unknown = await calculate('double it', dependencies).catch((error: unknown) => error);
    expect(String(other)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('does a sum of thousands of terms', async () => {
    expect(await calculate(`1${'+1'.repeat(9000)}`)).toBe(9001);
  });

  it('offers the column that was meant', async () => {
    await expect(calculate('sum the revneue', resultsOf([{ revenue: 1, cost: 2 }]))).rejects.toThrow(
      'expected one of the columns "revenue"',
    );
  });
});

describe('which tasks it takes', () => {
  it.each([
    'write a poem about 3 cats',
    'analyze revenue by region',
    'Fetch sales.csv',
    'Summarize the 5 reports',
    'Review and refine the report',
    'Add 3 slides to the deck',
    'Add both charts',
    'Combine the results',
    'Show the results',
    'Convert the report to PDF',
    'convert 3 files to pdf',
    'Divide the class into 4 groups',
    'Find the top 3 products by revenue',
    'Increase sales by 10%',
    'total revenue',
    'What is the capital of France?',
    'Find a product',
    'Compute 3+4 and write a report about it',
    '2024-01-05',
    'Chapter 3',
    '2024',
    '',
    'x '.repeat(20_000),
  ])('refuses "%.40s"', (instruction) => {
    expect(refusal(instruction)).toEqual(expect.any(String));
  });

  it.each([
    'multiply the results',
    'add both',
    'Calculate 1+2',
    'compute the average of the results',
    'compute the total',
    'double it',
    'divide the sum by 2',
    '10 km in miles',
    '1/0',
    '10^10^10',
    `${'('.repeat(1000)}1`,
  ])('takes "%.40s"', (instruction) => {
    expect(refusal(instruction)).toBeUndefined();
  });

  it('takes names of columns from a task that asks for math, and refuses that too when nothing can be computed', () => {
    expect(refusal('sum the revenue')).toEqual(expect.any(String));
    expect(refusal('sum the revenue', 'math')).toBeUndefined();
    expect(refusal('write a poem about 3 cats', 'math')).toEqual(expect.any(String));
    expect(refusal('analyze revenue by region', 'math')).toEqual(expect.any(String));
  });
});

it('does nothing for a task that has been cancelled', async () => {
  const cancelled = new AbortController();
  cancelled.abort(new Error('cancelled'));
  const work = { task: makeTask({ id: taskId('t'), instruction: '1+2' }), dependencies: [] } as unknown as Work;
  await expect(calculator.perform(work, { ...call, signal: cancelled.signal })).rejects.toThrow('cancelled');
});
