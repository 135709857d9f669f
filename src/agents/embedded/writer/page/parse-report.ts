import type { MarkedToken, Tokens } from 'marked';
import type { Source } from '../../../../core/output.ts';
import { cleanLine } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { plainText } from '../text/plain-text.ts';
import { type Block, type Report, roleOf, type Section, type TableBlock } from './report.ts';

/**
 * Reads a document back into sections: level-1 and level-2 headings begin one, deeper ones stand inside. HTML in
 * the text is turned into plain text, so that it can do nothing wherever the report is shown.
 */
export async function parseReport(markdown: string, title: string, sources: readonly Source[]): Promise<Report> {
  const { marked } = await import('marked');
  const tokens = (marked.lexer(markdown, { gfm: true }) as MarkedToken[]).filter(
    ({ type }) => type !== 'space' && type !== 'hr' && type !== 'def',
  );
  const titles = tokens.filter((token) => token.type === 'heading' && token.depth === 1).length;
  const sections: OpenSection[] = [];
  let open: OpenSection = { heading: '', blocks: [] };
  let ownTitle: string | undefined;
  let subtitle = '';
  let caption = '';
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading') {
      const text = plainText(token.tokens);
      if (token.depth === 1 && titles === 1) ownTitle = text;
      else if (token.depth > 2) open.blocks.push({ kind: 'subheading', text: escapeMarkdown(text), level: token.depth });
      else {
        sections.push(open);
        open = { heading: text, blocks: [] };
      }
    } else if (sections.length === 0 && open.blocks.length === 0 && subtitle === '' && isOnly(token, 'em')) {
      subtitle = plainText(token.tokens);
    } else if (isOnly(token, 'strong') && tokens[index + 1]?.type === 'table') {
      caption = plainText(token.tokens);
    } else {
      open.blocks.push(blockOf(token, caption));
      caption = '';
    }
  }
  sections.push(open);
  return { title: ownTitle ?? title, subtitle, sections: sections.filter(isFilled).map((section) => closed(section, sources)), sources };
}

interface OpenSection {
  readonly heading: string;
  readonly blocks: Block[];
}

const isFilled = ({ heading, blocks }: OpenSection): boolean => heading !== '' || blocks.length > 0;

/** References are written from the sources, where there are any. */
function closed({ heading, blocks }: OpenSection, sources: readonly Source[]): Section {
  const role = roleOf(heading);
  return { heading, role, blocks: role === 'references' && sources.length > 0 ? [] : blocks };
}

/** A paragraph that is wholly emphasised: a subtitle, or the caption of the table after it. */
function isOnly(token: MarkedToken, type: 'em' | 'strong'): token is Tokens.Paragraph {
  return token.type === 'paragraph' && token.tokens.length === 1 && token.tokens[0]?.type === type;
}

function blockOf(token: MarkedToken, caption: string): Block {
  switch (token.type) {
    case 'paragraph':
      return onlyPicture(token) ?? { kind: 'paragraph', text: withoutHtml(token.raw.trim()) };
    case 'text':
      return { kind: 'paragraph', text: withoutHtml(token.raw.trim()) };
    case 'list':
      return listOf(token);
    case 'table':
      return tableOf(token, caption);
    case 'html':
      return { kind: 'paragraph', text: escapeMarkdown(cleanLine(token.raw)) };
    case 'blockquote':
      return { kind: 'other', markdown: withoutHtml(token.raw.trim()) };
    default:
      return { kind: 'other', markdown: token.raw.trim() };
  }
}

function onlyPicture(token: Tokens.Paragraph): Block | undefined {
  const [only] = token.tokens;
  if (token.tokens.length !== 1 || only?.type !== 'image') return undefined;
  return { kind: 'picture', path: decodePath(String(only['href'])), caption: plainText([only]) };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function listOf(token: Tokens.List): Block {
  const nested = token.items.some((item) => item.tokens.some((part) => part.type !== 'text' && part.type !== 'paragraph'));
  if (nested) return { kind: 'other', markdown: withoutHtml(token.raw.trim()) };
  const items = token.items.map((item) => withoutHtml(item.text.replace(/\s*\n\s*/g, ' ').trim()));
  return { kind: 'list', ordered: token.ordered, items: items.filter((item) => item !== '') };
}

function tableOf(token: Tokens.Table, caption: string): TableBlock {
  const cell = ({ text }: Tokens.TableCell): string => withoutHtml(text.trim()).replace(/(?<!\\)\|/g, '\\|');
  const header = token.header.map(cell);
  const rows = token.rows.map((row) => row.map(cell));
  const numeric = header.map(
    (_, column) =>
      token.align[column] === 'right' || (rows.length > 0 && rows.every((row) => /^[\s$€£+-]?[\d.,]+\s*%?$/.test(row[column] ?? ''))),
  );
  return { kind: 'table', caption, header, numeric, rows };
}

/** Markdown whose tags and comments print as they are written. Code spans stay: nothing acts in them. */
function withoutHtml(markdown: string): string {
  return markdown.replace(
    /(`+)[\s\S]*?\1|(?<!\\)<(?=[A-Za-z/!?])(?!(?:https?:\/\/|mailto:)[^\s<>]*>)/g,
    (match, ticks: string | undefined) => (ticks === undefined ? '\\<' : match),
  );
}
