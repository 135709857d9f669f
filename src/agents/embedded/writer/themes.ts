import type { Finding } from './material.ts';
import { type Phrase, phrasesOf } from './phrases.ts';
import { centroidOf, cosine, type TermVector, termVectors } from './term-vectors.ts';
import { stemOf, termsOf, wordsOf } from './terms.ts';

/** Findings that belong together, with a heading a person can read. */
export interface Theme {
  readonly heading: string;
  /** Most relevant first. */
  readonly findings: readonly Finding[];
}

/** What has fewer findings than this is one theme. */
const MIN_TO_SPLIT = 6;
const MAX_THEMES = 7;
const MIN_THEME = 3;
/** What a phrase in the title of the source counts for, against 1 at the start of a finding. */
const TITLE_PLACE = 0.3;
/** A finding closer to its theme than this belongs to it; else it is put with the other findings. */
const MIN_CLOSENESS = 0.06;

/**
 * Groups findings by what they are about. Headings come first, as in Lingo (Osiński 2004): noun phrases that head many
 * findings, chosen greedily so that together they cover as many as possible; then every finding joins the theme
 * whose centroid of TF-IDF vectors it is closest to. O(n² · phrases) for n findings; no chance involved.
 *
 * @param titles The title of each source: what a finding's source is about says something of the finding.
 */
export async function themesOf(findings: readonly Finding[], titles: readonly string[], topic: string): Promise<Theme[]> {
  if (findings.length < MIN_TO_SPLIT) return [{ heading: 'Findings', findings }];
  const phrases = await headingPhrases(findings, titles, topic);
  const topicStems = new Set(wordsOf(topic).map(stemOf));
  const bags = findings.map(({ text, sources }) => {
    const about = sources.flatMap((source) => termsOf(titles[source] ?? ''));
    return [...termsOf(text), ...about].filter((term) => !topicStems.has(term));
  });
  const vectors = termVectors(bags);
  const count = Math.max(2, Math.min(MAX_THEMES, Math.round(findings.length / 4.5)));
  const seeds = chooseLabels(phrases, vectors, count);
  if (seeds.length < 2) return [{ heading: 'Findings', findings }];
  const groups = assign(seeds, vectors, findings);
  return nameGroups(groups, findings, phrases);
}

/** A phrase in the title of a source is also one, if a weak one, of all that was found there. */
async function headingPhrases(findings: readonly Finding[], titles: readonly string[], topic: string): Promise<Phrase[]> {
  const phrases = await phrasesOf([...findings.map(({ text }) => text), ...titles], topic);
  return phrases.map((phrase) => {
    const places = new Map<number, number>();
    for (const [index, { sources }] of findings.entries()) {
      const inTitle = sources.some((source) => phrase.places.has(findings.length + source));
      const place = (phrase.places.get(index) ?? 0) + (inTitle ? TITLE_PLACE : 0);
      if (place > 0) places.set(index, Math.min(1, place));
    }
    return { ...phrase, places };
  });
}

interface Group {
  readonly seed: Phrase | undefined;
  readonly members: readonly number[];
}

/** Takes the phrase that newly covers most, again and again. A phrase in nearly half of all findings parts nothing. */
function chooseLabels(phrases: readonly Phrase[], vectors: readonly TermVector[], count: number): Phrase[] {
  const usable = phrases
    .filter((phrase) => isName(phrase) && phrase.places.size <= Math.max(3, vectors.length * (phrase.words === 1 ? 0.2 : 0.4)))
    .map((phrase) => ({ phrase, quality: qualityOf(phrase) * coherenceOf(phrase, vectors) }));
  const covered = new Map<number, number>();
  const chosen: Phrase[] = [];
  while (chosen.length < count) {
    let best: Phrase | undefined;
    let bestGain = 0;
    for (const { phrase, quality } of usable) {
      if (chosen.some((other) => sayTheSame(other, phrase))) continue;
      let gain = 0;
      for (const [text, weight] of phrase.places) gain += weight / (1 + (covered.get(text) ?? 0) * 4);
      gain *= quality;
      if (gain > bestGain || (gain === bestGain && best !== undefined && phrase.key < best.key)) {
        best = phrase;
        bestGain = gain;
      }
    }
    if (best === undefined) break;
    chosen.push(best);
    for (const [text, weight] of best.places) covered.set(text, (covered.get(text) ?? 0) + weight);
  }
  return chosen;
}

