import { expect, it } from 'vitest';
import { isoDateIn } from './text-date.ts';

it.each([
  ['2026-04-14', '2026-04-14'],
  ['2026-04-14T10:00:00Z', '2026-04-14'],
  ['Summary of a study, 14 April 2026', '2026-04-14'],
  ['on the 1st Sept. 2025, and 2 May 2026', '2025-09-01'],
  ['April 3rd, 2026', '2026-04-03'],
  ['31 February 2026', null],
  ['2026-13-01', null],
  ['version 1.2.3 of May', null],
  [undefined, null],
])('reads the date of %j', (text, date) => {
  expect(isoDateIn(text)).toBe(date);
});
