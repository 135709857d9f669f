import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DependencyResult } from '../../../../core/agent.ts';
import { taskId } from '../../../../core/ids.ts';
import type { Json } from '../../../../core/json.ts';
import { Fault } from '../fault.ts';
import { readInstruction } from '../language/read-instruction.ts';
import { calculate } from './calculate.ts';

const workedOut = (text: string, ...outputs: Json[]): Promise<Json> =>
  calculate(
    readInstruction(text),
    outputs.map((output, index): DependencyResult => ({ task: taskId(`d${index}`), title: `Task ${index}`, output, artifacts: [] })),
  );

/** A fraction of whole numbers, in lowest terms, with a denominator above 0. */
type Ratio = readonly [above: bigint, below: bigint];

function ratio(above: bigint, below: bigint): Ratio {
  const divisor = gcd(above < 0n ? -above : above, below < 0n ? -below : below) * (below < 0n ? -1n : 1n);
  return [above / divisor, below / divisor];
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const printedRatio = ([above, below]: Ratio): string => (below === 1n ? String(above) : `${above}/${below}`);

interface Expected {
  readonly text: string;
  /** Absent where something is divided by zero. */
  readonly value: Ratio | undefined;
}

const OPERATIONS: readonly ((a: Expected, b: Expected) => Expected)[] = [
  (a, b) => ({
    text: `(${a.text} + ${b.text})`,
    value: a.value && b.value && ratio(a.value[0] * b.value[1] + b.value[0] * a.value[1], a.value[1] * b.value[1]),
  }),
  (a, b) => ({
    text: `(${a.text} minus ${b.text})`,
    value: a.value && b.value && ratio(a.value[0] * b.value[1] - b.value[0] * a.value[1], a.value[1] * b.value[1]),
  }),
  (a, b) => ({ text: `(${a.text} × ${b.text})`, value: a.value && b.value && ratio(a.value[0] * b.value[0], a.value[1] * b.value[1]) }),
  (a, b) => ({
    text: `(${a.text} divided by ${b.text})`,
    value: a.value && b.value && b.value[0] !== 0n ? ratio(a.value[0] * b.value[1], a.value[1] * b.value[0]) : undefined,
  }),
];

const leaf = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map((value): Expected => ({ text: String(value), value: [value, 1n] })),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.integer({ min: 1, max: 9 })).map(([digits, places]): Expected => {
    const text = String(digits).padStart(places + 1, '0');
    return { text: `${text.slice(0, -places)}.${text.slice(-places)}`, value: ratio(digits, 10n ** BigInt(places)) };
  }),
  fc.bigInt({ min: 1n, max: 999n }).map((value): Expected => ({ text: `(-${value})`, value: [-value, 1n] })),
);

const { expression } = fc.letrec<{ expression: Expected; branch: Expected }>((tie) => ({
  expression: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, leaf, tie('branch')),
  branch: fc.tuple(fc.constantFrom(...OPERATIONS), tie('expression'), tie('expression')).map(([operation, a, b]) => operation(a, b)),
}));

