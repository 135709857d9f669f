import { describe, expect, it } from 'vitest';
import { cutText, MAX_TOOL_CHARACTERS } from './tool-text.ts';

describe('cutText', () => {
  it('leaves short text as it is', () => {
    expect(cutText('short')).toBe('short');
    expect(cutText('x'.repeat(MAX_TOOL_CHARACTERS))).toHaveLength(MAX_TOOL_CHARACTERS);
  });

  it('keeps the start and the end of ten megabytes, and says what is missing', () => {
    const cut = cutText(`start${'x'.repeat(10_000_000)}end`);
    expect(cut.length).toBeLessThan(MAX_TOOL_CHARACTERS + 100);
    expect(cut).toMatch(/^startx+\n\[\.\.\. 9960008 characters left out: the whole has 10000008 \.\.\.\]\nx+end$/);
  });

  it('never leaves half a character', () => {
    for (const most of [100, 101]) expect(cutText('😀'.repeat(1000), most).isWellFormed()).toBe(true);
  });
});
