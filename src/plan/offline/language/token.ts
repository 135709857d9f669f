/** What a stretch of text is to a sentence: one word, or something that is never taken apart. */
export type TokenKind = 'word' | 'number' | 'quote' | 'file' | 'link' | 'paren' | 'mark';

/** A stretch of the request. `start` and `end` are offsets into it, so that the user's own words can be cut out. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Lower case, with straight apostrophes; for a mark, its canonical form: `,` `;` `.` `?` `!` `:` `->` `-` `&`. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** Endings by which a word with a dot is a file and not the end of a sentence. */
const FILE_ENDING =
  /\.(?:csv|tsv|json|jsonl|ndjson|ya?ml|toml|xml|html?|md|txt|rst|log|pdf|docx?|xlsx?|pptx?|odt|parquet|db|sqlite3?|sql|py|ipynb|[cm]?[jt]sx?|java|go|rs|rb|php|c|h|cpp|cs|sh|css|png|jpe?g|gif|svg|webp|bmp|tiff?|mp3|mp4|wav|mov|avi|zip|tar|gz|tmp|bak|env|cfg|ini|conf|pcap|geojson|vue|kt|swift|r|tex)$/i;

/** Words whose dot does not end a sentence. */
const ABBREVIATION =
  /^(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|e\.g|i\.e|a\.m|p\.m|approx|dept|est|fig|no|inc|corp|ltd|co|u\.s|u\.k|ph\.d|al|cf|ca|min|max|sec|hr|hrs|mins|secs)$/i;

/**
 * Quotes, links, files, numbers (dates, times, sums and durations too), words, marks, in this order. No two alternatives begin alike
 * for long, so that any text is read in one pass.
 */
const SCANNER =
  /(?<quote>"[^"\n]{1,500}"|“[^”\n]{1,500}”|«[^»\n]{1,500}»|`[^`\n]{1,500}`|‘[^’\n]{1,500}’(?![a-z])|(?<![\p{L}\p{N}])'[^'\n]{1,300}'(?![\p{L}\p{N}]))|(?<link>https?:\/\/[^\s<>"')\]]+|www\.[^\s<>"')\]]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5})|(?<paren>\([^()\n]{0,500}\)|\[[^[\]\n]{0,500}\])|(?<mark>->|→|=>|⇒|—|–(?=\s)|--+|\.\.\.|…|[,;:?!&]|-(?=\s))|(?<other>[^\s,;:?!&()[\]"“”«»→⇒—…]+|\S)/gu;

/** Emoji by themselves say nothing that can be done. */
const PICTURES = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)+$/u;

/** Reads a stretch of text as tokens. O(n). */
export function tokenize(source: string, from = 0, to = source.length): Token[] {
  const tokens: Token[] = [];
  SCANNER.lastIndex = 0;
  const text = source.slice(from, to);
  for (const match of text.matchAll(SCANNER)) {
    const start = from + match.index;
    const groups = match.groups ?? {};
    if (groups['quote'] !== undefined) tokens.push(token('quote', match[0], start));
    else if (groups['link'] !== undefined) pushLink(tokens, match[0], start);
    else if (groups['paren'] !== undefined) tokens.push(token('paren', match[0], start));
    else if (groups['mark'] !== undefined) tokens.push({ ...token('mark', match[0], start), lower: canonicalMark(match[0]) });
    else if (!PICTURES.test(match[0])) pushOther(tokens, match[0], start, source);
  }
  return joinTimes(tokens);
}

function token(kind: TokenKind, text: string, start: number): Token {
  return { kind, text, lower: text.toLowerCase().replaceAll('’', "'"), start, end: start + text.length };
}

function canonicalMark(text: string): string {
  if (text === '→' || text === '=>' || text === '⇒') return '->';
  if (text === '—' || text === '–' || /^--+$/.test(text)) return '-';
  return text === '…' || text === '...' ? '.' : text;
}

/** A link at the end of a sentence does not own the full stop. */
function pushLink(tokens: Token[], text: string, start: number): void {
  const body = text.replace(/[.,;:?!]+$/, '');
  tokens.push(token('link', body, start));
  if (body.length < text.length) tokens.push(token('mark', text.charAt(body.length), start + body.length));
}

/** A word or number, and the full stop after it, if it is one. */
function pushOther(tokens: Token[], text: string, start: number, source: string): void {
  const trailing = /[.]+$/.exec(text);
  const body = trailing === null ? text : text.slice(0, trailing.index);
  if (body === '') {
    tokens.push(token('mark', '.', start));
    return;
  }
  const abbreviated = trailing !== null && isAbbreviation(body, source, start + text.length);
  tokens.push(token(kindOf(body), abbreviated ? `${body}.` : body, start));
  if (trailing !== null && !abbreviated) tokens.push(token('mark', '.', start + body.length));
}

/** Some abbreviations end a sentence as often as not: `etc. The`, `at 9 a.m. Then`. */
function isAbbreviation(body: string, source: string, end: number): boolean {
  if (/^(?:etc|a\.m|p\.m|inc|corp|ltd|co|u\.s|u\.k|min|mins|sec|secs|hr|hrs|max|al)$/i.test(body))
    return !/^\s+\p{Lu}|^\s*$/u.test(source.slice(end, end + 20));
  return ABBREVIATION.test(body) || /^(?:\p{L}\.)+\p{L}$/u.test(body);
}

function kindOf(body: string): TokenKind {
  if (FILE_ENDING.test(body) && /[\p{L}\p{N}_*]/u.test(body.charAt(0) === '.' ? body.slice(1) : body)) return 'file';
  if (/^(?:[\w.~-]*\/)+[\w.*-]*$/.test(body) && /[a-z]/i.test(body) && !/^(?:and\/or|or\/and|n\/a|w\/|w\/o|[a-z]+\/[a-z]+)$/i.test(body))
    return 'file';
  if (/^[-+~<>=$€£#]*\d/.test(body)) return 'number';
  return /[\p{L}\p{N}]/u.test(body) ? 'word' : 'mark';
}

/** `10:30` and `1:1` are one number: the colon in them introduces nothing. */
function joinTimes(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const next of tokens) {
    const colon = joined.at(-1);
    const before = joined.at(-2);
    if (
      next.kind === 'number' &&
      colon?.lower === ':' &&
      before?.kind === 'number' &&
      before.end === colon.start &&
      colon.end === next.start
    ) {
      joined.length -= 2;
      const text = `${before.text}:${next.text}`;
      joined.push(token('number', text, before.start));
    } else {
      joined.push(next);
    }
  }
  return joined;
}

/** True when the token ends a sentence. */
export function endsSentence({ kind, lower }: Token): boolean {
  return kind === 'mark' && (lower === '.' || lower === '?' || lower === '!' || lower === ';');
}
