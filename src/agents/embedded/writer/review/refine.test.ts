import { describe, expect, it } from 'vitest';
import type { Source } from '../../../../core/output.ts';
import { parseReport } from '../page/parse-report.ts';
import { printReport } from '../page/print-report.ts';
import { blockWords } from '../page/report-text.ts';
import { refineReport } from './refine.ts';

const source = (name: string): Source => ({ title: name, location: `https://example.org/${name}`, type: 'paper', date: null });

async function refine(markdown: string, sources: readonly Source[] = [source('a'), source('b')], maxWords?: number): Promise<string> {
  return printReport(await refineReport(await parseReport(markdown, 'Title', sources), { maxWords }));
}

describe('refineReport', () => {
  it('drops a sentence that an earlier section has said', async () => {
    const refined = await refine(
      '## One\n\nPrompt caching halves the cost of agents [1]. More here.\n\n## Two\n\nCaching of prompts halves the cost of agents [2]. Other matter stands here [2].',
    );
    expect(refined.match(/halves the cost/g)).toHaveLength(2); // once in the summary, once in the body
    expect(refined).toContain('Other matter stands here [2].');
    expect(refined).toContain('In review, 1 repeated statement was taken out.');
  });

  it('puts summary first and references last, whatever the order of the draft', async () => {
    const refined = await refine(
      '## References\n\n1. x\n\n## Body\n\nText of the body [1].\n\n## Key points\n\n- A point [1].\n\n## Second\n\nText of the second [2].',
    );
    expect([...refined.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Executive summary',
      'Body',
      'Second',
      'References',
    ]);
  });

  it('makes one of sections with the same heading', async () => {
    const refined = await refine(
      '## Cost\n\nFirst text about money.\n\n## Speed\n\nSecond text about time.\n\n## cost\n\nThird text about budgets.',
      [],
    );
    expect(refined).toMatch(/## Cost\n\nFirst text about money\.\n\nThird text about budgets\./);
    expect(refined.match(/^## cost$/gim)).toHaveLength(1);
  });

  it('makes a summary of cited statements when the draft has none', async () => {
    const refined = await refine('## One\n\nWe read ten papers [1]. Agents now write tests [1].\n\n## Two\n\nPrices fall every year [2].');
    expect(refined).toMatch(
      /## Executive summary\n\nThis report covers one and two\.\n\n- Agents now write tests \[1\]\.\n- Prices fall every year \[2\]\./,
    );
  });

  it('takes out citations that name no source and says so', async () => {
    const refined = await refine('## One\n\nAgents now write tests [7].\n\n## Two\n\nPrices fall every year [2].');
    expect(refined).toContain('Agents now write tests.');
    expect(refined).toContain('A citation of the draft (7) named no source and was taken out.');
    expect(refined).toContain('A source that nothing cites is not listed.');
    expect(refined).toContain('1. [b](<https://example.org/b>). Paper');
  });

  it('parts a long paragraph after a citation', async () => {
    const long = Array.from(
      { length: 12 },
      (_, index) =>
        `Statement number ${index} is told in words of its own kind. It has evidence ${index} beside it, which is told too [${(index % 2) + 1}].`,
    ).join(' ');
    const refined = await refine(`## One\n\n${long}`);
    const paragraphs = refined.split('\n\n').filter((part) => part.startsWith('Statement'));
    expect(paragraphs.length).toBeGreaterThan(1);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/\[[12]\]\.$/);
  });

  it('keeps to a number of words', async () => {
    const body = Array.from(
      { length: 5 },
      (_, section) =>
        `## Heading ${section}\n\n${Array.from({ length: 10 }, (_, index) => `Sentence ${index} of section ${section} speaks of thing${section}x${index}.`).join(' ')}`,
    ).join('\n\n');
    const report = await refineReport(await parseReport(body, 'T', []), { maxWords: 100 });
    const words = report.sections.reduce((sum, { blocks }) => sum + blocks.reduce((inner, block) => inner + blockWords(block), 0), 0);
    expect(words).toBeLessThanOrEqual(100);
    expect(words).toBeGreaterThan(60);
  });

  it('leaves code, quotations and tables alone', async () => {
    const markdown =
      '## One\n\nText.\n\n```\n[9] code\n```\n\n> A quotation.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n## Two\n\nMore text.';
    const refined = await refine(markdown, []);
    expect(refined).toContain('```\n[9] code\n```\n\n> A quotation.\n\n| a | b |');
  });
});
