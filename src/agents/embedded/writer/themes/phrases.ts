import { capitalise, pluralOf } from '../text/clean-text.ts';
import { isStopWord, stemOf, wordsOf } from '../text/terms.ts';

/** A noun phrase of one to three words as a candidate for a heading. */
export interface Phrase {
  /** The stems of its words, joined: the same for `coding agent` and `coding agents`. */
  readonly key: string;
  /** As it is most often written. */
  readonly label: string;
  readonly words: number;
  /** By index of the text it occurs in: 1 when the text begins with it, less further in. */
  readonly places: ReadonlyMap<number, number>;
}

/** Nouns that name the evidence or its amounts and not the matter. */
const GENERIC = new Set(
  `year month week day quarter half third percent share rate number amount level part case time thing people person person team group member way kind type sort lot author
  paper study survey review article document report result finding observation participant commenter respondent maintainer developer engineer analyst
  researcher practitioner repository project discussion thread digest community comment note summary example question answer reason point
  value figure use user work task technique category feature trend field gap effort difference change problem issue
  worry advice growth majority minority few piece state party company vendor buyer today hand form set default obstacle
  application thing system development progress bottleneck complaint forecast baseline step choice standard source word line term`
    .split(/\s+/)
    .map(stemOf),
);

/** True for the stem of a word that names the evidence or its amounts: `repository`, `percent`, `month`. */
export function isGenericStem(stem: string): boolean {
  return GENERIC.has(stem);
}

/**
 * The noun phrases of some texts, by their first place: runs of adjectives and nouns that end in a noun, by part of speech.
 *
 * @param topic Phrases made of the topic's words alone are left out: they would head everything.
 */
export async function phrasesOf(texts: readonly string[], topic: string): Promise<Phrase[]> {
  const { default: nlp } = await import('compromise');
  const topicStems = new Set(wordsOf(topic).map(stemOf));
  const found = new Map<string, { forms: Map<string, number>; places: Map<number, number>; words: number }>();
  for (const [index, text] of texts.entries()) {
    for (const { words, position } of nounRuns(nlp(text).json({ offset: false }) as Sentence[])) {
      const key = words.map(stemOf).join(' ');
      if (words.every((word) => topicStems.has(stemOf(word))) || isGeneric(words)) continue;
      const entry = found.get(key) ?? { forms: new Map<string, number>(), places: new Map<number, number>(), words: words.length };
      const form = words.join(' ');
      entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1);
      entry.places.set(index, Math.max(entry.places.get(index) ?? 0, position < 4 ? 1 : position < 10 ? 0.6 : 0.4));
      found.set(key, entry);
    }
  }
  const written = new Set(texts.flatMap((text) => wordsOf(text)));
  return [...found].map(([key, { forms, places, words }]) => ({ key, label: labelOf(forms, written), words, places }));
}

function isGeneric(words: readonly string[]): boolean {
  const last = words[words.length - 1] ?? '';
  return GENERIC.has(stemOf(last)) || words.some((word) => isStopWord(word)) || words.every((word) => GENERIC.has(stemOf(word)));
}

interface Sentence {
  readonly terms: readonly { readonly text: string; readonly pre: string; readonly post: string; readonly tags: readonly string[] }[];
}

const MAX_WORDS = 3;

/** Every run of up to three words that reads as a noun phrase, with the place of its first word in the text. */
function nounRuns(sentences: readonly Sentence[]): { words: string[]; position: number }[] {
  const runs: { words: string[]; position: number }[] = [];
  let position = 0;
  for (const { terms } of sentences) {
    let open: Word[] = [];
    for (const term of withCompounds(terms)) {
      const kind = kindOf(term.text, term.tags);
      if (kind === undefined || /[^\s]/.test(term.pre)) {
        runs.push(...partsOf(open));
        open = [];
      }
      if (kind !== undefined) open.push({ word: term.text, noun: kind === 'noun', position });
      if (/[^\s]/.test(term.post)) {
        runs.push(...partsOf(open));
        open = [];
      }
      position++;
    }
    runs.push(...partsOf(open));
  }
  return runs;
}

/** Words joined by a hyphen as one: `open-weight` describes what follows it. */
function withCompounds(terms: Sentence['terms']): Sentence['terms'] {
  const joined: { text: string; pre: string; post: string; tags: readonly string[] }[] = [];
  for (const term of terms) {
    const last = joined[joined.length - 1];
    if (last?.post !== '-') joined.push({ ...term });
    else joined[joined.length - 1] = { text: `${last.text}-${term.text}`, pre: last.pre, post: term.post, tags: ['Adjective'] };
  }
  return joined;
}

interface Word {
  readonly word: string;
  readonly noun: boolean;
  readonly position: number;
}

/** The phrases that end where the run ends: in `coding tools`, `coding` is no matter of its own. */
function partsOf(run: readonly Word[]): { words: string[]; position: number }[] {
  const end = run.findLastIndex(({ noun }) => noun) + 1;
  const parts: { words: string[]; position: number }[] = [];
  for (let start = Math.max(0, end - MAX_WORDS); start < end; start++) {
    parts.push({ words: run.slice(start, end).map(({ word }) => word), position: run[start]?.position ?? 0 });
  }
  return parts;
}

function kindOf(word: string, tags: readonly string[]): 'noun' | 'adjective' | undefined {
  if (!/^[\p{L}][\p{L}\p{N}+#-]*$/u.test(word) || word.length < 2) return undefined;
  if (tags.includes('Pronoun') || tags.includes('Value') || tags.includes('Date')) return undefined;
  if (tags.includes('Noun')) return 'noun';
  return tags.includes('Adjective') || tags.includes('Gerund') ? 'adjective' : undefined;
}

/** The most frequent form, in the plural when the texts use that of its noun: `language models`, but `power`. */
function labelOf(forms: ReadonlyMap<string, number>, written: ReadonlySet<string>): string {
  const ranked = [...forms].sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1));
  const form = ranked[0]?.[0] ?? '';
  const words = form.split(' ').map((word) => (/^\p{Lu}\p{Ll}+$/u.test(word) && !isNameIn(forms, word) ? word.toLowerCase() : word));
  const last = words[words.length - 1] ?? '';
  const plural = pluralOf(last);
  if (stemOf(plural) === stemOf(last) && !last.endsWith('s') && written.has(plural.toLowerCase())) words[words.length - 1] = plural;
  return capitalise(words.join(' '));
}

/** A word written with a capital in every form is a name, unless it only ever begins its phrase. */
function isNameIn(forms: ReadonlyMap<string, number>, word: string): boolean {
  return [...forms.keys()].every((form) => form.includes(word)) && ![...forms.keys()].some((form) => form.startsWith(word));
}
