import { describe, expect, it } from 'vitest';
import { documentSummary } from './document-summary.ts';

describe('documentSummary', () => {
  it('is the section called a summary, wherever it stands', () => {
    expect(documentSummary('# T\n\nIntro.\n\n## 1. Executive Summary\n\nOne.\n\nTwo.\n\n## Rest\n\nThree.')).toBe('One.\n\nTwo.');
  });

  it('is the first paragraphs when there is no summary', () => {
    expect(documentSummary('# T\n\nOne\nline.\n\nTwo.')).toBe('One line.\n\nTwo.');
    const long = 'x'.repeat(500);
    expect(documentSummary(`${long}\n\n${long}`)).toBe(long);
  });

  it('keeps lists, and drops pictures, code, tables, rules and marks', () => {
    const markdown = [
      '![chart](/a.png)',
      '',
      '```js',
      '# not a heading',
      '```',
      '| a | b |',
      '|---|---|',
      '---',
      'See [the **paper**](https://x.org) and `code` \\[1\\].',
      '',
      '- first',
      '- second',
      '  goes on',
    ].join('\n');
    expect(documentSummary(markdown)).toBe('See the paper and code [1].\n\n- first\n- second goes on');
  });

  it('knows underlined headings', () => {
    expect(documentSummary('Title\n=====\n\nSummary\n-------\n\nThe gist.\n\nMore\n----\n\nNo.')).toBe('The gist.');
  });

  it('cuts a very long paragraph after a sentence', () => {
    const text = `${'A sentence. '.repeat(200)}`;
    const summary = documentSummary(text);
    expect(summary.length).toBeLessThanOrEqual(1500);
    expect(summary).toMatch(/A sentence\.$/);
  });

  it('is empty for a text without paragraphs', () => {
    expect(documentSummary('# Only\n\n## Headings\n')).toBe('');
  });

  it('is quick for text made to be slow', () => {
    for (const hostile of ['**'.repeat(100_000), '`a'.repeat(100_000), '[x]('.repeat(50_000), `${'- '.repeat(100_000)}x`])
      documentSummary(hostile);
  });
});
