/** A longer line is cut into sentences, and a longer sentence into pieces. */
const MAX_PASSAGE_CHARS = 500;

/** Cuts a text into passages that can be kept or left out: lines, sentences of long lines. Put together they are the text again. */
export function passagesOf(text: string): string[] {
  const passages: string[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    if (line.length <= MAX_PASSAGE_CHARS) passages.push(line);
    else for (const sentence of line.split(/(?<=[.!?…。！？]["'”’)\]]*\s+)/u)) pushPieces(sentence, passages);
  }
  return passages;
}

function pushPieces(sentence: string, passages: string[]): void {
  for (let start = 0; start < sentence.length; ) {
    let end = Math.min(sentence.length, start + MAX_PASSAGE_CHARS);
    // Never between the halves of one character.
    if (end < sentence.length && /[\ud800-\udbff]/.test(sentence.charAt(end - 1))) end--;
    passages.push(sentence.slice(start, end));
    start = end;
  }
}

const K1 = 1.2;
const B = 0.75;

/**
 * How much each passage says about a question: Okapi BM25 (Robertson and Zaragoza, 2009) over the question's terms. 0 for a
 * passage that has none of them. An index is not worth its while for one question: O(text).
 */
export function scorePassages(passages: readonly string[], question: string): Float64Array {
  const asked = new Map([...new Set(termsOf(question))].map((term, index) => [term, index]));
  const scores = new Float64Array(passages.length);
  if (asked.size === 0) return scores;
  const counts = passages.map((passage) => countTerms(passage, asked));
  const holding = new Float64Array(asked.size);
  let totalLength = 0;
  for (const { found, length } of counts) {
    totalLength += length;
    for (const term of found.keys()) holding[term] = (holding[term] ?? 0) + 1;
  }
  const usualLength = Math.max(1, totalLength / Math.max(1, passages.length));
  for (const [index, { found, length }] of counts.entries()) {
    let score = 0;
    for (const [term, count] of found) {
      const many = holding[term] ?? 0;
      const rarity = Math.log(1 + (passages.length - many + 0.5) / (many + 0.5));
      score += (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / usualLength));
    }
    scores[index] = score;
  }
  return scores;
}

function countTerms(passage: string, asked: ReadonlyMap<string, number>): { readonly found: Map<number, number>; readonly length: number } {
  const found = new Map<number, number>();
  const terms = termsOf(passage);
  for (const term of terms) {
    const index = asked.get(term);
    if (index !== undefined) found.set(index, (found.get(index) ?? 0) + 1);
  }
  return { found, length: terms.length };
}

const COMMON = new Set(
  'the and for with from that this are was were has have had not but its into over then than them they you your our out all any can will what which when where how who why use using make made give also each per about between there their his her she him been being does did only just more most such other some'.split(
    ' ',
  ),
);

/** Words in lower case without their usual endings; pairs of letters in scripts that do not part words. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)) {
      const letters = [...word];
      for (let start = 0; start < Math.max(1, letters.length - 1); start++) terms.push(letters.slice(start, start + 2).join(''));
    } else if (word.length > 2 && !COMMON.has(word)) terms.push(stemOf(word));
    else if (/^\d+$/.test(word)) terms.push(word);
  }
  return terms;
}

function stemOf(word: string): string {
  const stem = word.replace(/(?:ings?|ed|ies|es|s|y|e)$/, '');
  return stem.length >= 3 ? stem : word;
}
