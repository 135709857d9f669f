import type { Source } from '../../../../core/output.ts';
import { escapeHtml, safeHref } from '../text/escape.ts';
import { barChartSvg } from './bar-chart.ts';
import { dataUri, readImage } from './image-file.ts';
import { inlineHtml, type MarkdownToHtml } from './markdown-html.ts';
import { chartDataOf } from './number-table.ts';
import { describeSource } from './print-report.ts';
import type { Block, Report, Section, TableBlock } from './report.ts';
import { REPORT_STYLE } from './report-style.ts';
import { placeOf } from './source-place.ts';

/** A report with fewer sections needs no table of contents. */
const MIN_CONTENTS = 4;

/**
 * Writes a report as one HTML file that needs nothing else: style inside, pictures as data URIs, charts of its tables as
 * inline SVG, no scripts; a content security policy forbids anything more. All text is taken for untrusted and escaped.
 *
 * @param inputs The files and folders of the user: sources in them are named from there.
 */
export async function reportHtml(report: Report, inputs: readonly string[]): Promise<string> {
  const markdown = await inlineHtml(report.sources.length);
  const ids = sectionIds(report.sections);
  const sections: string[] = [];
  let contents = contentsOf(report.sections, ids);
  for (const [index, section] of report.sections.entries()) {
    const html = await sectionHtml(section, ids[index] ?? '', report.sources, inputs, markdown);
    sections.push(section.role === 'summary' ? html + contents : html);
    if (section.role === 'summary') contents = '';
  }
  const subtitle = report.subtitle === '' ? '' : `<p class="subtitle">${escapeHtml(report.subtitle)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(report.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(report.title)}</h1>${subtitle}</header>
${contents}${sections.join('\n')}
</main>
</body>
</html>
`;
}

function contentsOf(sections: readonly Section[], ids: readonly string[]): string {
  const entries = sections.flatMap(({ heading, role }, index) =>
    heading === '' || role === 'summary' ? [] : [`<li><a href="#${ids[index]}">${escapeHtml(heading)}</a></li>`],
  );
  return entries.length < MIN_CONTENTS ? '' : `<nav aria-label="Contents"><ol>${entries.join('')}</ol></nav>\n`;
}

function sectionIds(sections: readonly Section[]): string[] {
  const used = new Set<string>();
  return sections.map(({ heading }, index) => {
    const slug = heading
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const id = slug === '' || used.has(slug) || /^ref-\d+$/.test(slug) ? `section-${index + 1}` : slug;
    used.add(id);
    return id;
  });
}

async function sectionHtml(
  section: Section,
  id: string,
  sources: readonly Source[],
  inputs: readonly string[],
  markdown: MarkdownToHtml,
): Promise<string> {
  const heading = section.heading === '' ? '' : `<h2>${escapeHtml(section.heading)}</h2>\n`;
  const hasPicture = section.blocks.some(({ kind }) => kind === 'picture');
  const blocks: string[] = [];
  for (const block of section.blocks) blocks.push(await blockHtml(block, section.heading, hasPicture, markdown));
  if (section.role === 'references' && section.blocks.length === 0) blocks.push(referencesHtml(sources, inputs));
  return `<section id="${id}"${section.role === 'summary' ? ' class="summary"' : ''}>\n${heading}${blocks.join('\n')}\n</section>`;
}

async function blockHtml(block: Block, heading: string, hasPicture: boolean, markdown: MarkdownToHtml): Promise<string> {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${markdown.inline(block.text)}</p>`;
    case 'subheading': {
      const level = Math.max(3, Math.min(6, block.level));
      return `<h${level}>${markdown.inline(block.text)}</h${level}>`;
    }
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((item) => `<li>${markdown.inline(item)}</li>`).join('')}</${tag}>`;
    }
    case 'table':
      return tableHtml(block, heading, hasPicture, markdown);
    case 'picture':
      return pictureHtml(block.path, block.caption);
    case 'other':
      return markdown.block(block.markdown);
  }
}

/** A table of numbers is drawn, and its rows follow: folded away when the picture says it all. */
function tableHtml(table: TableBlock, heading: string, hasPicture: boolean, markdown: MarkdownToHtml): string {
  const data = hasPicture ? undefined : chartDataOf(table, heading);
  const rows = rowsHtml(table, markdown);
  if (data === undefined) return `${table.caption === '' ? '' : `<p class="caption">${escapeHtml(table.caption)}</p>`}${rows}`;
  const caption = table.caption === '' ? '' : `<figcaption class="caption">${escapeHtml(table.caption)}</figcaption>`;
  return `<figure>${caption}${barChartSvg(data)}</figure><details><summary>The numbers as a table</summary>${rows}</details>`;
}

function rowsHtml({ header, numeric, rows }: TableBlock, markdown: MarkdownToHtml): string {
  const mark = (column: number): string => (numeric[column] === true ? ' class="number"' : '');
  const head = header.map((cell, column) => `<th${mark(column)} scope="col">${markdown.inline(cell)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${header.map((_, column) => `<td${mark(column)}>${markdown.inline(row[column] ?? '')}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

async function pictureHtml(path: string, caption: string): Promise<string> {
  const image = await readImage(path);
  const below = caption === '' ? '' : `<figcaption class="below">${escapeHtml(caption)}</figcaption>`;
  if (image === undefined) return caption === '' ? '' : `<p class="caption">${escapeHtml(caption)} (picture not available)</p>`;
  return `<figure><img src="${dataUri(image)}" alt="${escapeHtml(caption)}">${below}</figure>`;
}

function referencesHtml(sources: readonly Source[], inputs: readonly string[]): string {
  const items = sources.map((source, index) => {
    const href = safeHref(source.location);
    const title =
      href === undefined ? escapeHtml(source.title) : `<a href="${escapeHtml(href)}" rel="noreferrer">${escapeHtml(source.title)}</a>`;
    const about = [describeSource(source), placeOf(source.location, inputs)]
      .filter((part) => part !== '')
      .map(escapeHtml)
      .join(' · ');
    return `<li id="ref-${index + 1}">${title}${about === '' ? '' : `<span class="where">${about}</span>`}</li>`;
  });
  return `<ol class="references">${items.join('')}</ol>`;
}
