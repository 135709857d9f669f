import * as fc from 'fast-check';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { cleanLine } from './clean-text.ts';
import { escapeHtml, escapeMarkdown, safeHref } from './escape.ts';

const marked = new Marked({ gfm: true, async: false });

describe('escapeMarkdown', () => {
  it('prints as it reads, whatever the text', () => {
    const piece = fc.constantFrom(
      '<b>',
      '[a](b)',
      '![a](b)',
      '`',
      '**',
      '_x_',
      '~~',
      '|',
      '# ',
      '- ',
      '1. ',
      '&amp;',
      '&#60;',
      '\\',
      '<https://a.b>',
      'https://a.b/c',
      'www.a.b',
      'a@b.c',
      '[1]',
      '===',
      '+ ',
      '> ',
      '^',
      '!',
      ':',
      'word',
      ' ',
      '"',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = cleanLine(pieces.join(''));
        const html = marked.parse(escapeMarkdown(text)) as string;
        expect(html.trim()).toBe(text === '' ? '' : `<p>${escapeHtml(text)}</p>`);
      }),
    );
  });
});

describe('safeHref', () => {
  it('follows web pages, mail and files only', () => {
    expect(safeHref('https://example.org/a?b=1')).toBe('https://example.org/a?b=1');
    expect(safeHref('/data/a b#1.md')).toBe('file:///data/a%20b%231.md');
    expect(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'relative/path', '', ' https://x'].map(safeHref)).toEqual(
      Array(6).fill(undefined),
    );
  });

  it('lets no quote or angle bracket out of an attribute', () => {
    expect(safeHref('https://a.b/"><script>')).toBe('https://a.b/%22%3e%3cscript%3e');
  });
});
