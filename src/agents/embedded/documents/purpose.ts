/** What is wanted of documents. */
export type Purpose =
  | { readonly kind: 'list' }
  | { readonly kind: 'read' }
  | {
      readonly kind: 'summarize';
      readonly about: string;
      readonly sentences: number | undefined /** Sentences were asked for, not points. */;
      readonly exact: boolean;
    }
  | { readonly kind: 'find'; readonly about: string }
  | { readonly kind: 'answer'; readonly question: string }
  | { readonly kind: 'compare'; readonly about: string }
  | { readonly kind: 'extract'; readonly what: Extract }
  | { readonly kind: 'themes' }
  | { readonly kind: 'study'; readonly about: string };

export type Extract = 'dates' | 'numbers' | 'names' | 'emails' | 'links' | 'action items';

const EXTRACTS: readonly (readonly [RegExp, Extract])[] = [
  [/\b(?:action items?|to-?dos?|next steps|follow-?ups?|tasks|commitments)\b/i, 'action items'],
  [/\b(?:dates?|deadlines?|timeline|milestones)\b/i, 'dates'],
  [/\b(?:e-?mails?|e-?mail addresses)\b/i, 'emails'],
  [/\b(?:links?|urls?|web addresses)\b/i, 'links'],
  [/\b(?:numbers?|figures?|statistics|amounts?|percentages?|prices|quantities)\b/i, 'numbers'],
  [/\b(?:names?|people|persons|organi[sz]ations?|companies|places)\b/i, 'names'],
];

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const NUMBER = `\\d{1,2}|${NUMBER_WORDS.slice(1).join('|')}`;
const MOST_SENTENCES = 40;

const QUESTION =
  /^(?:please\s+)?(?:(?:answer|tell me|find out|explain|say)(?:\s+(?:the|this|my)?\s*question)?\s*:?\s+)?((?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|should|will|would|has|have)\b.+)$/is;
const SUMMARY =
  /\b(?:summari[sz]e|summari[sz]ing|summary|sum up|tl;?dr|gist|condense|shorten|overview|abstract|key (?:points|sentences|ideas|findings|takeaways)|main (?:points|ideas)|takeaways|highlights|digest)\b/i;
const FIND = /\b(?:find|search|look (?:up|for)|locate|quote|scan for|says? about|mentions?|passages?|where)\b/i;
const STUDY =
  /\b(?:analy[sz]e|review|examine|study|inspect|assess|evaluate|interpret|understand|check|go through|identify|explain|digest|key|insights?)\b/i;
const DOCUMENTS = '(?:documents?|files?|folders?|texts?|inputs?|papers?|articles?|notes?|pages?|pdfs?|reports?|contents?)';
const LIST = new RegExp(
  `^(?:please\\s+)?(?:list|show|name|enumerate|inventory)\\s+(?:me\\s+)?(?:all\\s+)?(?:of\\s+)?(?:the\\s+|my\\s+|given\\s+|available\\s+|input\\s+)*${DOCUMENTS}\\b(?!'s)\\s*(?:(?:in|of|from|below|under)\\b.*)?$`,
  'i',
);
const THEMES = /\b(?:themes?|topics?|keywords?|key ?phrases?|subjects?)\b/i;
const THEME_VERB = /\b(?:extract|identify|list|find|name|show|what are|which|detect)\b/i;

/** Reads an instruction; `undefined` when it asks for nothing that can be done with texts. */
export function readPurpose(instruction: string): Purpose | undefined {
  const text = instruction.trim();
  if (LIST.test(text)) return { kind: 'list' };
  const question = QUESTION.exec(text)?.[1];
  const asksFor = text.replace(/\b(?:in|from|of|about)\b.*$/is, '');
  const extract = /\b(?:extract|list|pull out|collect|find|gather|get|identify)\b/i.test(asksFor)
    ? EXTRACTS.find(([pattern]) => pattern.test(asksFor))?.[1]
    : undefined;
  if (extract !== undefined && question === undefined) return { kind: 'extract', what: extract };
  if (/\b(?:compare|contrast|differences?|similarit(?:y|ies)|versus|vs)\b/i.test(text)) return { kind: 'compare', about: subjectOf(text) };
  if (THEMES.test(asksFor) && THEME_VERB.test(text)) return { kind: 'themes' };
  if (question !== undefined || /\?\s*$/.test(text)) return { kind: 'answer', question: question ?? text };
  if (SUMMARY.test(text))
    return { kind: 'summarize', about: subjectOf(text), sentences: sentencesWanted(text), exact: /\bsentences?\b/i.test(text) };
  if (FIND.test(text)) return { kind: 'find', about: subjectOf(text) };
  if (/\b(?:read|open|load|parse|extract|convert|show|print|display)\b/i.test(text)) return { kind: 'read' };
  return STUDY.test(text) ? { kind: 'study', about: subjectOf(text) } : undefined;
}

function sentencesWanted(text: string): number | undefined {
  const word = new RegExp(`\\b(${NUMBER})\\s+(?:\\w+\\s+)?(?:sentences?|points?|bullets?|ideas?|takeaways|lines|highlights)\\b`, 'i')
    .exec(text)?.[1]
    ?.toLowerCase();
  if (word !== undefined)
    return Math.min(MOST_SENTENCES, Math.max(1, NUMBER_WORDS.includes(word) ? NUMBER_WORDS.indexOf(word) : Number(word)));
  if (/\b(?:a|one|single) sentence\b/i.test(text)) return 1;
  if (/\b(?:brief|briefly|short|shortly|concise)\b/i.test(text)) return 3;
  return /\b(?:detailed|in detail|long|thorough|full)\b/i.test(text) ? 12 : undefined;
}

const FILE_NAME = /["'`“]?[\p{L}\p{N}_./\\-]+\.(?:txt|text|md|markdown|x?html?|pdf|docx|rst|log)\b["'`”]?/giu;
const FILLER = new RegExp(
  `\\b(?:please|give me|show me|write|create|make|summari[sz]e|summari[sz]ing|summary|sum up|tl;?dr|gist|condense|shorten|overview|abstract|find|search|look (?:up|for)|locate|compare|contrast|quote|scan|analy[sz]e|review|examine|study|inspect|assess|evaluate|interpret|understand|check|identify|explain|key|main|points?|ideas?|findings|takeaways|insights?|highlights|digest|brief(?:ly)?|short(?:ly)?|concise|detailed|detail|thorough|long|full|passages?|${DOCUMENTS}|given|attached|provided|sentences?|bullets?|lines|save|write|says?|said|mentions?|differences?|similarit(?:y|ies)|between|versus|vs|${NUMBER})\\b`,
  'gi',
);

/** What it is about: the instruction without its verbs, file names and fillers. Often nothing. */
function subjectOf(text: string): string {
  return text
    .replace(FILE_NAME, ' ')
    .replace(FILLER, ' ')
    .replace(/[^\p{L}\p{N}\s'-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:what|how|the|these|those|this|that|it|them|all|me|my|our|of|in|and|or|for|on|with|from|to|into|as|a|an|about|regarding)\s+)+/i,
      '',
    )
    .replace(
      /(?:(?:^|\s+)(?:what|the|these|those|this|that|it|them|all|of|in|and|or|for|on|with|from|to|into|as|a|an|about|regarding))+$/i,
      '',
    )
    .trim();
}
