import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_POINT_CHARS, shortPoint } from './short-point.ts';

describe('shortPoint', () => {
  it('takes the first sentence, without its stop', () => {
    expect(shortPoint('Prices per token keep falling. Bills keep rising.')).toBe('Prices per token keep falling');
  });

  it('drops who says it, and what stands in brackets', () => {
    expect(shortPoint('However, the authors find that caching (see Table 3) halves the cost of long sessions.')).toBe(
      'Caching halves the cost of long sessions',
    );
  });

  it('keeps the name of the group without a name', () => {
    expect(shortPoint('Revenue: highest for North at $300 (75% of all), lowest for (blank) at $2.')).toBe(
      'Revenue: highest for North at $300, lowest for (blank) at $2',
    );
  });

  it('drops an aside of a long sentence', () => {
    expect(
      shortPoint(
        'Video understanding is limited by its cost in tokens and in time, because one minute of video uses as many tokens as a short book.',
      ),
    ).toBe('Video understanding is limited by its cost in tokens and in time');
  });

  it('keeps what turns the meaning round', () => {
    const sentence = 'The median time to write a change fell by 45 percent, but the median time to merge it fell by only 9 percent';
    expect(shortPoint(`${sentence}.`)).toBe(sentence.replaceAll(' percent', '%'));
  });

  it('does not stop at the past when the news comes after', () => {
    expect(
      shortPoint(
        'Two years ago a handful of employers tested their systems with hostile prompts; today most of them do, and about half publish.',
      ),
    ).toContain('today most of them do');
  });

  it('does not cut a list', () => {
    expect(
      shortPoint(
        'The routers were compared on accuracy, latency, price and ease of use by four teams in three countries over half a year.',
      ),
    ).toContain('accuracy, latency, price and ease of use');
  });

  it('leaves an abbreviation its stop', () => {
    expect(shortPoint('The first such scale was drawn up by Porter et al.')).toBe('The first such scale was drawn up by Porter et al.');
  });

  it('is never longer than the limit and ends with a whole word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12},?$/), { minLength: 1, maxLength: 80 }), (words) => {
        const point = shortPoint(`${words.join(' ')}.`);
        expect(point.length).toBeLessThanOrEqual(MAX_POINT_CHARS);
        // The stop of an abbreviation, such as `etc.`, stays.
        const last = point.replace(/[….]$/, '').split(' ').at(-1)?.toLowerCase() ?? '';
        expect(words.map((word) => word.replace(/,$/, ''))).toContain(last);
      }),
    );
  });
});