/** True for what at least two findings speak of, one of them in its own text. */
function isName({ places }: Phrase): boolean {
  return places.size >= 2 && Math.max(...places.values()) > TITLE_PLACE;
}

/** Two words say what one leaves open. */
function qualityOf({ words }: Phrase): number {
  return words === 1 ? 0.65 : words === 2 ? 1.5 : 1.3;
}

/** How alike the texts with this phrase are: the mean cosine to their centroid, free of the bias of small sets. */
function coherenceOf({ places }: Phrase, vectors: readonly TermVector[]): number {
  const inside = [...places.keys()].flatMap((index) => vectors[index] ?? []);
  let sum = 0;
  let pairs = 0;
  for (const [index, left] of inside.entries()) {
    for (const right of inside.slice(index + 1)) {
      sum += cosine(left, right);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : Math.sqrt(sum / pairs);
}

/** True when one phrase is part of the other. */
function sayTheSame(left: Phrase, right: Phrase): boolean {
  return ` ${left.key} `.includes(` ${right.key} `) || ` ${right.key} `.includes(` ${left.key} `);
}

function sharesWord(left: Phrase, right: Phrase): boolean {
  const words = new Set(left.key.split(/[ -]/).map(stemOf));
  return right.key.split(/[ -]/).some((word) => words.has(stemOf(word)));
}

/** Two rounds of "join the nearest centroid", started from the findings that name each label. */
function assign(seeds: readonly Phrase[], vectors: readonly TermVector[], findings: readonly Finding[]): Group[] {
  let centroids = seeds.map(({ places }) => centroidOf([...places.keys()].flatMap((index) => vectors[index] ?? [])));
  let members: number[][] = [];
  for (let round = 0; round < 3; round++) {
    members = seeds.map(() => []);
    const left: number[] = [];
    for (const [index, vector] of vectors.entries()) {
      let nearest = -1;
      let closest = MIN_CLOSENESS;
      for (const [group, centroid] of centroids.entries()) {
        const closeness = cosine(vector, centroid) + 0.25 * (seeds[group]?.places.get(index) ?? 0);
        if (closeness > closest) {
          nearest = group;
          closest = closeness;
        }
      }
      (members[nearest] ?? left).push(index);
    }
    centroids = members.map((group) => centroidOf(group.flatMap((index) => vectors[index] ?? [])));
    if (round === 2) return dissolveSmall(seeds, members, left, vectors, centroids, findings);
  }
  return [];
}

/** Findings of a group too small to be a theme go to the nearest one that is; what is near to none ends in a group without a seed. */
function dissolveSmall(
  seeds: readonly Phrase[],
  members: readonly (readonly number[])[],
  left: readonly number[],
  vectors: readonly TermVector[],
  centroids: readonly TermVector[],
  findings: readonly Finding[],
): Group[] {
  const large = members.flatMap((group, index) => (group.length >= Math.min(MIN_THEME, Math.ceil(findings.length / 4)) ? [index] : []));
  const groups = new Map(large.map((index) => [index, [...(members[index] ?? [])]]));
  const rest: number[] = [];
  const homeless = [...members.flatMap((group, index) => (groups.has(index) ? [] : group)), ...left].sort((a, b) => a - b);
  for (const finding of homeless) {
    let nearest: number | undefined;
    let closest = MIN_CLOSENESS;
    for (const group of large) {
      const closeness = cosine(vectors[finding] ?? new Map(), centroids[group] ?? new Map());
      if (closeness > closest) {
        nearest = group;
        closest = closeness;
      }
    }
    if (nearest === undefined) rest.push(finding);
    else groups.get(nearest)?.push(finding);
  }
  const named: Group[] = large.map((index) => ({ seed: seeds[index], members: (groups.get(index) ?? []).sort((a, b) => a - b) }));
  return rest.length === 0 ? named : [...named, { seed: undefined, members: rest }];
}

/** Largest theme first, the other findings last. Once its members are known, a theme is named by the phrase that fits them best. */
function nameGroups(groups: readonly Group[], findings: readonly Finding[], phrases: readonly Phrase[]): Theme[] {
  const seeded = groups.filter(({ seed }) => seed !== undefined).sort((left, right) => right.members.length - left.members.length);
  const other = groups.filter(({ seed }) => seed === undefined);
  const taken: Phrase[] = [];
  const named = seeded.map(({ seed, members }) => {
    const best = bestName(members, phrases, taken);
    const first = best === undefined ? seed : fuller(best, members, phrases, taken);
    if (first !== undefined) taken.push(first);
    return { first, members };
  });
  const themes = [...named, ...other.map(({ members }) => ({ first: undefined, members }))].map(({ first, members }) => {
    const inside = members.flatMap((index) => findings[index] ?? []);
    if (first === undefined) return { heading: seeded.length === 0 ? 'Findings' : 'Other findings', findings: inside };
    const second = secondPhrase(first, members, phrases, taken);
    if (second !== undefined) taken.push(second);
    return { heading: second === undefined ? first.label : `${first.label} and ${lowerFirst(second.label)}`, findings: inside };
  });
  return themes;
}

/** The phrase that marks most of the group and least of the rest. */
function bestName(members: readonly number[], phrases: readonly Phrase[], taken: readonly Phrase[]): Phrase | undefined {
  const group = new Set(members);
  let best: Phrase | undefined;
  let bestGain = 0;
  for (const phrase of phrases) {
    if (taken.some((other) => sayTheSame(other, phrase)) || !isName(phrase)) continue;
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
    const gain = ((inside * inside) / total) * qualityOf(phrase);
    if (gain > bestGain || (gain === bestGain && best !== undefined && phrase.key < best.key)) {
      best = phrase;
      bestGain = gain;
    }
  }
  return best;
}

/** Of `frameworks` the longer `agent frameworks`, when nearly half of what the group says of the one is said of the other. */
function fuller(name: Phrase, members: readonly number[], phrases: readonly Phrase[], taken: readonly Phrase[]): Phrase {
  if (name.words > 1) return name;
  const inside = ({ places }: Phrase): number => members.filter((index) => places.has(index)).length;
  const longer = phrases.filter((phrase) => phrase.words === 2 && phrase.key.endsWith(` ${name.key}`) && !taken.includes(phrase));
  const fitting = longer.filter((phrase) => inside(phrase) >= Math.max(2, inside(name) * 0.4));
  return fitting.sort((left, right) => inside(right) - inside(left) || (left.key < right.key ? -1 : 1))[0] ?? name;
}

function secondPhrase(seed: Phrase, members: readonly number[], phrases: readonly Phrase[], taken: readonly Phrase[]): Phrase | undefined {
  const group = new Set(members);
  let best: Phrase | undefined;
  let bestGain = 0;
  for (const phrase of phrases) {
    if (taken.some((other) => sharesWord(other, phrase))) continue;
    const inside = [...phrase.places].filter(([index]) => group.has(index));
    const elsewhere = phrase.places.size - inside.length;
    if (inside.length < Math.max(3, members.length * 0.3) || elsewhere > inside.length / 2) continue;
    const fresh = inside.filter(([index]) => !seed.places.has(index));
    if (fresh.length === 0) continue;
    const gain = inside.reduce((sum, [, weight]) => sum + weight, 0) * qualityOf(phrase);
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
