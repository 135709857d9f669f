import { readLines, type SourceLine } from './lines.ts';
import { endsSentence, type Token, tokenize } from './token.ts';

export interface Sentence {
  readonly tokens: readonly Token[];
  /** It ended with a question mark. */
  readonly question: boolean;
  /** It ended with a colon: what follows belongs to it. */
  readonly introduces: boolean;
  /** A mark ended it, as it does not end a title. */
  readonly closed: boolean;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly sentences: readonly Sentence[];
}

export interface Item {
  /** The number or letter it was given, in lower case. */
  readonly label?: string;
  readonly sentences: readonly Sentence[];
  readonly blocks: readonly Block[];
}

export interface List {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly Item[];
}

export type Block = Paragraph | List;

/** A list under construction; `indent` is where its markers stand. */
interface OpenList {
  readonly indent: number;
  readonly ordered: boolean;
  readonly items: OpenItem[];
}

interface OpenItem {
  readonly label?: string;
  readonly sentences: Sentence[];
  readonly blocks: Block[];
}

/**
 * How a request is laid out: paragraphs of sentences, and lists whose items may hold lists. Lists may be written
 * line by line or in a row ("1) wash 2) dry"). O(n).
 */
export function readOutline(source: string): Block[] {
  const root: Block[] = [];
  const open: OpenList[] = [];
  let paragraph: Sentence[] | undefined;
  for (const line of readLines(source)) {
    if (line.kind === 'blank') {
      paragraph = undefined;
      continue;
    }
    if (line.kind === 'text') {
      const item = open.at(-1)?.items.at(-1);
      if (item !== undefined && line.continues) {
        addContinuation(item.sentences, source, line);
        continue;
      }
      open.length = 0;
      if (paragraph === undefined) {
        paragraph = [];
        root.push({ kind: 'paragraph', sentences: paragraph });
      }
      if (line.wraps) addContinuation(paragraph, source, line);
      else paragraph.push(...sentencesOf(source, line.start, line.end));
      continue;
    }
    paragraph = undefined;
    const ordered = line.label !== undefined;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) > line.indent) open.pop();
    let list = open.at(-1);
    if (list === undefined || list.indent < line.indent || list.ordered !== ordered) {
      if (list !== undefined && list.indent === line.indent) open.pop();
      const parent = open.at(-1)?.items.at(-1);
      list = { indent: line.indent, ordered, items: [] };
      open.push(list);
      (parent?.blocks ?? root).push({ kind: 'list', ordered, items: list.items });
    }
    list.items.push({
      ...(line.label === undefined ? {} : { label: line.label }),
      sentences: sentencesOf(source, line.start, line.end),
      blocks: [],
    });
  }
  return root;
}

/** The second line of a sentence that was broken for its length goes on where the first stopped. */
function addContinuation(sentences: Sentence[], source: string, line: SourceLine): void {
  const more = sentencesOf(source, line.start, line.end);
  const last = sentences.at(-1);
  const [first, ...rest] = more;
  if (last === undefined || first === undefined || !line.wraps) {
    sentences.push(...more);
    return;
  }
  sentences[sentences.length - 1] = { ...first, tokens: [...last.tokens, ...first.tokens] };
  sentences.push(...rest);
}

export function sentencesOf(source: string, from: number, to: number): Sentence[] {
  const sentences: Sentence[] = [];
  let tokens: Token[] = [];
  const close = (question: boolean, closed: boolean): void => {
    const introduces = tokens.at(-1)?.lower === ':';
    if (introduces) tokens.pop();
    if (tokens.some(({ kind }) => kind !== 'mark')) sentences.push({ tokens, question, introduces, closed });
    tokens = [];
  };
  const all = tokenize(source, from, to);
  for (const [index, token] of all.entries()) {
    if (endsSentence(token)) {
      close(token.lower === '?', true);
      continue;
    }
    tokens.push(token);
    if (token.kind === 'quote' && /[.!?].$/.test(token.text) && /^\p{Lu}/u.test(all[index + 1]?.text ?? '')) close(false, true);
  }
  close(false, false);
  return sentences;
}
