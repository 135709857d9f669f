import { cleanLine } from './text/clean-text.ts';

const WORK_NOUN =
  'reports?|summar(?:y|ies)|comparisons?|e-?mails?|outlines?|articles?|overviews?|briefs?|briefings?|memos?|posts?|documents?|papers?|essays?|reviews?|analys[ei]s|presentations?|decks?|slides?|slideshows?|talks?|pros and cons|letters?|newsletters?|digests?|notes?|write-?ups?|table of contents';

const AFTER_NOUN = new RegExp(
  `\\b(?:${WORK_NOUN})\\b(?:\\s+\\w+ed)?(?:\\s+to\\s+[^,.;:]{1,40}?)?\\s+(?:on|about|of|for|regarding|covering|concerning|into|around)\\s+(.+)`,
  'i',
);
const AFTER_VERB =
  /\b(?:research|investigate|explore|survey|study|analy[sz]e|examine|summari[sz]e|compare|review|outline|describe|explain|present|search\s+\w+\s+(?:on|about|for))\s+(.+)/i;
const BEFORE_NOUN = new RegExp(
  `\\b(?:write|draft|prepare|create|make|produce|compile|compose|build|design)\\s+(?:(?:an?|the|our|my|some)\\s+)?(.+?)\\s+(?:${WORK_NOUN})\\b`,
  'i',
);

/** Words that point at the material instead of naming it. */
const POINTER =
  /^(?:(?:and|or|the|these|those|this|that|all|our|my|your|its|their|any|each|both|above|previous|following|given|collected|gathered|main|key|final|overall|short|brief|structured|detailed|full|complete|clear|concise|one-page|executive|first|rough|\d+|[\w]+-(?:words?|pages?|sentences?|paragraphs?))\s+)*(?:it|them|everything|results?|findings?|outputs?|dependencies|reports?|sections?|sections of the reports?|executive|documents?|texts?|drafts?|summar(?:y|ies)|data|materials?|notes?|sources?|research|analys[ei]s|slides?|presentations?|decks?|inputs?|files?|tasks?|points?|above|[\w]+-(?:words?|pages?|sentences?|paragraphs?)|)$/i;

/** The end of a subject: what follows says how, not what. */
const END =
  /(?:[.;:!?](?:\s|$)|\n|,\s*(?:and\s+)?(?:then|write|draft|create|make|prepare|build|present|produce|send|draw|including|with|in|using|design|summari[sz]e|compare|chart|plot)\b|\s+(?:and|then)\s+(?:then\s+)?(?:write|draft|create|make|prepare|build|present|produce|send|draw|design|summari[sz]e|chart|plot|email|explain|review|refine)\b|\s+(?:with|using|based on|in (?:the form|about|under|at most|no more than|\d+|one|two|three|four|five|markdown|html|pptx|english)|as an?|from (?:the|these|those|all|this|our|my|\w+ (?:results|findings|sources|notes|documents))|for (?:the|a|an|our|my) (?:board|team|management|customers?|boss|manager|reader|executives?|public|audience|client|class|meeting)|so that|to (?:be|show|help|explain|the (?:team|board|manager|boss|client))|of (?:at most|no more than|\d+)|under \d+|in a (?:table|report|document))\b)/i;

/**
 * What a text asks to be written about, as the user named it: `AI trends` of `Draft sections of the report on AI trends`.
 *
 * @returns `undefined` when it only points at its material (`the results`).
 */
export function subjectOf(instruction: string): string | undefined {
  const text = cleanLine(instruction, 600);
  for (const pattern of [AFTER_NOUN, AFTER_VERB, BEFORE_NOUN]) {
    const found = pattern.exec(text)?.[1];
    const subject = found === undefined ? undefined : tidySubject(found);
    if (subject !== undefined) return subject;
  }
  return undefined;
}

function tidySubject(found: string): string | undefined {
  const again = AFTER_NOUN.exec(found)?.[1];
  if (again !== undefined) return tidySubject(again);
  const end = END.exec(`${found} `)?.index ?? found.length;
  const subject = found
    .slice(0, end)
    .trim()
    .replace(/^(?:findings?|results?|information|facts|everything|sources)\s+(?:about|on|of|for|regarding)\s+/i, '')
    .replace(/^(?:the|a|an|our|my|some)\s+(?=\S)/i, '')
    .replace(/["“”]/g, '')
    .replace(/^(\S+)\.(?:csv|tsv|json|ndjson|md|txt|pdf|docx|html?|xlsx)$/i, (_, name: string) =>
      name.replace(/^.*\//, '').replace(/[-_]+/g, ' '),
    )
    .replace(/[\s,.;:–-]+$/, '');
  const isName = subject.length >= 2 && subject.length <= 90 && !POINTER.test(subject) && !/^(?:and|or|then|an?|the)\b/i.test(subject);
  return isName ? subject : undefined;
}
