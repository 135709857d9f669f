import { expect, it } from 'vitest';
import { keyFigureOf } from './key-figure.ts';

it('shows a share large, with its sentence and its citation', () => {
  expect(keyFigureOf('Agents grow. They now open 19 percent of all pull requests [3].', ['Agents grow [3]'])).toEqual({
    figure: '19%',
    text: 'They now open 19% of all pull requests [3]',
  });
});

it('shows both ends of a change, and of a range', () => {
  expect(keyFigureOf('The share rose from 4 percent to 19 percent in a year.', [])?.figure).toBe('4 → 19%');
  expect(keyFigureOf('The reported savings range from 40 to 70 percent.', [])?.figure).toBe('40–70%');
  expect(keyFigureOf('Inference takes 60 to 70 percent of the power.', [])?.figure).toBe('60–70%');
});

it('repeats no point', () => {
  expect(keyFigureOf('They now open 19 percent of all pull requests [3].', ['They now open 19% of all pull requests [3]'])).toBeUndefined();
});

it('passes over sentences without a telling number', () => {
  expect(keyFigureOf('There are 3 kinds of geese. In 2024 they flew south.', [])).toBeUndefined();
});
