import type { Source } from '../../../../core/output.ts';
import { escapeMarkdown, safeHref } from '../text/escape.ts';
import type { Block, Report, TableBlock } from './report.ts';
import { placeOf } from './source-place.ts';

export interface PrintOptions {
  /** The files and folders of the user: sources in them are named from there. Default none. */
  readonly inputs?: readonly string[];
  /** How a picture is named. Default: by its absolute path. */
  readonly picturePath?: (path: string) => string;
  /** Whether the title stands above the text. Default true. */
  readonly titled?: boolean;
}

/** Writes a report as Markdown. */
export function printReport(report: Report, { inputs = [], picturePath = (path) => path, titled = true }: PrintOptions = {}): string {
  const parts = titled ? [`# ${escapeMarkdown(report.title)}`] : [];
  if (report.subtitle !== '') parts.push(`*${escapeMarkdown(report.subtitle)}*`);
  for (const { heading, role, blocks } of report.sections) {
    if (heading !== '') parts.push(`## ${escapeMarkdown(heading)}`);
    parts.push(...blocks.map((block) => printBlock(block, picturePath)));
    if (role === 'references' && blocks.length === 0) parts.push(printReferences(report.sources, inputs));
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function printBlock(block: Block, picturePath: (path: string) => string): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'subheading':
      return `${'#'.repeat(Math.max(3, Math.min(6, block.level)))} ${block.text}`;
    case 'list':
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${item}`).join('\n');
    case 'table':
      return printTable(block);
    case 'picture':
      return `![${escapeMarkdown(block.caption)}](${targetOf(picturePath(block.path))})`;
    case 'other':
      return block.markdown;
  }
}

function printTable({ caption, header, numeric, rows }: TableBlock): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(header), line(header.map((_, column) => (numeric[column] === true ? '---:' : '---'))), ...rows.map(line)].join('\n');
  return caption === '' ? table : `**${escapeMarkdown(caption)}**\n\n${table}`;
}

function targetOf(path: string): string {
  return /[\s()<>\\]/.test(path)
    ? `<${path.replace(/[<>\\\n]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}>`
    : path;
}

function printReferences(sources: readonly Source[], inputs: readonly string[]): string {
  return sources
    .map((source, index) => {
      const href = safeHref(source.location);
      const title = escapeMarkdown(source.title);
      const place = placeOf(source.location, inputs).replaceAll('`', '');
      const parts = [
        href === undefined ? title : `[${title}](<${href}>)`,
        escapeMarkdown(describeSource(source)),
        place === '' ? '' : `\`${place}\``,
      ];
      return `${index + 1}. ${parts.filter((part) => part !== '').join('. ')}`;
    })
    .join('\n');
}

/** `Paper, 2026-05-18`. */
export function describeSource({ type, date }: Source): string {
  return [type === '' ? '' : type.charAt(0).toUpperCase() + type.slice(1), date ?? ''].filter((part) => part !== '').join(', ');
}
