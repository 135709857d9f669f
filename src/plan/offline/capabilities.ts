import { type Action, isArithmetic } from './language/action.ts';
import type { Clause } from './language/clause.ts';
import type { Kind } from './language/nouns.ts';
import type { Act } from './language/verbs.ts';

/** Milliseconds that a task is expected to take, by capability: of the order of what a language model needs, until an agent says better. */
export const EXPECTED_MS: Readonly<Record<string, number>> = {
  math: 1000,
  data: 3000,
  analysis: 5000,
  visualization: 5000,
  reading: 8000,
  translation: 10_000,
  vision: 10_000,
  planning: 10_000,
  research: 15_000,
  writing: 15_000,
  slides: 15_000,
  design: 20_000,
  coding: 60_000,
};

/** For tasks that no capability is named for. */
export const OTHER_EXPECTED_MS = 10_000;

const TABLE_FILE = /\.(?:csv|tsv|xlsx?|jsonl?|ndjson|parquet|db|sqlite3?|sql)$/i;
const TEXT_FILE = /\.(?:md|txt|pdf|docx?|html?|rst|odt|tex|log)$/i;
const PICTURE_FILE = /\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$/i;
const CODE_FILE = /\.(?:py|ipynb|[cm]?[jt]sx?|java|go|rs|rb|php|c|h|cpp|cs|sh|css|vue|kt|swift|r)$/i;

/** Words that make what is written or made a program. */
const CODE_WORDS =
  /\b(?:code|codebase|function|class|script|program|software|compiler|interpreter|parser|bug|unit tests?|api|endpoint|module|plugin|library|repository|app|application|website|bot|game|microservice|backend|frontend|rust|python|typescript|javascript|java|golang|c\+\+)\b/;

const BY_ACT: Readonly<Partial<Record<Act, string>>> = {
  calculate: 'math',
  fetch: 'data',
  process: 'data',
  analyze: 'analysis',
  visualize: 'visualization',
  read: 'reading',
  summarize: 'writing',
  research: 'research',
  write: 'writing',
  revise: 'writing',
  translate: 'translation',
  compare: 'analysis',
  code: 'coding',
  test: 'coding',
  deploy: 'coding',
  design: 'design',
  look: 'vision',
  plan: 'planning',
  decide: 'analysis',
  combine: 'writing',
};

const BY_KIND: Readonly<Partial<Record<Kind, string>>> = {
  data: 'data',
  analysis: 'analysis',
  findings: 'research',
  document: 'writing',
  deck: 'slides',
  chart: 'visualization',
  code: 'coding',
  picture: 'design',
};

/**
 * The capability that a task needs, from its verb and what the verb is applied to. `undefined` where none of the known ones fits
 * (booking a flight, cooking): anyone who accepts such a task may do it.
 *
 * @param receives What the task gets from those it waits for.
 */
export function capabilityOf(clause: Pick<Clause, 'kind'>, action: Action, receives: Kind | undefined): string | undefined {
  const { act, files, kind, verb, rest } = action;
  const text = rest.map(({ lower }) => lower).join(' ');
  const on = (pattern: RegExp): boolean => files.some((file) => pattern.test(file));
  if (on(PICTURE_FILE) && /^(?:read|summarize|research|analyze|look|write|calculate|do)$/.test(act)) return 'vision';
  if (kind === 'deck' && act !== 'deliver' && act !== 'research' && act !== 'translate') return 'slides';
  switch (act) {
    case 'calculate':
      if (/^(?:evaluate|estimate)$/.test(verb) && !/\d/.test(text) && kind !== 'number' && receives !== 'number') return 'analysis';
      if (on(TABLE_FILE) || (receives === 'data' && !isArithmetic(rest))) return 'data';
      return /\b(?:by|per) (?:the )?[a-z]{3,}/.test(text) && !/\d/.test(text) ? 'data' : 'math';
    case 'fetch':
      if (on(TEXT_FILE) || (receives === 'document' && verb === 'extract')) return 'reading';
      if (on(TABLE_FILE) || kind === 'data') return 'data';
      if (action.links.length > 0 || files.length > 0 || /^(?:download|import|ingest|scrape|query)$/.test(verb)) return 'data';
      return kind === undefined && /^(?:load|pull|grab|access|acquire|select)$/.test(verb) ? undefined : 'research';
    case 'process':
      if (on(TEXT_FILE) || receives === 'document') return 'reading';
      if (isTable(action, receives) || verb !== 'clean')
        return kind === undefined &&
          receives === undefined &&
          !isTable(action, receives) &&
          !/^(?:filter|join|aggregate|dedupe|deduplicate|normalize|parse|classify|cluster)$/.test(verb)
          ? undefined
          : 'data';
      return undefined;
    case 'read':
    case 'summarize':
      if (on(TABLE_FILE)) return 'data';
      return files.length > 0 || act === 'read' ? 'reading' : 'writing';
    case 'research':
      if (on(TABLE_FILE)) return 'data';
      if (on(TEXT_FILE)) return 'reading';
      return receives === 'data' ? 'data' : 'research';
    case 'compare':
      return on(TABLE_FILE) ? 'data' : on(TEXT_FILE) ? 'reading' : 'analysis';
    case 'analyze':
      return on(CODE_FILE) ? 'coding' : on(TEXT_FILE) ? 'reading' : 'analysis';
    case 'write':
      if (kind === 'code' || on(CODE_FILE) || ((kind === undefined || kind === 'number') && CODE_WORDS.test(text))) return 'coding';
      return kind === 'chart' ? 'visualization' : 'writing';
    case 'make':
      if (on(CODE_FILE)) return 'coding';
      if (on(TABLE_FILE)) return 'data';
      if (kind === undefined) return on(TEXT_FILE) ? 'writing' : CODE_WORDS.test(text) ? 'coding' : undefined;
      return BY_KIND[kind];
    case 'revise':
      if (
        kind === 'code' ||
        receives === 'code' ||
        on(CODE_FILE) ||
        /^(?:fix|optimize)$/.test(verb) ||
        /\b(?:pull|merge) request\b/.test(text)
      )
        return kind === 'document' ? 'writing' : 'coding';
      if (kind === 'data' || on(TABLE_FILE)) return 'data';
      return kind === undefined &&
        receives === undefined &&
        !/^(?:review|proofread|edit|rewrite|rephrase|refine|polish|revise|critique)$/.test(verb)
        ? undefined
        : 'writing';
    case 'combine':
      return receives === 'data' || kind === 'data' || on(TABLE_FILE) ? 'data' : receives === 'number' ? 'math' : 'writing';
    case 'test':
      return kind === 'code' || receives === 'code' || on(CODE_FILE) || kind === undefined ? 'coding' : 'analysis';
    case 'design':
      return kind === 'code' && /^(?:api|schema|algorithm|service|server|module|class|library)$/.test(action.head ?? '')
        ? 'coding'
        : 'design';
    case 'deploy':
      return 'coding';
    case 'plan':
      return 'planning';
    default:
      return clause.kind === 'question' ? 'research' : BY_ACT[act];
  }
}

function isTable(action: Action, receives: Kind | undefined): boolean {
  return (
    action.kind === 'data' ||
    action.kind === 'number' ||
    receives === 'data' ||
    receives === 'analysis' ||
    action.files.some((file) => TABLE_FILE.test(file))
  );
}
