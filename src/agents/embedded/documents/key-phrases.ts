import type { Sentence } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';

/** What sentences keep speaking of: a word or two of theirs. */
export interface KeyPhrase {
  /** As it stands in the text, in lower case unless it is a name. */
  readonly phrase: string;
  /** Its words without their endings. */
  readonly terms: readonly string[];
  /** In how many sentences. */
  readonly count: number;
}

/** Two words that come together tell more than either. */
const PAIR_WORTH = 4;
/** Verbs and measures that come up in any text and are nobody's subject. */
const NO_SUBJECT = new Set(
  termsOf(
    'find found say said show report reported percent year month week day time people number part way thing new good better best large small high low long short first last next many several different take give get go come know think see want need work help mean become keep two three four five six seven eight nine ten hundred thousand million half third quarter twice rise rose fell grow grew change usually often always rather every another each old young least together well still even whose',
  ),
);

/** The phrases that most sentences share, most telling first. A word is not given again beside a phrase that holds it. */
export function keyPhrasesOf(sentences: readonly Sentence[], count: number): KeyPhrase[] {
  const found = new Map<string, { readonly terms: readonly string[]; readonly forms: Map<string, number>; count: number }>();
  for (const { text } of sentences) {
    const seen = new Set<string>();
    for (const { terms, form } of candidatesIn(text)) {
      const key = terms.join(' ');
      const entry = found.get(key) ?? { terms, forms: new Map<string, number>(), count: 0 };
      found.set(key, entry);
      entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1);
      if (!seen.has(key)) entry.count++;
      seen.add(key);
    }
  }
  const worth = ({ terms, count: times }: { readonly terms: readonly string[]; readonly count: number }): number =>
    times * (terms.length === 2 ? PAIR_WORTH : 1);
  const sorted = [...found.entries()]
    .filter(([, entry]) => entry.count >= 2)
    .sort((a, b) => worth(b[1]) - worth(a[1]) || (a[0] < b[0] ? -1 : 1));
  const chosen: KeyPhrase[] = [];
  for (const [, entry] of sorted) {
    if (chosen.length >= count) break;
    if (chosen.some(({ terms }) => entry.terms.some((term) => terms.includes(term)))) continue;
    chosen.push({ phrase: commonest(entry.forms), terms: entry.terms, count: entry.count });
  }
  return chosen;
}

/** Single words and pairs of neighbours, none of them a filler. */
function candidatesIn(text: string): { readonly terms: readonly string[]; readonly form: string }[] {
  const words = (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*|[^\s\p{L}\p{N}]+/gu) ?? []).map((word, index) => {
    const [term] = termsOf(word);
    const bare = word.replace(/['’]s$/, '');
    const isName = index > 0 && /^\p{Lu}/u.test(bare);
    return {
      term: term === undefined || NO_SUBJECT.has(term) || /^\d/.test(term) ? undefined : term,
      form: isName || /\p{Lu}.*\p{Lu}/u.test(bare) ? bare : bare.toLowerCase(),
    };
  });
  return words.flatMap(({ term, form }, index) => {
    if (term === undefined) return [];
    const next = words[index + 1];
    const single = { terms: [term], form };
    return next?.term === undefined ? [single] : [single, { terms: [term, next.term], form: `${form} ${next.form}` }];
  });
}

function commonest(forms: ReadonlyMap<string, number>): string {
  const worth = ([form, times]: readonly [string, number]): number => (/(?:ed|ing)$/.test(form) ? times / 3 : times);
  return [...forms].sort((a, b) => worth(b) - worth(a) || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
}
