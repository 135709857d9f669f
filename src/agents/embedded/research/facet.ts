import type { DocumentType } from '../library/text-document.ts';

/** A place where research may look; each has its public service and its type of document. */
export type Facet = 'papers' | 'repositories' | 'discussion';

export const FACETS: readonly Facet[] = ['papers', 'repositories', 'discussion'];

const SIGNS: readonly (readonly [RegExp, Facet])[] = [
  [/\b(?:papers?|arxiv|studies|publications?|preprints?|academic|scholarly|scientific|literature|journals?)\b/i, 'papers'],
  [/\b(?:git ?hub|repositor(?:y|ies)|repos?|open[- ]source)\b/i, 'repositories'],
  [
    /\b(?:social|discussions?|communit(?:y|ies)|forums?|hacker ?news|reddit|threads?|opinions?|sentiment|news|posts?|people (?:say|think))\b/i,
    'discussion',
  ],
];

/** The documents that a facet is about. */
export const DOCUMENT_TYPE: Readonly<Record<Facet, DocumentType>> = {
  papers: 'paper',
  repositories: 'repository',
  discussion: 'discussion',
};

/** Words that such sources use: they tell apart the parts of documents that say nothing of their type. */
export const FACET_WORDS: Readonly<Record<Facet, string>> = {
  papers: 'study paper research experiment measured trial survey results method evaluation',
  repositories: 'repository project release contributor maintainer commit licence code library framework developer open source',
  discussion: 'users community people comment opinion debate discussion complain worry argue say think post agree',
};

/** What a piece of research is about and where it looks. */
export interface ResearchGoal {
  /** Empty: everywhere. */
  readonly facets: readonly Facet[];
  readonly topic: string;
}

/** Reads an instruction: "Search papers on AI trends" is about AI trends, in papers. What it leaves open the request says. */
export function readGoal(instruction: string, request: string): ResearchGoal {
  const where = instruction.replace(/^\W*(?:please\s+)?study\b/i, '');
  const facets = SIGNS.filter(([pattern]) => pattern.test(where)).map(([, facet]) => facet);
  return { facets, topic: topicOf(instruction) ?? topicOf(request) ?? instruction.trim() };
}

const VERB =
  '(?:re)?search|investigate|find(?: out)?|look (?:up|into|for|at)|explore|study|survey|monitor|analy[sz]e|gather|collect|review|track|scan|check|learn|query|browse|summari[sz]e|discover|examine|follow|watch';
const VERBS = new RegExp(`^(?:please\\s+)?(?:can you\\s+)?(?:${VERB})\\b(?:,?\\s+(?:and|then)\\s+(?:${VERB})\\b)*\\s*`, 'i');
const PLACE =
  'the|a|some|any|recent|latest|current|new|newest|relevant|related|top|popular|trending|key|main|academic|scholarly|scientific|social|open[- ]source|git ?hub|arxiv|hacker ?news|reddit|community|public|online|media|web|internet|information|info|material|data|facts|sources?|evidence|background|papers?|stud(?:y|ies)|publications?|preprints?|literature|articles?|journals?|references?|reference works|works|books?|reports?|statistics|trends?|repositor(?:y|ies)|repos?|projects?|discussions?|forums?|news|posts?|opinions?|sentiment|threads?|activity|conversations?|developments?|and|or';
const PREPOSITION = 'on|about|of|for|regarding|concerning|into|around|related to|in|from|across|with';
const ASIDE = new RegExp(`^(?:(?:${PREPOSITION})\\s+)?(?:(?:${PLACE})[\\s,]+)+(?=(?:${PREPOSITION})\\s)`, 'i');
const LEADING = new RegExp(`^(?:${PREPOSITION})\\s+`, 'i');
const SAID =
  /^(?:what|how)\s+(?:\S+\s+){0,4}?(?:say|says|said|think|thinks|feel|feels|write|writes|know|known|is known|discuss|discusses|talk|talks)\s+(?:about|of|on)\s+/i;
const NEXT_TASK =
  /\s*(?:[,;.\n]|\bthen\b|\band (?=(?:write|create|make|design|draft|prepare|produce|build|present|summari[sz]e|compare|report|save)\b)).*$/is;
const TRAILING = new RegExp(
  `\\s+(?:on|in|from|across|using|via|among|within)\\s+(?:(?:${PLACE}|given|provided|input|attached|files?|documents?|folders?)[\\s,]*)+$`,
  'i',
);

function topicOf(text: string): string | undefined {
  const clause = text
    .trim()
    .replace(NEXT_TASK, '')
    .replace(/[?!]+$/, '');
  const withoutVerb = clause.replace(VERBS, '');
  let rest = withoutVerb.replace(SAID, '');
  while (ASIDE.test(rest)) rest = rest.replace(ASIDE, '');
  rest = rest
    .replace(LEADING, '')
    .replace(TRAILING, '')
    .replace(/^(?:the|a|an)\s+(?=\S)/i, '')
    .trim();
  if (rest === '' || new RegExp(`^(?:${PLACE}|it|this|that|${PREPOSITION})$`, 'i').test(rest)) return undefined;
  return withoutVerb === clause && /^\w+(?:e|ze)?\s+(?:it|this|that)$/i.test(rest) ? undefined : rest;
}
