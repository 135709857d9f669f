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

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const SHORTEST = 40;
const LONGEST = 420;

/** Full stops that end no sentence. */
const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|approx|al|Inc|Ltd|U\.S)\.\s*$/;

/** Splits running text into sentences. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const previous = sentences.at(-1);
    if (previous !== undefined && ABBREVIATION.test(previous)) sentences[sentences.length - 1] = previous + segment;
    else sentences.push(segment);
  }
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}

/** The statements of documents: whole sentences of a readable length. Headings, fragments, code and link lists are none. */
export function sentencesOf(documents: readonly TextDocument[]): Sentence[] {
  return documents.flatMap(({ blocks }, document) => {
    let heading = '';
    return blocks.flatMap(({ kind, text }, block) => {
      if (kind === 'heading') {
        heading = text;
        return [];
      }
      return splitSentences(text)
        .map((sentence, place) => ({ text: sentence, document, heading, block, place }))
        .filter((sentence) => isStatement(sentence.text));
    });
  });
}

function isStatement(text: string): boolean {
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  if (!/^["“(]?[\p{Lu}\d]/u.test(text) || !/[.!?]["”)]?$/.test(text)) return false;
  if (/[{}<>|\\]|https?:\/\/\S+\s*$|=>|;\s*$/.test(text)) return false;
  const words = text.split(/\s+/);
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  return words.length >= 6 && letters / text.length > 0.6;
}
