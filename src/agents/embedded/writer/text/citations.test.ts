import { describe, expect, it } from 'vitest';
import type { Source } from '../../../../core/output.ts';
import type { Report } from '../page/report.ts';
import { checkCitations, citedIn, replaceCitations, withoutCitations } from './citations.ts';

const source = (location: string): Source => ({ title: location, location, type: 'paper', date: null });

const reportOf = (texts: readonly string[], sources: readonly Source[]): Report => ({
  title: 'T',
  subtitle: '',
  sections: [{ heading: 'S', role: 'body', blocks: texts.map((text) => ({ kind: 'paragraph', text })) }],
  sources,
});

const textsOf = ({ sections }: Report): string[] =>
  sections.flatMap(({ blocks }) => blocks.map((block) => (block.kind === 'paragraph' ? block.text : '')));

it('reads single numbers, lists and ranges', () => {
  expect(citedIn('One [2]. Two [1, 3]; three [4-6].')).toEqual([2, 1, 3, 4, 5, 6]);
});

it('passes over links, pictures, code and escaped brackets', () => {
  expect(citedIn('[1](x) ![2](y) `a[3]` \\[4\\] [5]: z')).toEqual([]);
});

it('takes citations out with the space before them', () => {
  expect(withoutCitations('Prices fall [1], bills rise [2, 3].')).toBe('Prices fall, bills rise.');
});

it('keeps the space before a replaced citation', () => {
  expect(replaceCitations('Fall [1].', ([number]) => `[${(number ?? 0) + 1}]`)).toBe('Fall [2].');
});

describe('checkCitations', () => {
  it('numbers by first appearance and lists only what is cited', () => {
    const { report, uncited } = checkCitations(reportOf(['A [3]. B [1].', 'C [3].'], [source('/a'), source('/b'), source('/c')]));
    expect(textsOf(report)).toEqual(['A [1]. B [2].', 'C [1].']);
    expect(report.sources.map(({ location }) => location)).toEqual(['/c', '/a']);
    expect(uncited).toBe(1);
  });

  it('drops numbers that name no source and says which', () => {
    const { report, unresolved } = checkCitations(reportOf(['A [1, 9]. B [7].'], [source('/a')]));
    expect(textsOf(report)).toEqual(['A [1]. B.']);
    expect(unresolved).toEqual([7, 9]);
  });

  it('makes one of a source that is listed twice', () => {
    const { report } = checkCitations(reportOf(['A [1]. B [2].'], [source('/a'), source('/a')]));
    expect(textsOf(report)).toEqual(['A [1]. B [1].']);
    expect(report.sources).toHaveLength(1);
  });

  it('leaves a report without sources as it is', () => {
    expect(textsOf(checkCitations(reportOf(['See [1].'], [])).report)).toEqual(['See [1].']);
  });
});
