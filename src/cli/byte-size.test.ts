import { expect, it } from 'vitest';
import { byteText, parseByteSize } from './byte-size.ts';

it.each([
  ['0', 0],
  ['812', 812],
  ['500MB', 500_000_000],
  ['1.5 GiB', 1_610_612_736],
  [' 2kb ', 2000],
])('%j is %i bytes', (text, bytes) => {
  expect(parseByteSize(text, '--max-size')).toBe(bytes);
});

it.each(['', 'much', '-1', '5 parsecs', 'MB'])('refuses %j', (text) => {
  expect(() => parseByteSize(text, '--max-size')).toThrow(/--max-size: expected an amount of storage/);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [3_400_000, '3.4 MB'],
  [12_000_000_000_000, '12000.0 GB'],
])('%i bytes are %j', (bytes, text) => {
  expect(byteText(bytes)).toBe(text);
});
