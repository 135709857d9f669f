/** A word, a number, a date, a quoted text, an operator or a mark of an instruction. */
export interface Token {
  readonly kind: 'word' | 'number' | 'date' | 'quoted' | 'operator' | 'mark';
  /** As written; without the quotes when quoted. */
  readonly text: string;
  readonly lower: string;
  /** For a number, what it is: 1,200 is 1200, 5k is 5000. */
  readonly value?: number;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<quoted>"[^"]*"|“[^”]*”|'[^'\n]{1,80}'(?![\p{L}])|‘[^’]*’)`,
    String.raw`(?<date>\d{4}-\d{1,2}-\d{1,2}(?:T[\d:.]+Z?)?|\d{4}-\d{2}(?!\d)|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})`,
    String.raw`(?<number>(?<![\p{L}\d_])[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:[kKmM]\b)?%?(?![\p{L}\d_-]))`,
    String.raw`(?<word>[\p{L}\p{N}_#@&][\p{L}\p{N}_'’&/.+-]*)`,
    '(?<operator>>=|<=|!=|<>|==|≥|≤|≠|>|<|=)',
    '(?<mark>[,;:()?!\n.])',
  ].join('|'),
  'gu',
);

/** Splits an instruction into tokens; what is none of the kinds is dropped. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const { quoted, date, number, word, operator, mark } = match.groups ?? {};
    if (quoted !== undefined) push(tokens, 'quoted', quoted.slice(1, -1).trim());
    else if (date !== undefined) push(tokens, 'date', date);
    else if (number !== undefined) pushNumber(tokens, number);
    else if (word !== undefined) {
      const trimmed = word.replace(/[.'’/+-]+$/, '');
      push(tokens, 'word', trimmed);
      if (word.endsWith('.') && !/^(vs|no|nr|e\.g|i\.e)\.$/i.test(word)) push(tokens, 'mark', '.');
    } else if (operator !== undefined) push(tokens, 'operator', OPERATORS[operator] ?? operator);
    else if (mark !== undefined) push(tokens, 'mark', mark);
  }
  return tokens;
}

const OPERATORS: Readonly<Record<string, string>> = { '≥': '>=', '≤': '<=', '≠': '!=', '<>': '!=', '==': '=' };

function push(tokens: Token[], kind: Token['kind'], text: string): void {
  if (text !== '' || kind === 'quoted') tokens.push({ kind, text, lower: text.toLowerCase() });
}

function pushNumber(tokens: Token[], text: string): void {
  const scale = /k%?$/i.test(text) ? 1000 : /m%?$/i.test(text) ? 1_000_000 : 1;
  const digits = text.replace(/[$€£¥,%kKmM]/g, '').replace('−', '-');
  // A comma after a number that is no thousands separator ends it: "1, 2".
  const trailing = text.endsWith(',');
  tokens.push({ kind: 'number', text: text.replace(/,$/, ''), lower: text.toLowerCase().replace(/,$/, ''), value: Number(digits) * scale });
  if (trailing) push(tokens, 'mark', ',');
}

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** The count that a token gives, in figures or as a small number word. */
export function countOf(token: Token | undefined): number | undefined {
  if (token === undefined) return undefined;
  if (token.kind === 'number')
    return token.value !== undefined && Number.isInteger(token.value) && token.value >= 0 ? token.value : undefined;
  const word = NUMBER_WORDS.indexOf(token.lower);
  return word >= 0 ? word : undefined;
}
