import { expect, it } from 'vitest';
import { parseReport } from './parse-report.ts';
import { printReport } from './print-report.ts';

const MARKDOWN = `# Title

*A subtitle*

Before the first heading.

## Summary

- one [1]
- two

## Body

A paragraph with **bold** and \`a < b\` [1].

### Deeper

1. first
2. second

**Caption**

| Name | Count |
| --- | ---: |
| x \\| y | 3 |

![A picture](/tmp/a%20b.png)

\`\`\`js
if (a < b) alert('<b>');
\`\`\`

> quoted

## What is missing

- nothing

## References

1. Someone's list
`;

const SOURCES = [{ title: 'S', location: 'https://example.org', type: 'paper', date: null }];

it('reads sections with their roles and blocks', async () => {
  const report = await parseReport(MARKDOWN, 'Other', SOURCES);
  expect(report).toMatchObject({ title: 'Title', subtitle: 'A subtitle' });
  expect(report.sections.map(({ heading, role }) => [heading, role])).toEqual([
    ['', 'body'],
    ['Summary', 'summary'],
    ['Body', 'body'],
    ['What is missing', 'gaps'],
    ['References', 'references'],
  ]);
  expect(report.sections[2]?.blocks.map(({ kind }) => kind)).toEqual([
    'paragraph',
    'subheading',
    'list',
    'table',
    'picture',
    'other',
    'other',
  ]);
  expect(report.sections[2]?.blocks[3]).toMatchObject({
    caption: 'Caption',
    header: ['Name', 'Count'],
    numeric: [false, true],
    rows: [['x \\| y', '3']],
  });
  expect(report.sections[2]?.blocks[4]).toMatchObject({ path: '/tmp/a b.png', caption: 'A picture' });
  expect(report.sections[4]?.blocks).toEqual([]);
});

it('reads what it prints', async () => {
  const report = await parseReport(MARKDOWN, 'Other', SOURCES);
  expect(await parseReport(printReport(report), 'Other', SOURCES)).toEqual(report);
});

it('turns tags into text everywhere but in code', async () => {
  const report = await parseReport(
    '<script>alert(1)</script>\n\nText <img src=x onerror=alert(2)> and `<b>`.\n\n- <b>x</b>\n\n> <i>y</i>',
    'T',
    [],
  );
  const printed = printReport(report);
  expect(printed).toContain('\\<script\\>alert(1)\\</script\\>');
  expect(printed).toContain('Text \\<img src=x onerror=alert(2)> and `<b>`.');
  expect(printed).toContain('- \\<b>x\\</b>');
  expect(printed).toContain('> \\<i>y\\</i>');
});

it('takes a text without headings for one section', async () => {
  expect(await parseReport('Just a line.', 'Given', [])).toMatchObject({
    title: 'Given',
    sections: [{ heading: '', blocks: [{ kind: 'paragraph', text: 'Just a line.' }] }],
  });
});
