import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { readInstruction } from './read-instruction.ts';
import { ASKING, FUNCTIONS, INFIX, LEAD_INS, STATISTICS, TRAILERS } from './vocabulary.ts';

const SCRAPS = [
  ...'1 2.5 1,000 3/4 1½ 10th + - * / ^ ( ) [ ] | % ! = , ; . … ? x ² √ $ € " \' °C ÷ −'.split(' '),
  ...'of the a results it result second first 2 sum half and then add by third to in km miles per squared e pi between from percent what is not nearest decimals'.split(
    ' ',
  ),
  ...'multiply divide subtract increase round convert double twelve hundred point million dozen revenue all both each up'.split(' '),
  ...[
    ...INFIX.map(({ phrase }) => phrase),
    ...[...STATISTICS, ...FUNCTIONS].map(([phrase]) => phrase),
    ...ASKING,
    ...LEAD_INS,
    ...TRAILERS,
  ],
];

it('ends with a program or a fault that names a place, whatever it is given', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SCRAPS), { maxLength: 24 }), fc.constantFrom(' ', ''), (scraps, space) => {
      const text = scraps.join(space);
      try {
        expect(readInstruction(text).statements.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        expect((error as Fault).complaint.column).toBeGreaterThanOrEqual(1);
        expect((error as Fault).complaint.column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 3000 },
  );
});

it('ends so for any characters at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      try {
        readInstruction(text);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['1 + banana bread', ['banana bread'], true],
  ['sum the "net revenue"', ['net revenue'], true],
  ['the invoice', ['invoice'], false],
])('finds in "%s" the names %j', (instruction, names, computes) => {
  expect(readInstruction(instruction)).toMatchObject({ names, computes });
});
