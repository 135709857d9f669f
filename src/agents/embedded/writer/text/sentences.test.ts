import { expect, it } from 'vitest';
import { asSentence, leadingSentences, sentencesOf } from './sentences.ts';

it('parts a text into sentences', () => {
  expect(sentencesOf('Prices fall. Bills rise! Why?')).toEqual(['Prices fall.', 'Bills rise!', 'Why?']);
});

it('ends no sentence at an abbreviation, an initial or a decimal point', () => {
  expect(sentencesOf('Smith et al. show 3.5 points in Fig. 2. It costs less, e.g. half. J. Doe of the U.S. Navy agrees.')).toEqual([
    'Smith et al. show 3.5 points in Fig. 2.',
    'It costs less, e.g. half.',
    'J. Doe of the U.S. Navy agrees.',
  ]);
});

it('does not part bold type or code', () => {
  expect(sentencesOf('**Lead. More.** Text.')).toEqual(['**Lead. More.** Text.']);
  expect(sentencesOf('Call `a. B` now. Done.')).toEqual(['Call `a. B` now.', 'Done.']);
});

it('takes whole sentences up to a length, and cuts a single long one between words', () => {
  expect(leadingSentences('One two. Three four. Five six.', 22)).toBe('One two. Three four.');
  expect(leadingSentences('One two three four five.', 14)).toBe('One two three…');
});

it('closes a sentence that has no stop', () => {
  expect([asSentence('It works'), asSentence('Why?'), asSentence('so,'), asSentence('“Yes.”')]).toEqual([
    'It works.',
    'Why?',
    'so.',
    '“Yes.”',
  ]);
});
