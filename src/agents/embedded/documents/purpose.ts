/** What is wanted of documents. */
export type Purpose =
  | { readonly kind: 'summarize'; readonly about: string; readonly sentences: number }
  | { readonly kind: 'find'; readonly about: string }
  | { readonly kind: 'answer'; readonly question: string }
  | { readonly kind: 'compare'; readonly about: string }
  | { readonly kind: 'extract'; readonly what: Extract }
  | { readonly kind: 'read' };

export type Extract = 'dates' | 'numbers' | 'names' | 'emails' | 'links' | 'action items';

const EXTRACTS: readonly (readonly [RegExp, Extract])[] = [
  [/\b(?:action items?|to-?dos?|next steps|follow-?ups?)\b/i, 'action items'],
  [/\b(?:dates?|deadlines?|timeline)\b/i, 'dates'],
  [/\b(?:e-?mails?|e-?mail addresses)\b/i, 'emails'],
  [/\b(?:links?|urls?)\b/i, 'links'],
  [/\b(?:numbers?|figures?|statistics|amounts?|percentages?)\b/i, 'numbers'],
  [/\b(?:names?|people|persons|organi[sz]ations?|companies)\b/i, 'names'],
];

const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

const QUESTION =
  /^(?:please\s+)?(?:answer(?: the question)?:?\s+)?((?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|should|will|would|has|have)\b.+)$/is;

/** The verbs that documents can be asked with; anything else is not for this agent. */
const ASKED =
  /\b(?:summari[sz]e|summary|sum up|key (?:points|sentences|ideas|findings)|highlights|digest|find|search|look (?:up|for)|what|who|when|where|why|how|which|answer|compare|contrast|differences?|extract|list|read|open|load|scan|quote|review|understand)\b/i;

/** Reads an instruction; `undefined` when it asks for nothing that can be done with texts. */
export function readPurpose(instruction: string): Purpose | undefined {
  const text = instruction.trim();
  const extract = /\b(?:extract|list|pull out|collect|find)\b/i.test(text)
    ? EXTRACTS.find(([pattern]) => pattern.test(text))?.[1]
    : undefined;
  if (extract !== undefined && !QUESTION.test(text)) return { kind: 'extract', what: extract };
  if (/\b(?:compare|contrast|differences?|versus|vs)\b/i.test(text)) return { kind: 'compare', about: subject(text) };
  const question = QUESTION.exec(text)?.[1];
  if (question !== undefined || /\?\s*$/.test(text)) return { kind: 'answer', question: question ?? text };
  if (/\b(?:summari[sz]e|summary|sum up|key (?:points|sentences|ideas|findings)|highlights|digest)\b/i.test(text))
    return { kind: 'summarize', about: subject(text), sentences: sentencesWanted(text) };
  if (/\b(?:find|search|look (?:up|for)|quote|scan|says? about|mentions?)\b/i.test(text)) return { kind: 'find', about: subject(text) };
  return ASKED.test(text) ? { kind: 'read' } : undefined;
}

function sentencesWanted(text: string): number {
  const match = /\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:key\s+)?(?:sentences?|points?|bullets?|ideas?)\b/i.exec(
    text,
  );
  const word = match?.[1]?.toLowerCase();
  return word === undefined ? 5 : Math.max(1, COUNTS[word] ?? Number(word));
}

/** What it is about: the instruction without its verbs, file names and fillers. */
function subject(text: string): string {
  return text
    .replace(/["'`]?[\w./\\-]+\.(?:txt|text|md|markdown|html?|pdf|docx|rst|log)["'`]?/gi, ' ')
    .replace(
      /\b(?:please|summari[sz]e|summary|sum up|find|search|look (?:up|for)|compare|contrast|quote|scan|key (?:points|sentences|ideas|findings)|highlights|digest|documents?|files?|folders?|texts?|notes|pages?|sentences?|what|says?|say|about|mentions?|regarding|the|these|those|all|given|of|in|and|for|on|with|from|to|a|an|me|into|it|them|differences?|between|versus|vs)\b/gi,
      ' ',
    )
    .replace(/\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b/gi, ' ')
    .replace(/[^\p{L}\p{N}\s'-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
