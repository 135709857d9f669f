import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readNumberWords } from './number-words.ts';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** How people write a number below a quintillion. */
function inWords(value: bigint): string {
  for (const [name, size] of [
    ['quadrillion', 10n ** 15n],
    ['trillion', 10n ** 12n],
    ['billion', 10n ** 9n],
    ['million', 10n ** 6n],
    ['thousand', 1000n],
    ['hundred', 100n],
  ] as const) {
    if (value < size) continue;
    const rest = value % size;
    const joint = rest === 0n ? '' : rest < 100n ? ` and ${inWords(rest)}` : ` ${inWords(rest)}`;
    return `${inWords(value / size)} ${name}${joint}`;
  }
  if (value < 20n) return ONES[Number(value)] ?? '';
  const ones = value % 10n;
  return `${TENS[Number(value / 10n)]}${ones === 0n ? '' : ` ${ONES[Number(ones)]}`}`;
}

it('reads every number that is written in words', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (value) => {
      const words = inWords(value).split(' ');
      expect(readNumberWords(words)).toEqual({ numeral: String(value), length: words.length });
    }),
  );
});

it.each([
  ['twenty one two', '21', 2],
  ['five six', '5', 1],
  ['one hundred and two hundred', '100', 2],
  ['fifteen hundred', '1500', 2],
  ['a hundred and five', '105', 4],
  ['three point one four times', '3.14', 4],
  ['one and a half', '3/2', 4],
  ['two and three quarters', '11/4', 4],
  ['a dozen', '12', 2],
])('reads of "%s" the number %s', (words, numeral, length) => {
  expect(readNumberWords(words.split(' '))).toEqual({ numeral, length });
});

it.each(['and', 'hundred', 'a', 'half', 'point five', 'times'])('finds no number in "%s"', (words) => {
  expect(readNumberWords(words.split(' '))).toBeUndefined();
});
