import { expect, it } from 'vitest';
import { deckOf } from './read-deck.ts';

it('guesses the layouts of a deck from elsewhere', () => {
  const deck = deckOf({
    kind: 'deck',
    title: 'Geese',
    slides: [
      { title: 'Geese', points: [], picture: null, notes: '' },
      { title: 'Agenda', points: ['a', 'b'], picture: null, notes: '' },
      { title: 'Flight', points: ['x'], picture: '/tmp/a.png', notes: 'n' },
      { title: 'Food', points: ['x'], picture: null, notes: '' },
      { title: 'Sources', points: ['1. x'], picture: null, notes: '' },
    ],
    sources: [],
    paths: [],
  });
  expect(deck?.slides.map(({ layout }) => layout)).toEqual(['cover', 'agenda', 'picture', 'points', 'sources']);
});

it('takes only those parts that make sense', () => {
  const deck = deckOf({
    kind: 'deck',
    title: 'T',
    slides: [
      {
        title: 'A',
        points: ['p', 4, null],
        picture: 'relative.png',
        notes: 7,
        layout: 'charts',
        charts: [{ labels: ['a'], series: [{ values: ['x'] }] }],
        callout: { figure: 5 },
      },
      {
        title: 'B',
        points: [],
        picture: null,
        notes: '',
        layout: 'charts',
        charts: [{ title: 'C', labels: ['a', 'b'], series: [{ name: 's', values: [1, 2] }] }],
      },
    ],
    tables: [{ header: ['h'], rows: [['c'], 5] }, 'no'],
    sources: 'none',
    paths: [],
  });
  expect(deck?.slides[0]).toMatchObject({ layout: 'points', points: ['p', '4'], picture: null, notes: '', charts: [], callout: null });
  expect(deck?.slides[1]).toMatchObject({ layout: 'charts', charts: [{ title: 'C', stacked: false, prefix: '' }] });
  expect(deck?.tables).toEqual([{ kind: 'table', caption: '', header: ['h'], numeric: [], rows: [['c']] }]);
});

it('is no deck without slides', () => {
  expect(deckOf({ kind: 'deck', title: 'T', slides: [], sources: [], paths: [] })).toBeUndefined();
  expect(deckOf('text')).toBeUndefined();
});
