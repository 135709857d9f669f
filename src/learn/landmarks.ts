import { STYLES, type TextSketch } from './text-sketch.ts';

/** No more texts than these are kept to compare others with. */
export const MOST_LANDMARKS = 72;

/** A text joins them when more than this share of it is like none of them. */
const LEAST_NOVELTY = 0.2;

/** How fast texts stop being of one style, a square of a fiftieth of a deviation. */
const STYLE_FALL = 1.28 / (STYLES * 50 * 50);

/**
 * The texts that others are compared with: the first of a team that were unlike each other. A text is described by its likeness
 * to each, made independent of its likeness to those before (an incremental Cholesky factor: the Nystroem approximation of a
 * kernel). Invariant M1: adding one leaves the numbers of those before as they were, so sums over texts seen earlier stay valid.
 */
export class Landmarks {
  readonly #texts: TextSketch[] = [];
  /** Of each, its own description; the last number of it is what was new in it. */
  readonly #rows: Float64Array[] = [];
  readonly #byWord = new Map<number, number[]>();
  readonly #shared = new Float64Array(MOST_LANDMARKS);

  get texts(): readonly TextSketch[] {
    return this.#texts;
  }

  /** The landmarks of a list that was kept: all of them, as its sums refer to them by place. */
  static of(texts: readonly TextSketch[]): Landmarks {
    const landmarks = new Landmarks();
    for (const text of texts) landmarks.#take(text, Number.NEGATIVE_INFINITY);
    return landmarks;
  }

  /** Takes a text in when it is unlike the others and there is room. */
  add(text: TextSketch): boolean {
    return this.#take(text, LEAST_NOVELTY);
  }

  #take(text: TextSketch, least: number): boolean {
    const place = this.#texts.length;
    if (place >= MOST_LANDMARKS) return false;
    const row = new Float64Array(place + 1);
    this.describe(text, row, 0);
    const novelty = row.reduce((left, value) => left - value * value, 1);
    if (novelty <= least) return false;
    row[place] = Math.sqrt(Math.max(novelty, LEAST_NOVELTY));
    this.#texts.push(text);
    this.#rows.push(row);
    for (const word of text.words) {
      const places = this.#byWord.get(word);
      if (places === undefined) this.#byWord.set(word, [place]);
      else places.push(place);
    }
    return true;
  }

  /** Writes a text's description from `offset` on: its squares add up to at most 1. O(landmarks²). */
  describe({ style, words }: TextSketch, into: Float64Array, offset: number): void {
    const shared = this.#shared.fill(0);
    for (const word of words) for (const place of this.#byWord.get(word) ?? []) shared[place] = (shared[place] ?? 0) + 1;
    for (let place = 0; place < this.#texts.length; place++) {
      const landmark = this.#texts[place];
      const row = this.#rows[place];
      if (landmark === undefined || row === undefined) continue;
      const byWords =
        words.length === 0 || landmark.words.length === 0 ? 0 : (shared[place] ?? 0) / Math.sqrt(words.length * landmark.words.length);
      let value = (byWords + likenessOfStyle(style, landmark.style)) / 2;
      for (let before = 0; before < place; before++) value -= (into[offset + before] ?? 0) * (row[before] ?? 0);
      into[offset + place] = value / (row[place] ?? 1);
    }
  }
}

function likenessOfStyle(one: Int8Array, other: Int8Array): number {
  let squares = 0;
  for (let index = 0; index < one.length; index++) squares += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  return Math.exp(-STYLE_FALL * squares);
}

/** Total order of texts, so that processes that started from different ones agree whose to keep. */
export function compareSketches(one: TextSketch, other: TextSketch): number {
  return compareNumbers(one.words, other.words) || compareNumbers(one.style, other.style);
}

function compareNumbers(one: ArrayLike<number>, other: ArrayLike<number>): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
