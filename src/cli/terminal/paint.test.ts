import { expect, it } from 'vitest';
import { plain } from '../../report/paint.ts';
import { ansiPaint, paintFor } from './paint.ts';

it.each([
  [true, {}, ansiPaint],
  [false, {}, plain],
  [true, { NO_COLOR: '1' }, plain],
  [true, { NO_COLOR: '' }, ansiPaint],
  [true, { TERM: 'dumb' }, plain],
  [false, { FORCE_COLOR: '1' }, ansiPaint],
  [true, { FORCE_COLOR: '0' }, plain],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, ansiPaint],
])('a terminal: %j with %j', (isTerminal, environment, expected) => {
  expect(paintFor({ isTerminal, environment })).toBe(expected);
});
