import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyStrike, withoutKey } from './struck-key.ts';

const KEY = 'sk-abcabd';

function told(pieces: readonly string[], key: string | undefined = KEY): string {
  const strike = new KeyStrike(key);
  return pieces.map((piece) => strike.take(piece)).join('') + strike.rest();
}

it('takes a key out of a text wherever it is cut', () => {
  const text = `é${KEY}-${KEY.slice(0, 6)}${KEY}🜲 sk-abc`;
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      expect(told([text.slice(0, first), text.slice(first, second), text.slice(second)])).toBe('é(key)-sk-abc(key)🜲 sk-abc');
    }
  }
});

it('leaves everything else as it is, and holds back no more than the beginning of a key', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('s', 'k', '-', 'a', 'b', 'c', 'x') }));
  fc.assert(
    fc.property(pieces, (given) => {
      expect(told(given)).toBe(given.join('').replaceAll(KEY, '(key)'));
    }),
  );
  const strike = new KeyStrike(KEY);
  expect([strike.take('a task'), strike.take('x'), strike.take('s'), strike.rest()]).toEqual(['a task'.slice(0, -2), 'skx', '', 's']);
  expect(told(['short'], 'sho')).toBe('short');
  expect(told(['none'], undefined)).toBe('none');
});

it('takes it out of the input of a tool', () => {
  expect(withoutKey({ path: 'x', lines: [`key: ${KEY}!`], n: 1 }, KEY)).toEqual({ path: 'x', lines: ['key: (key)!'], n: 1 });
  expect(withoutKey('a "quoted" \\ one: a"b\\cdef', 'a"b\\cdef')).toBe('a "quoted" \\ one: (key)');
  expect(withoutKey(undefined, KEY)).toBeUndefined();
  const input = { a: 1 };
  expect(withoutKey(input, KEY)).toBe(input);
});
