import type { DocumentType } from '../library/text-document.ts';

/** Where a piece of research is to look. */
export type Facet = 'papers' | 'repositories' | 'discussion' | 'everything';

const FACETS: readonly (readonly [RegExp, Facet])[] = [
  [/\b(?:papers?|arxiv|stud(?:y|ies)|publications?|academic|scholarly|literature|journals?)\b/i, 'papers'],
  [/\b(?:github|repositor(?:y|ies)|repos?|open[- ]source|projects?)\b/i, 'repositories'],
  [/\b(?:social|discussions?|communit(?:y|ies)|forums?|hacker ?news|reddit|threads?|opinions?|sentiment|news|posts?)\b/i, 'discussion'],
];

/** What an instruction asks about, and where: "Search papers on AI trends" is about AI trends, in papers. */
export function readResearch(instruction: string, request: string): { readonly facet: Facet; readonly topic: string } {
  const facet = FACETS.find(([pattern]) => pattern.test(instruction))?.[1] ?? 'everything';
  return { facet, topic: topicOf(instruction) ?? topicOf(request.split(/[,.;\n]|\bthen\b/i)[0] ?? '') ?? instruction.trim() };
}

const VERBS =
  /^(?:please\s+)?(?:research|search|investigate|find(?: out)?|look (?:up|into|for)|explore|study|survey|monitor|analy[sz]e|gather|collect|review|track|scan|check|learn)\b\s*/i;
const PLACES =
  /^(?:(?:the|recent|latest|current|new|academic|scholarly|social|open[- ]source|github|arxiv|hacker ?news|community|online|media|web|information|material|sources?|papers?|stud(?:y|ies)|publications?|literature|trends?|repositor(?:y|ies)|repos?|projects?|discussions?|forums?|news|posts?|opinions?|sentiment|threads?|activity|and|or|in|from)\s+)*/i;
const PREPOSITION = /^(?:on|about|of|for|regarding|concerning|into|around|related to)\s+/i;

function topicOf(text: string): string | undefined {
  const bare = text.trim().replace(/[.!?]+$/, '');
  const withoutVerb = bare.replace(VERBS, '');
  const withoutPlace = withoutVerb.replace(PLACES, '');
  const topic = (
    PREPOSITION.test(withoutPlace)
      ? withoutPlace.replace(PREPOSITION, '')
      : withoutVerb === bare
        ? ''
        : withoutPlace || withoutVerb.replace(PREPOSITION, '')
  ).trim();
  return topic === ''
    ? undefined
    : topic
        .replace(/^(?:the|a|an)\s+(?=\S)/i, '')
        .replace(/\s+(?:in|from|among|within)\s+(?:the\s+)?(?:given|provided|input|attached)\s+\w+$/i, '');
}

/** The documents that a facet is about. */
export const DOCUMENT_TYPE: Readonly<Record<Facet, DocumentType | undefined>> = {
  papers: 'paper',
  repositories: 'repository',
  discussion: 'discussion',
  everything: undefined,
};