describe('exactness', () => {
  it('works out sums, products and quotients as rational arithmetic does', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async ({ text, value }) => {
        const result = workedOut(`(${text}) as a fraction`);
        if (value === undefined) await expect(result).rejects.toMatchObject({ code: 'division-by-zero' });
        else expect(await result).toBe(printedRatio(value));
      }),
      { numRuns: 300 },
    );
  });

  it('raises whole numbers to whole powers exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -999n, max: 999n }), fc.integer({ min: 0, max: 300 }), async (base, exponent) => {
        expect(String(await workedOut(`(${base})^${exponent}`))).toBe(String(base ** BigInt(exponent)));
      }),
    );
  });

  it('finds every root that comes out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: 2, max: 9 }), async (root, degree) => {
        expect(String(await workedOut(`${degree}th root of ${root ** BigInt(degree)}`))).toBe(String(root));
      }),
    );
  });

  it('gives square roots to the last of many digits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 2n, max: 10n ** 12n }), async (square) => {
        const digits = String(await workedOut(`square root of ${square} rounded down to 40 decimals`));
        const [whole = '', decimals = ''] = digits.split('.');
        const scaled = BigInt(whole + decimals.padEnd(40, '0'));
        const target = square * 10n ** 80n;
        expect(scaled ** 2n <= target && (scaled + 1n) ** 2n > target).toBe(true);
      }),
    );
  });

  it('keeps the law of division with remainder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt(), fc.bigInt(), async (a, b) => {
        fc.pre(b !== 0n);
        const remainder = BigInt(String(await workedOut(`(${a}) mod (${b})`)));
        expect((a - remainder) % b).toBe(0n);
        expect(b > 0n ? remainder >= 0n && remainder < b : remainder <= 0n && remainder > b).toBe(true);
      }),
    );
  });

  it('sums, averages and orders lists as a person would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }), async (list) => {
        const sorted = list.toSorted((a, b) => a - b);
        const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
        const sum = list.reduce((total, one) => total + one, 0);
        const median = ((sorted[(list.length - 1) >> 1] ?? 0) + (sorted[list.length >> 1] ?? 0)) / 2;
        expect(await workedOut('sum, mean, median, min, max and range of the results', list)).toEqual([
          sum,
          sum / list.length + 0,
          median + 0,
          least,
          most,
          most - least,
        ]);
      }),
    );
  });

  it('prints a number as a number only when that says it exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 25 }), async (digits, places) => {
        const result = await workedOut(`(${digits}) / 10^${places}`);
        const exact = await workedOut(`(${digits}) / 10^${places} as a fraction`);
        expect(await workedOut('it as a fraction', typeof result === 'number' ? String(result) : result)).toBe(exact);
      }),
    );
  });

  it('shows what was worked out from rounded numbers without their error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }), async (a, b) => {
        const quotient = await workedOut(`${a} / ${b}`);
        // One quotient in a thousand that never ends looks as if it did.
        fc.pre(!/\d{6,}/.test(String(quotient)) || String(quotient).replace(/\D/g, '').replace(/^0+/, '').length >= 14);
        expect(await workedOut(`multiply it by ${b}`, quotient)).toBe(a);
      }),
    );
  });
});

describe('units', () => {
  const lengths = ['m', 'km', 'cm', 'in', 'ft', 'yd', 'mi', 'nmi'];

  it('come back from a conversion as they went', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10 ** 6 }),
        fc.constantFrom(...lengths),
        fc.constantFrom(...lengths),
        async (count, from, to) => {
          expect(await workedOut(`((${count} ${from}) to ${to}) to ${from}`)).toBe(`${count} ${from}`);
        },
      ),
    );
  });

  it('are known by every name, with and without a prefix', async () => {
    for (const [written, symbol] of Object.entries({
      kilometers: 'km',
      KM: 'km',
      µm: 'µm',
      micrometres: 'µm',
      feet: 'ft',
      'square feet': 'ft²',
      m2: 'm²',
      'cubic meters': 'm³',
      'miles per hour': 'mph',
      mph: 'mph',
      'fl oz': 'fl oz',
      'kilowatt hours': 'kWh',
      'degrees celsius': '°C',
      'degrees F': '°F',
      mb: 'MB',
      Mb: 'Mbit',
      ml: 'mL',
      lbs: 'lb',
      hrs: 'h',
      'light years': 'ly',
    })) {
      expect(await workedOut(`2 ${written} * 1`)).toBe(`2 ${symbol}`);
    }
  });
});

it('ends in a result or a fault for whatever can be read, of whatever came before', async () => {
  const scraps = fc.array(
    fc.constantFrom(
      '1',
      '2.5',
      '0',
      '9',
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
      'the results',
      'it',
      'sum of',
      'half',
      'and',
      ',',
      'then',
      'add',
      'by',
      'to',
      'in',
      'km',
      '$',
      'squared',
      'square root of',
      'mean',
      'the first',
      'ln',
      'as a fraction',
      'to 2 decimals',
      'double',
      'revenue',
      '°C',
    ),
    { maxLength: 12 },
  );
  const outputs = fc.array(
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
      fc.constantFrom<Json>(3, '7', '5 km', '15%', [1, 2], { revenue: 4 }, '1e400', ''),
    ),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(scraps, outputs, async (words, before) => {
      try {
        const result = await workedOut(words.join(' '), ...before);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 3000 },
  );
});
