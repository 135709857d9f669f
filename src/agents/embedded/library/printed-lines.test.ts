import { expect, it } from 'vitest';
import { type PrintedLine, paragraphsOf } from './printed-lines.ts';

/** Lines from the top of a page down, 12 points apart; an empty one leaves a gap. */
function page(number: number, ...lines: readonly (string | readonly [string, number])[]): PrintedLine[] {
  return lines.flatMap((line, index) => {
    const [text, size] = typeof line === 'string' ? [line, 10] : line;
    return text === '' ? [] : [{ text, size, top: 700 - 12 * index, page: number }];
  });
}

it('makes headings of larger letters and joins the lines of a paragraph, divided words included', () => {
  const lines = page(
    1,
    ['Birds of the lake', 18],
    '',
    'Geese fly south in autumn, when the lake be-',
    'gins to freeze.',
    '',
    'Swans stay on the lake.',
  );
  expect(paragraphsOf(lines)).toEqual([
    { kind: 'heading', text: 'Birds of the lake' },
    { kind: 'paragraph', text: 'Geese fly south in autumn, when the lake begins to freeze.' },
    { kind: 'paragraph', text: 'Swans stay on the lake.' },
  ]);
});

it('drops what runs along the edges of pages, and goes on across them', () => {
  const lines = ['one', 'two', 'three', 'four'].flatMap((name, index) =>
    page(
      index + 1,
      'Journal of Geese',
      `The text of page ${name} begins here and goes`,
      'on over this line until',
      `it comes to the foot of page ${name}, which`,
      `Page ${index + 1} of 4`,
    ),
  );
  const text = paragraphsOf(lines)
    .map((block) => block.text)
    .join(' ');
  expect(text).not.toContain('Journal');
  expect(text).not.toContain('of 4');
  expect(text).toContain('foot of page one, which The text of page two');
});

it('reads bullets as items', () => {
  expect(paragraphsOf(page(1, 'Geese eat two things:', '• grass from the meadow,', '• plants from the lake.')).slice(1)).toEqual([
    { kind: 'item', text: 'grass from the meadow,' },
    { kind: 'item', text: 'plants from the lake.' },
  ]);
});

it('makes nothing of nothing', () => {
  expect(paragraphsOf([])).toEqual([]);
});
