import type { Ranked } from '../library/rank-sentences.ts';
import { splitSentences } from '../library/sentences.ts';
import type { TextDocument } from '../library/text-document.ts';
import type { Extract } from './purpose.ts';

const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';

const PATTERNS: Readonly<Record<Exclude<Extract, 'action items'>, RegExp>> = {
  dates: new RegExp(
    `\\b(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|\\d{1,2}(?:st|nd|rd|th)? ${MONTH}\\.?(?:,? \\d{4})?|${MONTH} \\d{4})\\b`,
    'g',
  ),
  numbers: /(?<![\w.])[$€£]?\d[\d,]*(?:\.\d+)?\s?(?:%|percent|million|billion|thousand)?(?![\w])/g,
  emails: /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/g,
  links: /https?:\/\/[^\s<>"')\]]{1,500}/g,
  names: /(?<![.!?]\s|^)\b\p{Lu}[\p{L}'’-]+(?:\s+(?:of\s+|the\s+)?\p{Lu}[\p{L}'’.-]+)+/gmu,
};

const TASK =
  /^(?:(?:to-?do|action(?: item)?|next step)\s*[:-]\s*|\[[ x]?\]\s*)|\b(?:must|needs? to|has to|have to|should|will|is to|are to|please|by (?:mon|tues|wednes|thurs|fri|satur|sun)day|due)\b/i;

/** All of a kind of detail, each with the statement it stands in; a detail said twice is given once. */
export function extractAll(what: Extract, documents: readonly TextDocument[]): Ranked[] {
  const seen = new Set<string>();
  const found: Ranked[] = [];
  for (const [document, { blocks }] of documents.entries()) {
    for (const [block, { kind, text }] of blocks.entries()) {
      if (kind === 'heading') continue;
      for (const [place, sentence] of (kind === 'item' ? [text] : splitSentences(text)).entries()) {
        for (const detail of detailsIn(sentence, what, kind === 'item')) {
          if (seen.has(detail.toLowerCase())) continue;
          seen.add(detail.toLowerCase());
          const shown = detail === sentence || sentence.length > 300 ? detail : `${detail}: ${sentence}`;
          found.push({ text: shown, document, heading: '', block, place, score: 1 });
        }
      }
    }
  }
  return found;
}

function detailsIn(sentence: string, what: Extract, isItem: boolean): string[] {
  if (what === 'action items') return TASK.test(sentence) && (isItem || sentence.length < 240) ? [sentence] : [];
  return [...sentence.matchAll(PATTERNS[what])].map(([detail]) => detail.trim());
}
