import type { Json } from '../../core/json.ts';

/** What stands at a place of a text: a value and where it ends, too little to tell, or nothing that could be read. */
export type LooseReading =
  | { readonly kind: 'value'; readonly value: Json; readonly end: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly at: number; readonly what: string };

/** No plan is nested deeper. */
const DEEPEST = 40;

/** What single quotes and typographic quotes are closed by. */
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’' };

const LITERALS: Readonly<Record<string, Json>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  undefined: null,
};

/**
 * Reads the JSON value that starts at `start`, as models write JSON: with comments, trailing and missing commas, line breaks
 * and stray quotes in strings, single or typographic quotes, bare keys and words, Python's literals. O(length) but for runs of quotes.
 */
export function readLoose(text: string, start: number): LooseReading {
  const reader = new LooseReader(text, start);
  try {
    const value = reader.value(0);
    return { kind: 'value', value, end: reader.at };
  } catch (stop) {
    if (stop === INCOMPLETE) return { kind: 'incomplete' };
    if (stop instanceof Malformed) return { kind: 'malformed', at: stop.at, what: stop.message };
    throw stop;
  }
}

const INCOMPLETE = Symbol('incomplete');

class Malformed extends Error {
  readonly at: number;

  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}

/** What may follow a string: tells a closing quote from one that belongs to the text. */
type Context = 'key' | 'member' | 'element';

class LooseReader {
  readonly #text: string;
  at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.at = start;
  }

  value(depth: number, context: Context = 'element'): Json {
    if (depth > DEEPEST) throw new Malformed(this.at, `it is nested more than ${DEEPEST} levels deep`);
    const next = this.#peek();
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (CLOSING[next] !== undefined) return this.#string(context);
    return this.#word();
  }

  #object(depth: number): Json {
    const members: [string, Json][] = [];
    this.at++;
    for (;;) {
      const next = this.#peek();
      if (next === '}') {
        this.at++;
        return Object.fromEntries(members);
      }
      if (next === ',') {
        this.at++;
        continue;
      }
      const key = this.#key();
      if (this.#peek() !== ':') throw new Malformed(this.at, `expected ":" after "${key.slice(0, 40)}"`);
      this.at++;
      members.push([key, this.value(depth + 1, 'member')]);
    }
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.at++;
    for (;;) {
      const next = this.#peek();
      if (next === ']') {
        this.at++;
        return items;
      }
      if (next === ',') this.at++;
      else if (next === '}' || next === ':') throw new Malformed(this.at, `expected "]", found "${next}"`);
      else items.push(this.value(depth + 1));
    }
  }

  #key(): string {
    const next = this.#peek();
    if (CLOSING[next] !== undefined) return this.#string('key');
    const bare = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
    bare.lastIndex = this.at;
    const found = bare.exec(this.#text)?.[0];
    if (found === undefined) throw new Malformed(this.at, `expected a key, found "${next}"`);
    this.at += found.length;
    if (this.at >= this.#text.length) throw INCOMPLETE;
    return found;
  }

  #string(context: Context): string {
    const text = this.#text;
    const closing = CLOSING[text.charAt(this.at)] ?? '"';
    let value = '';
    for (let at = this.at + 1; ; at++) {
      const character = text.charAt(at);
      if (character === '') throw INCOMPLETE;
      if (character === closing && this.#closes(at, context)) {
        this.at = at + 1;
        return value;
      }
      if (character !== '\\') {
        value += character;
        continue;
      }
      const escaped = text.charAt(++at);
      if (escaped === '') throw INCOMPLETE;
      if (escaped === 'u') {
        const digits = text.slice(at + 1, at + 5);
        if (digits.length < 4) throw INCOMPLETE;
        const isHex = /^[0-9a-fA-F]{4}$/.test(digits);
        value += isHex ? String.fromCharCode(Number.parseInt(digits, 16)) : 'u';
        if (isHex) at += 4;
      } else {
        value += ESCAPES[escaped] ?? escaped;
      }
    }
  }

  /** A quote closes a string when what follows could follow a string. */
  #closes(at: number, context: Context): boolean {
    const after = /\s*/y;
    after.lastIndex = at + 1;
    const space = after.exec(this.#text)?.[0] ?? '';
    const place = at + 1 + space.length;
    const next = this.#text.charAt(place);
    if (next === '') throw INCOMPLETE;
    if (context === 'key') return next === ':';
    if (next === '}' || next === ']' || (space.includes('\n') && next !== ',')) return true;
    if (next === '/' || next === '#') return true;
    if (next !== ',') return false;
    if (context === 'element') return true;
    const follows = /,\s*(?:$|["'“‘}\]{/#]|[\p{L}_$][\p{L}\p{N}_$-]*\s*(?:$|:))/uy;
    follows.lastIndex = place;
    return follows.test(this.#text);
  }

  /** A number, a literal, or words that somebody forgot to quote. */
  #word(): Json {
    const pattern = /[^,}\]\n{[":]+/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Malformed(this.at, `expected a value, found "${this.#text.charAt(this.at)}"`);
    if (this.at + found.length >= this.#text.length) throw INCOMPLETE;
    const word = found.replace(/\s*(?:\/\/|#).*$/, '').trim();
    if (/^\.{2,}$|^…$/.test(word)) throw new Malformed(this.at, 'found an ellipsis where everything has to be written out');
    this.at += found.length;
    if (Object.hasOwn(LITERALS, word)) return LITERALS[word] ?? null;
    const amount = Number(word);
    return word !== '' && Number.isFinite(amount) ? amount : word;
  }

  /** The next character that is neither white space nor a comment. */
  #peek(): string {
    const gap = /(?:\s+|\/\/[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/y;
    gap.lastIndex = this.at;
    this.at += gap.exec(this.#text)?.[0].length ?? 0;
    const next = this.#text.charAt(this.at);
    if (next === '') throw INCOMPLETE;
    return next;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
