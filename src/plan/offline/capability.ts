import type { Action } from './language/action.ts';
import type { Kind } from './language/nouns.ts';
import type { Act } from './language/verbs.ts';

/** Acts that are not here are named by no capability: any agent that accepts such a task may do it. */
const OF_ACT: Readonly<Partial<Record<Act, string>>> = {
  calculate: 'math',
  fetch: 'data',
  process: 'data',
  analyze: 'analysis',
  visualize: 'visualization',
  read: 'reading',
  summarize: 'reading',
  research: 'research',
  write: 'writing',
  make: 'writing',
  revise: 'writing',
  translate: 'translation',
  compare: 'reading',
  code: 'coding',
  test: 'coding',
  deploy: 'coding',
  design: 'design',
  look: 'vision',
  decide: 'analysis',
  combine: 'writing',
};

const OF_KIND: Readonly<Partial<Record<Kind, string>>> = {
  deck: 'slides',
  chart: 'visualization',
  code: 'coding',
  picture: 'design',
  data: 'data',
  number: 'math',
};

const DOCUMENT_FILE = /\.(?:md|txt|pdf|docx?|html?|rst)$/i;
const CODE_WORDS =
  /\b(?:code|codebase|function|class|script|program|software|compiler|interpreter|parser|bug|unit tests?|api|endpoint|module|plugin|library|repository|app|application|website|bot|game|microservice|backend|frontend|rust|python|typescript|javascript|java|golang|c\+\+)\b/i;

/** The capability a task needs, by what it does to what. */
export function capabilityOf({ act, kind, files }: Action, text: string): string | undefined {
  if (act === 'fetch' && (kind === 'document' || files.some((file) => DOCUMENT_FILE.test(file)))) return 'reading';
  if (act === 'research' && (files.length > 0 || /\b(?:in|from) (?:the )?(?:documents?|files?|notes|text)\b/i.test(text))) return 'reading';
  if (act === 'summarize' && files.length === 0 && /\b(?:results?|findings|reviews?)\b/i.test(text)) return 'writing';
  if (act === 'compare' && (kind === 'data' || /\b(?:revenue|sales|by (?:region|month|product))\b/i.test(text))) return 'analysis';
  if ((act === 'write' || act === 'make' || act === 'revise' || act === 'design') && kind !== undefined) {
    if (act !== 'revise' && CODE_WORDS.test(text) && kind === 'code') return 'coding';
    return OF_KIND[kind] ?? OF_ACT[act];
  }
  if ((act === 'write' || act === 'make' || act === 'revise') && CODE_WORDS.test(text)) return 'coding';
  return OF_ACT[act];
}

/** What tasks of a capability are taken to need when the request says nothing: milliseconds, embedded agents being quick. */
const DURATION_MS: Readonly<Record<string, number>> = {
  math: 10,
  data: 200,
  analysis: 100,
  visualization: 800,
  reading: 400,
  research: 1500,
  writing: 400,
  slides: 500,
};
const OTHER_MS = 10_000;

export function expectedMs(capability: string | undefined): number {
  return DURATION_MS[capability ?? ''] ?? OTHER_MS;
}
