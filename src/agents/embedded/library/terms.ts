const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just like made make many may me might more most much must my no nor not now of off on once one only or other our out over own per same she should since so some such than that the their them then there these they this those through to too two under until up upon us use used using very was we were what when where which while who whom whose why will with within without would you your`.split(
    /\s+/,
  ),
);

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Words of a request that say how new or how wide, not what about: "the latest trends in tea" is about tea. */
const GENERIC: ReadonlySet<string> = new Set(
  termsOf(
    'trends latest recent current new newest today upcoming emerging news developments advances progress overview state art field topic topics information facts background introduction research study studies future report summary best top key main important',
  ),
);

/** The words of a text that carry meaning, in lower case, endings taken off: `Models`, `model's` and `model` are one. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => (word.length > 1 || UNSPACED.test(word)) && !STOP_WORDS.has(word))
    .map(stem);
}

/** The terms that say what a topic is about; all of them when none is more than a filler. */
export function topicTermsOf(topic: string): string[] {
  const terms = [...new Set(termsOf(topic))];
  const specific = terms.filter((term) => !GENERIC.has(term));
  return specific.length > 0 ? specific : terms;
}

/** The words of a topic without the fillers, as they stand. */
export function topicWordsOf(topic: string): string[] {
  const words = (topic.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.+#-]*/gu) ?? []).map((word) => word.replace(/[.'’-]+$/, ''));
  const specific = words.filter((word) => !STOP_WORDS.has(word.toLowerCase()) && !GENERIC.has(stem(word.toLowerCase())));
  return specific.length > 0 ? specific : words;
}

/** Words in lower case, in order. Scripts that part no words are divided by a dictionary. */
function wordsOf(text: string): string[] {
  const lower = text.toLowerCase().replaceAll('’', "'");
  if (!UNSPACED.test(lower)) return lower.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}']*/gu) ?? [];
  return [...wordSegmenter().segment(lower)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;

function wordSegmenter(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return segmenter;
}

/** Takes off the endings of plurals and of verbs: a light stemmer, which errs on the side of leaving words apart. */
function stem(word: string): string {
  const bare = word.replace(/'s?$/, '');
  if (bare.length <= 3) return bare;
  const singular = bare
    .replace(/sses$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/([^su])s$/, '$1');
  const root = singular.replace(/(?<=[aeiouy]\w*\w)(?:ing|ed)$/, '');
  if (root === singular) return singular.replace(/(?<=\w{3})e$/, '');
  return root.replace(/([^aeiouylsz])\1$/, '$1').replace(/i$/, 'y');
}
