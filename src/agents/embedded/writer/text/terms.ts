/** Words that say nothing of what a text is about. */
const STOP_WORDS = new Set(
  `a about above across after again against ago all almost alone along already also although always am among an and another any anyone anything are around as ask at
  away back be became because become been before began behind being below best better between both bring but by called came can cannot close come could current did do
  does doing done down due during each early easy either else end enough even ever every everyone everything example far few fewer first five for four from full further
  gave get give given go going good got great grew had half has have having he her here high him his how however i if in indeed instead into is it its itself just keep
  kept know known large larger last late later least less let like likely little long longer low made mainly make makes making many may me mean means might month months
  more most mostly much must my name near nearly need never new newer next nine no nobody nor not nothing now of off often old older on once one only onto open-ended
  or other others our out over own part per percent perhaps put quite rather read really reason report reported reports said same saw say says second see seen several she should show showed
  shown shows since six small smaller so some something soon still such take taken tell ten than that the their them then there these they thing things third this those though
  three through thus to today together told too took toward towards turn turned twice two under until up upon us use used useful uses using usually very via want was way
  ways we week weeks well went were what when where whether which while who whole whom whose why wide widely will with within without would year years yet you your
  eight seven twelve thirty fifty hundred thousand million billion`.split(/\s+/),
);

const SUFFIX = /(?:isations?|izations?|ations?|ators?|ating|ated|ates?|ings?|edly|ed|ers?|ally|ly|ments?|ness)$/;

/** The stem two forms of an English word share: `evaluating` and `evaluation` give `evalu`. */
export function stemOf(word: string): string {
  const singular = word
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=(?:ss|x|ch|sh))es$/, '')
    .replace(/(?<=[^sui])s$/, '');
  const bare = singular.replace(SUFFIX, '');
  return bare.length >= 4 ? bare : singular;
}

/** The words of a text in lower case, hyphenated ones in parts. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*[+#]*/gu) ?? [];
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word) || /^[\d.,]+$/.test(word);
}

/** The stems of the words that carry meaning, in order, with repeats. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !isStopWord(word) && word.length > 1)
    .map(stemOf);
}

/** The share 0..1 of terms that two texts have in common, numbers included: 1 for the same words in any order. */
export function overlapOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  for (const term of left) if (right.has(term)) shared++;
  return shared / (left.size + right.size - shared);
}

/** What a text says, order and small words aside: stems and numbers. */
export function gistOf(text: string): ReadonlySet<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => /\d/.test(word) || !isStopWord(word))
      .map((word) => (/\d/.test(word) ? word : stemOf(word))),
  );
}
