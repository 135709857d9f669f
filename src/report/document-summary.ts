/** What a section with the gist of a text may be called. */
const SUMMARY_HEADING = /^(?:executive |short |brief |key )?(?:summary|abstract|overview|tl;?dr|in short|in brief|findings|takeaways)\b/i;

/** About as much as a person reads at a glance. */
const ENOUGH_CHARS = 600;
const MAX_CHARS = 1500;
/** Nobody writes longer lines or summaries this far down; text from others may. */
const MAX_LINE_CHARS = 4000;
const MAX_READ_CHARS = 200_000;

/** Whether what stands under a heading is the gist of the whole. */
export function isSummaryHeading(heading: string): boolean {
  return SUMMARY_HEADING.test(heading);
}

interface Paragraph {
  readonly heading: string;
  readonly text: string;
}

/**
 * The gist of a Markdown text: the section that is called a summary, or else the first paragraphs. Headings,
 * pictures, code, tables and notes on sources are left out; a list stays a list.
 *
 * @returns Empty when the text has no paragraph.
 */
export function documentSummary(markdown: string): string {
  const paragraphs = paragraphsOf(markdown);
  const section = paragraphs.find(({ heading }) => SUMMARY_HEADING.test(heading))?.heading;
  const wanted = section === undefined ? paragraphs : paragraphs.filter(({ heading }) => heading === section);
  const taken: string[] = [];
  let chars = 0;
  for (const { text } of wanted) {
    if (taken.length > 0 && chars + text.length > (section === undefined ? ENOUGH_CHARS : MAX_CHARS)) break;
    taken.push(shortened(text));
    chars += text.length;
  }
  return taken.join('\n\n');
}

function paragraphsOf(markdown: string): Paragraph[] {
  const found: Paragraph[] = [];
  let heading = '';
  let fence: string | undefined;
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) found.push({ heading, text: joined(lines) });
    lines = [];
  };
  const source = markdown.slice(0, MAX_READ_CHARS).replaceAll('\r\n', '\n').split('\n');
  for (const [at, line] of source.entries()) {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark === fence) fence = undefined;
      continue;
    }
    const title = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    const isUnderlined = line.trim() !== '' && /^(?:=+|-{2,})\s*$/.test(source[at + 1] ?? '');
    if (mark !== undefined || title !== undefined || isUnderlined) {
      close();
      fence = mark;
      if (title !== undefined || isUnderlined) heading = inlineText(title ?? line).replace(/^[\d.]+\s+/, '');
    } else if (line.trim() === '' || isFurniture(line)) {
      close();
    } else {
      lines.push(line);
    }
  }
  close();
  return found;
}

/** Rules, pictures on their own, tables, comments, link definitions and footnotes. */
function isFurniture(line: string): boolean {
  return /^\s*(?:[-*_=](?:\s*[-*_=]){1,}\s*$|!\[[^\]]*\]\([^)]*\)\s*$|\||<|\[[^\]]+\]:)/.test(line);
}

/** Lines of one paragraph run together; items of a list keep their lines. */
function joined(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const item = /^\s*(?:[-*+•]|(\d{1,3})[.)])\s+(.*)$/.exec(line);
    const words = inlineText(item?.[2] ?? line.replace(/^\s*>\s?/, ''));
    if (item !== null) text += `${text === '' ? '' : '\n'}${item[1] === undefined ? '-' : `${item[1]}.`} ${words}`;
    else text += `${text === '' ? '' : ' '}${words}`;
  }
  return text;
}

/** Markdown's marks inside a line taken off: links and pictures become their words. */
function inlineText(line: string): string {
  return line
    .slice(0, MAX_LINE_CHARS)
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(\S(?:.*?\S)?)\1/g, '$2')
    .replace(/(^|[\s(])[*_](\S(?:[^*_]*\S)?)[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~$&])/g, '$1')
    .trim();
}

/** A very long paragraph is cut after a whole sentence. */
function shortened(text: string): string {
  if (text.length <= MAX_CHARS) return text;
  const head = text.slice(0, MAX_CHARS);
  const stop = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '));
  return stop > MAX_CHARS / 3 ? head.slice(0, stop + 1) : `${head.slice(0, head.lastIndexOf(' ')).trimEnd()} …`;
}
