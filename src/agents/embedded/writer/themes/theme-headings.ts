import type { Finding } from '../material/material.ts';
import { stemOf } from '../text/terms.ts';
import { type Phrase, phrasesOf } from './phrases.ts';

/** What a phrase in the title of the source counts for, against 1 at the start of a finding. */
const TITLE_PLACE = 0.3;

/** A phrase with how well it reads as a heading. */
export interface HeadingPhrase extends Phrase {
  readonly quality: number;
}

/** A phrase in the title of a source is also one, if a weak one, of all that was found there. */
export async function headingPhrases(findings: readonly Finding[], titles: readonly string[], topic: string): Promise<HeadingPhrase[]> {
  const phrases = await phrasesOf([...findings.map(({ text }) => text), ...titles], topic);
  return phrases.map((phrase) => {
    const places = new Map<number, number>();
    for (const [index, { sources }] of findings.entries()) {
      const inTitle = sources.some((source) => phrase.places.has(findings.length + source));
      const place = (phrase.places.get(index) ?? 0) + (inTitle ? TITLE_PLACE : 0);
      if (place > 0) places.set(index, Math.min(1, place));
    }
    return { ...phrase, places, quality: qualityOf(phrase.words, places.size, findings.length) };
  });
}

/**
 * A heading for each group, no phrase twice; empty for a group that no phrase marks. A second phrase joins
 * it when it marks much of the group too.
 */
export function headingsOf(groups: readonly (readonly number[])[], phrases: readonly HeadingPhrase[]): string[] {
  const taken: HeadingPhrase[] = [];
  const firsts = groups.map((members) => {
    const best = bestName(members, phrases.filter(isName), taken) ?? bestName(members, phrases, taken);
    const first = best === undefined ? undefined : fuller(best, members, phrases, taken);
    if (first !== undefined) taken.push(first);
    return first;
  });
  return groups.map((members, index) => {
    const first = firsts[index];
    if (first === undefined) return '';
    const second = secondPhrase(first, members, phrases, taken);
    if (second !== undefined) taken.push(second);
    return second === undefined ? first.label : `${first.label} and ${lowerFirst(second.label)}`;
  });
}

/** True for what at least two findings speak of, one of them in its own text. */
function isName({ places }: HeadingPhrase): boolean {
  return places.size >= 2 && Math.max(...places.values()) > TITLE_PLACE;
}

/** Two words say what one leaves open, and one that stands in many texts says least. */
function qualityOf(words: number, places: number, texts: number): number {
  if (words > 1) return words === 2 ? 1.5 : 1.3;
  return 0.65 * (1 - places / Math.max(1, texts));
}

/** True when one phrase is part of the other. */
function sayTheSame(left: HeadingPhrase, right: HeadingPhrase): boolean {
  return ` ${left.key} `.includes(` ${right.key} `) || ` ${right.key} `.includes(` ${left.key} `);
}

function sharesWord(left: HeadingPhrase, right: HeadingPhrase): boolean {
  const words = new Set(left.key.split(/[ -]/).map(stemOf));
  return right.key.split(/[ -]/).some((word) => words.has(stemOf(word)));
}

/** The phrase that marks most of the group and least of the rest. */
function bestName(
  members: readonly number[],
  phrases: readonly HeadingPhrase[],
  taken: readonly HeadingPhrase[],
): HeadingPhrase | undefined {
  const group = new Set(members);
  let best: HeadingPhrase | undefined;
  let bestGain = 0;
  for (const phrase of phrases) {
    if (taken.some((other) => sayTheSame(other, phrase))) continue;
    let inside = 0;
    let total = 0;
    let texts = 0;
    for (const [index, weight] of phrase.places) {
      total += weight;
      if (!group.has(index)) continue;
      inside += weight;
      texts++;
    }
    if (texts < Math.max(2, members.length * 0.2)) continue;
    const gain = ((inside * inside) / total) * phrase.quality;
    if (gain > bestGain || (gain === bestGain && best !== undefined && phrase.key < best.key)) {
      best = phrase;
      bestGain = gain;
    }
  }
  return best;
}

/** Of `frameworks` the longer `agent frameworks`, when nearly half of what the group says of the one is said of the other. */
function fuller(
  name: HeadingPhrase,
  members: readonly number[],
  phrases: readonly HeadingPhrase[],
  taken: readonly HeadingPhrase[],
): HeadingPhrase {
  if (name.words > 1) return name;
  const inside = ({ places }: HeadingPhrase): number => members.filter((index) => places.has(index)).length;
  const longer = phrases.filter((phrase) => phrase.words === 2 && phrase.key.endsWith(` ${name.key}`) && !taken.includes(phrase));
  const fitting = longer.filter((phrase) => inside(phrase) >= Math.max(2, inside(name) * 0.4));
  return fitting.sort((left, right) => inside(right) - inside(left) || (left.key < right.key ? -1 : 1))[0] ?? name;
}

function secondPhrase(
  seed: HeadingPhrase,
  members: readonly number[],
  phrases: readonly HeadingPhrase[],
  taken: readonly HeadingPhrase[],
): HeadingPhrase | undefined {
  const group = new Set(members);
  let best: HeadingPhrase | undefined;
  let bestGain = 0;
  for (const phrase of phrases) {
    if (!isName(phrase) || taken.some((other) => sharesWord(other, phrase))) continue;
    const inside = [...phrase.places].filter(([index]) => group.has(index));
    const elsewhere = phrase.places.size - inside.length;
    if (inside.length < Math.max(3, members.length * 0.3) || elsewhere > inside.length / 2) continue;
    const fresh = inside.filter(([index]) => !seed.places.has(index));
    if (fresh.length === 0) continue;
    const gain = inside.reduce((sum, [, weight]) => sum + weight, 0) * phrase.quality;
    if (gain > bestGain || (gain === bestGain && best !== undefined && phrase.key < best.key)) {
      best = phrase;
      bestGain = gain;
    }
  }
  return best;
}

/** A label inside a heading: in lower case, unless it begins with an acronym or a name. */
function lowerFirst(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
