import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { describe, expect, it } from 'vitest';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';

const report = (over: Partial<Report>): Report => ({ title: 'Title', subtitle: '', sections: [], sources: [], ...over });
const body = (text: string) => [{ heading: 'H', role: 'body', blocks: [{ kind: 'paragraph', text }] }] as const;

describe('reportHtml', () => {
  it('needs nothing from outside and runs nothing', async () => {
    const html = await reportHtml(report({ sections: body('Text.') }), []);
    expect(html).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(parse(html).querySelectorAll('script, link, iframe, object, embed')).toEqual([]);
  });

  it('prints tags as text, follows no script and loads no picture from afar', async () => {
    const html = await reportHtml(
      report({
        title: '</title><script>alert(0)</script>',
        subtitle: '<b>',
        sections: [
          ...body('<script>alert(1)</script> [x](javascript:alert(2)) ![y](https://tracker.example/z.png) [ok](https://example.org)'),
          {
            heading: '<img src=x onerror=alert(3)>',
            role: 'body',
            blocks: [{ kind: 'other', markdown: '> <svg onload=alert(4)>\n\n```html\n<script>alert(5)</script>\n```' }],
          },
        ],
      }),
      [],
    );
    const page = parse(html);
    expect(page.querySelectorAll('script, img, svg')).toEqual([]);
    expect(
      page
        .querySelectorAll('a')
        .map((link) => link.getAttribute('href'))
        .filter((href) => href?.startsWith('#') === false),
    ).toEqual(['https://example.org']);
    expect(page.querySelector('h1')?.text).toBe('</title><script>alert(0)</script>');
    expect(html).not.toMatch(/<[^>]+\son\w+\s*=/);
  });

  it('links each citation to its reference and no other bracket', async () => {
    const sources = [{ title: 'S', location: 'https://example.org', type: 'paper', date: '2026-01-02' }];
    const html = await reportHtml(
      report({
        sections: [...body('Known [1], unknown [2], escaped \\[1\\].'), { heading: 'References', role: 'references', blocks: [] }],
        sources,
      }),
      [],
    );
    const page = parse(html);
    expect(page.querySelectorAll('.cite a').map((link) => link.getAttribute('href'))).toEqual(['#ref-1']);
    expect(page.querySelector('#ref-1')?.text).toBe('SPaper, 2026-01-02 · example.org');
    expect(page.querySelector('p')?.text).toBe('Known[1], unknown [2], escaped [1].');
  });

  it('draws a table of numbers and keeps its rows', async () => {
    const table = {
      kind: 'table',
      caption: 'Counts',
      header: ['A', 'N'],
      numeric: [false, true],
      rows: [
        ['x', '1'],
        ['y', '2'],
      ],
    } as const;
    const page = parse(await reportHtml(report({ sections: [{ heading: 'H', role: 'body', blocks: [table] }] }), []));
    expect(page.querySelectorAll('figure svg')).toHaveLength(1);
    expect(page.querySelectorAll('details td').map((cell) => cell.text)).toEqual(['x', '1', 'y', '2']);
    // On paper nothing can be opened.
    expect(page.querySelector('style')?.text).toMatch(/@media print\{.*details::details-content\{content-visibility:visible\}/);
  });

  it('takes pictures in by what they are, not by their name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'html-'));
    try {
      const secret = join(folder, 'picture.png');
      const svg = join(folder, 'picture.txt');
      await writeFile(secret, 'root:x:0:0');
      await writeFile(svg, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>');
      const picture = (path: string) => ({ kind: 'picture', path, caption: 'P' }) as const;
      const html = await reportHtml(
        report({ sections: [{ heading: 'H', role: 'body', blocks: [picture(secret), picture(svg), picture('relative.png')] }] }),
        [],
      );
      expect(
        parse(html)
          .querySelectorAll('img')
          .map((image) => image.getAttribute('src')?.slice(0, 26)),
      ).toEqual(['data:image/svg+xml;base64,']);
      expect(html).not.toContain(Buffer.from('root:x:0:0').toString('base64'));
      expect(html.match(/picture not available/g)).toHaveLength(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
