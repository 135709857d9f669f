import type { HTMLElement, Node } from 'node-html-parser';
import { cleanText } from './clean-text.ts';
import type { Block, ReadText } from './text-document.ts';

const UNREAD: ReadonlySet<string> = new Set(
  'script style noscript template svg math nav aside form button select option textarea iframe object embed canvas audio video pre head menu dialog'.split(
    ' ',
  ),
);
const BREAKS: ReadonlySet<string> = new Set(
  'p div section article main header footer blockquote ul ol li dl dt dd figure figcaption h1 h2 h3 h4 h5 h6 hr br address details summary body html center fieldset table caption thead tbody tfoot tr td th'.split(
    ' ',
  ),
);
const UNREAD_ROLE = /^(?:navigation|banner|contentinfo|complementary|search|menu|menubar|toolbar|dialog|alert)$/i;
const UNREAD_CLASS =
  /(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|cookies?|consent|share|social|advert(?:isement)?|ads?|promo|newsletter|related|pagination|skip)(?:$|[\s_-])/i;
/** A block of which links make up more than this is a menu, whatever it is called. */
const MOSTLY_LINKS = 0.6;
/** An article or main part with less than this share of the page's text is not what the page is about. */
const ENOUGH_OF_PAGE = 0.3;
/** Pages are nested some dozens deep; a parser would take quadratic time over thousands of unclosed tags. */
const DEEPEST = 5000;

/**
 * The reading matter of a page: without scripts, menus and forms; of the main part alone where the page marks one.
 *
 * @throws Error when tags are nested deeper than any page's.
 */
export async function readHtml(source: string): Promise<ReadText> {
  const { parse } = await import('node-html-parser');
  const page = withoutComments(source);
  if (isNestedTooDeep(page)) throw new Error(`its tags are nested more than ${DEEPEST} deep`);
  const root = parse(page, { comment: false, blockTextElements: { script: false, style: false, noscript: false, pre: true } });
  const meta = (selector: string): string | undefined => root.querySelector(selector)?.getAttribute('content');
  const date =
    meta('meta[name="date"]') ??
    meta('meta[property="article:published_time"]') ??
    meta('meta[name="dcterms.date"]') ??
    root.querySelector('time[datetime]')?.getAttribute('datetime');
  const whole = blocksOf(root);
  const main = root.querySelector('article') ?? root.querySelector('main') ?? root.querySelector('[role="main"]');
  const parts = main === null ? [] : main.tagName === 'ARTICLE' ? root.querySelectorAll('article').flatMap(blocksOf) : blocksOf(main);
  const blocks = lengthOf(parts) >= ENOUGH_OF_PAGE * lengthOf(whole) && parts.length > 0 ? parts : whole;
  const heading = blocks.find(({ kind }) => kind === 'heading')?.text;
  return {
    blocks,
    title: cleanText(root.querySelector('title')?.text ?? '') || heading,
    stated: date === undefined ? {} : { date },
  };
}

/** In one pass; what follows a comment that never ends is part of it. */
function withoutComments(source: string): string {
  const kept: string[] = [];
  for (let from = 0; ; ) {
    const start = source.indexOf('<!--', from);
    if (start < 0) return kept.join('') + source.slice(from);
    kept.push(source.slice(from, start));
    const end = source.indexOf('-->', start + 4);
    if (end < 0) return kept.join('');
    from = end + 3;
  }
}

const lengthOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { text }) => sum + text.length, 0);

/** Void tags and those whose end is optional do not count. */
function isNestedTooDeep(source: string): boolean {
  let depth = 0;
  for (const [, slash] of source.matchAll(
    /<(\/?)(?!(?:br|hr|img|input|meta|link|source|wbr|col|area|base|p|li|td|tr|th|dd|dt|option)\b)[a-z][\w-]*/gi,
  )) {
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Walks the tree with a stack of its own: no nesting is too deep for it. */
function blocksOf(root: HTMLElement): Block[] {
  const blocks: Block[] = [];
  let [text, links, kind]: [string, number, Block['kind']] = ['', 0, 'paragraph'];
  const flush = (next: Block['kind']): void => {
    const clean = cleanText(text);
    const menu = links > MOSTLY_LINKS * clean.length && !/[.!?]["”)]?$/.test(clean);
    if (/[\p{L}\p{N}]/u.test(clean) && !menu) blocks.push({ kind, text: clean });
    [text, links, kind] = ['', 0, next];
  };
  type Step = { readonly node: Node; readonly kind: Block['kind']; readonly link: boolean } | { readonly leave: Block['kind'] };
  const stack: Step[] = [{ node: root, kind: 'paragraph', link: false }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if ('leave' in step) {
      flush(step.leave);
      continue;
    }
    const { node, link } = step;
    if (node.nodeType === 3) {
      text += node.text;
      if (link) links += node.text.trim().length;
      continue;
    }
    const element = node as HTMLElement;
    const name = (element.rawTagName ?? '').toLowerCase();
    if (isUnread(element, name)) continue;
    const own = kindOf(name) ?? step.kind;
    if (BREAKS.has(name)) {
      flush(own);
      stack.push({ leave: step.kind });
    }
    const children = element.childNodes;
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) stack.push({ node: child, kind: own, link: link || name === 'a' });
    }
  }
  flush('paragraph');
  return blocks;
}

function kindOf(name: string): Block['kind'] | undefined {
  if (/^h[1-6]$/.test(name) || name === 'dt' || name === 'summary') return 'heading';
  if (name === 'li' || name === 'dd') return 'item';
  return name === 'td' || name === 'blockquote' || name === 'section' ? 'paragraph' : undefined;
}

function isUnread(element: HTMLElement, name: string): boolean {
  if (UNREAD.has(name)) return true;
  if (name === 'header' || name === 'footer') return element.closest('article') === null;
  if (name === '' || name === 'body' || name === 'html' || name === 'main' || name === 'article') return false;
  const { role = '', class: classes = '', id = '', hidden, 'aria-hidden': ariaHidden } = element.attributes;
  return (
    hidden !== undefined ||
    ariaHidden === 'true' ||
    UNREAD_ROLE.test(role) ||
    (BREAKS.has(name) && (UNREAD_CLASS.test(classes) || UNREAD_CLASS.test(id)))
  );
}
