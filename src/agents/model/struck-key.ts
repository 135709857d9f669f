import type { Json } from '../../core/json.ts';

/** Shorter ones are no keys, and might be a part of any word. */
const SHORTEST_KEY = 6;
const IN_ITS_PLACE = '(key)';

/** Takes a key out of a text that comes in pieces, wherever it is cut; only what may be the beginning of a key is held back. */
export class KeyStrike {
  readonly #key: string;
  #held = '';

  constructor(key: string | undefined) {
    this.#key = key === undefined || key.length < SHORTEST_KEY ? '' : key;
  }

  /** What can be told of the text up to here. */
  take(piece: string): string {
    if (this.#key === '') return piece;
    const text = (this.#held + piece).replaceAll(this.#key, IN_ITS_PLACE);
    const kept = text.length - beginningAtEnd(text, this.#key);
    this.#held = text.slice(kept);
    return text.slice(0, kept);
  }

  /** What was held back and has turned out to be no key. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }
}

/** A value without the key, in whatever text of it. */
export function withoutKey(value: unknown, key: string | undefined): unknown {
  if (key === undefined || key.length < SHORTEST_KEY) return value;
  const written = JSON.stringify(value) as string | undefined;
  const quoted = JSON.stringify(key).slice(1, -1);
  return written === undefined || !written.includes(quoted) ? value : (JSON.parse(written.replaceAll(quoted, IN_ITS_PLACE)) as Json);
}

/** How many characters at the end of a text are the beginning of a word. */
function beginningAtEnd(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) if (text.endsWith(word.slice(0, length))) return length;
  return 0;
}
