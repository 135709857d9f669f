import { readAction } from './language/action.ts';
import { clauseStart, NOTHING_BEFORE } from './language/clause-start.ts';
import { resolveCoordination, type WholeClause } from './language/coordination.ts';
import type { Link } from './language/openings.ts';
import type { Item, List, Sentence } from './language/outline.ts';
import { readClauses, textOf } from './language/read-clauses.ts';
import type { Tagger } from './language/tagger.ts';
import type { Act } from './language/verbs.ts';

/** What a sentence before a list makes of the list. */
export type Introduction =
  /** It only introduces: the items are the tasks. */
  | { readonly kind: 'header'; readonly ordered?: boolean; readonly link?: Link }
  /** The items are what its task is made of. */
  | { readonly kind: 'whole'; readonly clause: WholeClause; readonly ordered?: boolean }
  /** The items say more about its task. */
  | { readonly kind: 'details'; readonly clause: WholeClause; readonly text: string; readonly ordered?: boolean }
  /** Its task is done for each item. */
  | { readonly kind: 'spread'; readonly clauses: readonly WholeClause[]; readonly ordered?: boolean };

/** Acts that are done for each thing of a list by itself. */
const SPREADS: ReadonlySet<Act> = new Set([
  'research',
  'fetch',
  'summarize',
  'translate',
  'calculate',
  'analyze',
  'revise',
  'read',
  'write',
  'book',
  'make',
]);

const HEADER =
  /\b(?:following|below|as follows|these (?:things|steps|tasks)|steps?|tasks?|to-?dos?|things to do|procedure|instructions|plan|agenda|checklist|list|activities|errands)\b/;

/** Words by which an order points at the list instead of naming a task. */
const GENERIC = /\b(?:following|below|as follows|these|steps|tasks|to-?dos?|errands|things|this|in order|list)\b/;
const GENERIC_VERBS = /^(?:do|complete|perform|execute|follow|carry|take|handle|help|accomplish|run|go|have|finish|work|process)$/;
const TASK_NOUNS = /^(?:following|steps|tasks|things|errands|to-?dos?|todo|list|instructions|procedure|items)$/;

/**
 * Reads the sentence before a list. `undefined` when it has nothing to do with the list, which is then read by itself.
 */
export function readIntroduction(sentence: Sentence, list: List, source: string, tagger: Tagger): Introduction | undefined {
  const words = sentence.tokens.map(({ lower }) => lower).join(' ');
  const ordered = orderOf(words);
  const order = ordered === undefined ? {} : { ordered };
  const clauses = resolveCoordination(readClauses(sentence, source, tagger), source);
  const orders = clauses.filter(({ kind }) => kind === 'order' || kind === 'thing');
  const clause = orders.at(-1);
  const title = !sentence.closed && sentence.tokens.length <= 12;
  const introduces = sentence.introduces || title || HEADER.test(words);
  if (clause === undefined || /^(?:how|ways|steps) to\b/.test(words))
    return introduces || /^how to\b/.test(words) ? { kind: 'header', ...order } : undefined;
  if (!introduces) return clause.goal ? { kind: 'header', ...order } : undefined;
  const { link } = clause;
  const action = readAction(clause, source);
  const points = GENERIC_VERBS.test(action.verb) ? GENERIC.test(words) || clause.tokens.length <= 3 : TASK_NOUNS.test(action.head ?? '');
  if (clause.goal || points) return orders.length > 1 ? undefined : { kind: 'header', ...order, ...(link === undefined ? {} : { link }) };
  const tasks = list.items.filter((item) => isTask(item, tagger)).length * 2 > list.items.length;
  if (tasks) return orders.length > 1 ? undefined : { kind: 'whole', clause, ...order };
  if (
    /\b(?:following|each|these|every|all)\b/.test(words) &&
    SPREADS.has(action.act) &&
    orders.length === 1 &&
    list.items.length > 1 &&
    !/\b(?:with|containing|including|covering|that|section|sections|headings|chapters)\b/.test(words)
  ) {
    return { kind: 'spread', clauses: list.items.map((item) => forItem(clause, item, source)), ...order };
  }
  if (orders.length > 1) return undefined;
  const details = list.items
    .map((item) => item.sentences.map(({ tokens }) => textOf(tokens, source)).join('. '))
    .filter((text) => text !== '');
  return { kind: 'details', clause, text: `${clause.text}: ${details.join('; ')}`, ...order };
}

function orderOf(words: string): boolean | undefined {
  if (
    /\b(?:any order|no (?:particular |specific )?order|in parallel|at the same time|simultaneously|concurrently|independent(?:ly)?)\b/.test(
      words,
    )
  )
    return false;
  if (
    /\b(?:in (?:this|the following|that|the given|exactly this) order|in sequence|sequentially|one after (?:the other|another)|step[- ]by[- ]step|following steps|these steps|in order)\b/.test(
      words,
    )
  )
    return true;
  return undefined;
}

function isTask(item: Item, tagger: Tagger): boolean {
  const [first] = item.sentences;
  if (first === undefined) return false;
  const start = clauseStart(first.tokens, 0, 'sentence', NOTHING_BEFORE, tagger);
  return start?.kind === 'order';
}

/** "Research the following topics: - cats - dogs" is "Research cats" and "Research dogs". */
function forItem(clause: WholeClause, item: Item, source: string): WholeClause {
  const tokens = item.sentences.flatMap((sentence) => sentence.tokens);
  const text = `${clause.verb ?? ''} ${textOf(tokens, source)}`.trim();
  const capital = /^\p{Lu}/u.test(clause.text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return { ...clause, tokens: [...clause.tokens.slice(0, 1), ...tokens], text: capital, bareText: capital };
}

/** "How long does it take at least?", "Assume there are enough workers": about the schedule, nothing to do. */
export function isRemarkOnSchedule(sentence: Sentence): boolean {
  const words = sentence.tokens.map(({ lower }) => lower).join(' ');
  return (
    /\b(?:shortest|minimum|minimal|least|fastest|quickest|earliest|optimal|total|how (?:long|much time|quickly|soon|fast))\b.*\b(?:time|take|duration|long|finish|complete|done|hours?|days?|minutes?)\b/.test(
      words,
    ) ||
    /\b(?:assume|assuming|suppose|given|there are|you have|we have)\b.*\b(?:infinite|unlimited|enough|sufficient|any number of|as many)\b/.test(
      words,
    ) ||
    /\b(?:constraints?|dependencies|ordering|order of (?:steps|execution))\b.*\b(?:hold|apply|obeyed|respected|followed|below|are|following|must be|none)\b/.test(
      words,
    ) ||
    /^(?:constraints?|dependencies|rules|notes?|ordering|order)(?: :)?(?: none)?$/.test(words)
  );
}
