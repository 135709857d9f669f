import type { TextDocument } from './text-document.ts';

/** A sentence that can stand alone, with where it comes from. */
export interface Sentence {
  readonly text: string;
  /** Index of its document. */
  readonly document: number;
  readonly heading: string;
  /** Its block within the document, and its place within the block, from 0. */
  readonly block: number;
  readonly place: number;
}

const SHORTEST = 20;
const LONGEST = 420;
const FEWEST_WORDS = 4;
/** A line of a list needs no full stop to be a statement, but this many words and a verb. */
const FEWEST_WORDS_OF_ITEM = 6;
/** A block longer than this is no paragraph, and is divided before its sentences are looked for. */
const LONGEST_SEGMENTED = 20_000;

/** Full stops that end no sentence. */
const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|cf|approx|ca|u\.s|u\.k|a\.m|p\.m|et al)\.\s*$/i;
const ABBREVIATED_NAME =
  /\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Fig|Figs|Eq|Sec|Ch|Vol|Inc|Ltd|Co|Corp|Dept|Est|Gen|Gov|Sen|Rep|Jr|Sr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$/u;
/** `J. Smith` is one name; `Vitamin C. The` are two sentences. */
const INITIAL = /(?<![\p{L}\p{N}'’-])\p{Lu}\.\s*$/u;
const OPENING = /^(?:The|It|Its|This|That|These|Those|A|An|In|On|At|We|They|He|She|But|And|If|When|As|For|There|Most|Some|Many)\b/;

let segmenter: Intl.Segmenter | undefined;

/** Splits running text into sentences. */
export function splitSentences(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: string[] = [];
  for (const piece of piecesOf(text)) {
    for (const { segment } of segmenter.segment(piece)) {
      const previous = sentences.at(-1);
      const goesOn = previous !== undefined && (endsInAbbreviation(previous, segment) || /^\p{Ll}/u.test(segment));
      if (goesOn) sentences[sentences.length - 1] = previous + segment;
      else sentences.push(segment);
    }
  }
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}

function endsInAbbreviation(sentence: string, next: string): boolean {
  const end = sentence.slice(-30);
  return ABBREVIATION.test(end) ? !OPENING.test(next) : ABBREVIATED_NAME.test(end) || (INITIAL.test(end) && !OPENING.test(next));
}

function piecesOf(text: string): string[] {
  if (text.length <= LONGEST_SEGMENTED) return [text];
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const stop = text.lastIndexOf('. ', from + LONGEST_SEGMENTED);
    const to = stop > from && from + LONGEST_SEGMENTED < text.length ? stop + 2 : from + LONGEST_SEGMENTED;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** The statements of documents: whole sentences of a readable length. Headings, fragments, code and link lists are none. */
export function sentencesOf(documents: readonly TextDocument[]): Sentence[] {
  const said = new Set<string>();
  return documents.flatMap(({ blocks }, document) => {
    let heading = '';
    return blocks.flatMap(({ kind, text }, block) => {
      if (kind === 'heading') {
        heading = text;
        return [];
      }
      const sentences = splitSentences(text);
      return sentences.flatMap((sentence, place) => {
        const whole = withoutLoneQuote(kind === 'item' && sentences.length === 1 ? withStop(sentence) : sentence);
        const key = `${document} ${whole}`;
        if (!isStatement(whole) || said.has(key)) return [];
        said.add(key);
        return [{ text: whole, document, heading, block, place }];
      });
    });
  });
}

/** Words that only verbs are: what has one is more than a heading. */
const VERB =
  /\b(?:is|are|was|were|be|been|has|have|had|can|cannot|could|will|would|shall|should|must|may|might|do|does|did|makes?|made|gives?|gave|takes?|took|needs?|shows?|showed|remains?|became|becomes?|rose|fell|grew|grows?|uses?|used|means?|meant|keeps?|kept|helps?|causes?|costs?|requires?|required|allows?|says?|said|depends?|improves?|improved|reduces?|reduced|increases?|increased)\b/i;

function withStop(item: string): string {
  if (/[.!?…]["”’)\]]?$/.test(item)) return item;
  const words = item.split(/\s+/).length;
  return words >= FEWEST_WORDS_OF_ITEM && VERB.test(item) && /[\p{L}\p{N})”"’]$/u.test(item) ? `${item}.` : item;
}

/** A quotation of several sentences leaves its marks on the first and the last. */
function withoutLoneQuote(sentence: string): string {
  const opens = sentence.match(/[“«]/g)?.length ?? 0;
  const closes = sentence.match(/[”»]/g)?.length ?? 0;
  const straight = sentence.match(/"/g)?.length ?? 0;
  if (opens === closes && straight % 2 === 0) return sentence;
  return sentence.replace(/^["“«]|(?<=[.!?])["”»]$/g, '');
}

const ENDS = /[.!?。！？।؟…]["”’)」』\]]*$/u;
/** Addresses and marks of programs; `<` and `>` of a comparison stand between spaces. */
const CODE = /[{}\\|]|=>|;\s*$|<\/?\w|\w\(\)|^\s*(?:import|const|let|var|def|function|class|return)\s.*[=:({]|https?:\/\/\S+[.)]?$/;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function isStatement(text: string): boolean {
  if (text.length > LONGEST || !ENDS.test(text) || /\?["”’)]*$/.test(text)) return false;
  if (!/^["“‘«(「¿¡]*[\p{Lu}\p{Lo}\p{N}$€£]/u.test(text) || CODE.test(text)) return false;
  const letters = text.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
  if (UNSPACED.test(text)) return letters >= 8 && letters / text.length > 0.6;
  return text.length >= SHORTEST && text.split(/\s+/).length >= FEWEST_WORDS && letters / text.length > 0.55 && !isShouting(text);
}

/** A line in capitals is a heading or a stamp. */
function isShouting(text: string): boolean {
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  const capital = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capital > small && small + capital > 8;
}
