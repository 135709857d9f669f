import { type Ranked, tellsOfWriters } from './rank-sentences.ts';
import type { Sentence } from './sentences.ts';

/** A sentence this short names a point without saying what is meant; the one after it does. */
const BRIEF = 95;
/** Longer than this, a point is a paragraph. */
const LONGEST_POINT = 340;

/**
 * Ranked sentences as points that can be read alone: a brief opening is joined by the sentence that bears it out, and
 * a sentence that bears out a brief opening by that opening. What was joined is not given again. Best first.
 */
export function asPoints(ranked: readonly Ranked[], sentences: readonly Sentence[]): Ranked[] {
  const byPlace = new Map(sentences.map((sentence) => [keyOf(sentence, 0), sentence]));
  const said = new Set<string>();
  return ranked.flatMap((sentence) => {
    if (said.has(keyOf(sentence, 0))) return [];
    const parts = partsOf(sentence, byPlace).filter((part) => !said.has(keyOf(part, 0)));
    for (const part of parts) said.add(keyOf(part, 0));
    return [{ ...sentence, place: parts[0]?.place ?? sentence.place, text: parts.map(({ text }) => text).join(' ') }];
  });
}

function partsOf(sentence: Sentence, byPlace: ReadonlyMap<string, Sentence>): readonly Sentence[] {
  const next = byPlace.get(keyOf(sentence, 1));
  if (sentence.text.length <= BRIEF && next !== undefined && fits(sentence, next)) return [sentence, next];
  const opening = sentence.place === 1 ? byPlace.get(keyOf(sentence, -1)) : undefined;
  return opening !== undefined && opening.text.length <= BRIEF && fits(opening, sentence) ? [opening, sentence] : [sentence];
}

const fits = (first: Sentence, second: Sentence): boolean =>
  first.text.length + second.text.length < LONGEST_POINT && !tellsOfWriters(first.text) && !tellsOfWriters(second.text);

const keyOf = ({ document, block, place }: Sentence, offset: number): string => `${document}/${block}/${place + offset}`;
