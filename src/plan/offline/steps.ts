import { type Constraint, readConstraint } from './constraints.ts';
import { readAction } from './language/action.ts';
import { resolveCoordination, type WholeClause } from './language/coordination.ts';
import { parseStatedDurationMs } from './language/durations.ts';
import { type Block, readOutline, type Sentence } from './language/outline.ts';
import { readClauses } from './language/read-clauses.ts';
import { AbsentTagger, loadTagger, type Tagger } from './language/tagger.ts';
import type { Unit } from './order/unit.ts';

/** One thing to do, as the request says it. */
export interface Step extends Unit {
  readonly text: string;
  /** The number or letter of its list item. */
  readonly label?: string;
  /** Index of the step that it is a part of. */
  readonly parent?: number;
  /** It is an item of an ordered list, behind this step. */
  readonly afterItem?: number;
  readonly durationMs?: number;
}

export interface Steps {
  readonly steps: readonly Step[];
  readonly constraints: readonly Constraint[];
  /** Sentences that told an order were there: then numbers alone tell none. */
  readonly ordered: boolean;
}

/** Reads the steps of a request; loads the tagger only when a word's part of speech decides something. */
export async function readSteps(request: string): Promise<Steps> {
  const absent = new AbsentTagger();
  const first = collect(request, absent);
  return absent.asked ? collect(request, await loadTagger()) : first;
}

function collect(request: string, tagger: Tagger): Steps {
  const steps: Step[] = [];
  let sentenceCount = 0;
  const sentences: string[] = [];
  const visit = (blocks: readonly Block[], parent: number | undefined): void => {
    let introduced: number | undefined;
    for (const [at, block] of blocks.entries()) {
      if (block.kind === 'paragraph') {
        introduced = undefined;
        const listFollows = blocks[at + 1]?.kind === 'list';
        for (const [place, sentence] of block.sentences.entries()) {
          const before = steps.length;
          readSentence(sentence, parent, undefined, undefined);
          if (!listFollows || place < block.sentences.length - 1 || !sentence.introduces) continue;
          // "Plan the trip:" is what the list is made of; "How to plan a trip:" is only its title.
          if (steps.length === before + 1 && steps[before]?.clause.kind === 'order') introduced = before;
          else steps.length = before;
        }
        continue;
      }
      const owner = introduced ?? parent;
      introduced = undefined;
      let previous: number | undefined;
      for (const item of block.items) {
        const before = steps.length;
        for (const sentence of item.sentences) readSentence(sentence, owner, item.label, block.ordered ? previous : undefined);
        if (steps.length === before && item.sentences.length > 0)
          wordless(item.sentences[0] as Sentence, owner, item.label, block.ordered ? previous : undefined);
        if (steps.length > before) previous = steps.length - 1;
        if (item.blocks.length > 0) visit(item.blocks, steps.length > before ? steps.length - 1 : owner);
      }
    }
  };
  const readSentence = (sentence: Sentence, parent: number | undefined, label: string | undefined, afterItem: number | undefined): void => {
    sentenceCount++;
    const text = textIn(request, sentence);
    if (readConstraint(text, steps) !== undefined) {
      sentences.push(text);
      return;
    }
    const read = resolveCoordination(readClauses(sentence, request, tagger), request);
    // An item of stated length is one piece of work to whoever stated it, however many verbs it has.
    const [only] = read;
    const whole = label !== undefined && only !== undefined && read.length > 1 && read.some(({ durationMs }) => durationMs !== undefined);
    const clauses = whole ? [{ ...only, ...lengthOf(read), text, bareText: text, parts: [] }] : read;
    for (const clause of clauses.filter(({ kind }) => kind !== 'statement' || label !== undefined)) push(clause, parent, label, afterItem);
  };
  const push = (clause: WholeClause, parent: number | undefined, label: string | undefined, afterItem: number | undefined): void => {
    const at = steps.length;
    const durationMs = clause.durationMs ?? parseStatedDurationMs(clause.text);
    steps.push({
      text: clause.bareText === '' ? clause.text : clause.bareText,
      action: actionOf(clause, request, steps),
      clause,
      sentence: sentenceCount,
      opensSentence: clause.joiner === 'none',
      parts: [],
      details: [],
      ...(label === undefined ? {} : { label }),
      ...(parent === undefined ? {} : { parent }),
      ...(afterItem === undefined ? {} : { afterItem }),
      ...(durationMs === undefined ? {} : { durationMs }),
    });
    for (const part of clause.parts) push({ ...part, continuesObject: false }, at, undefined, undefined);
  };
  const wordless = (sentence: Sentence, parent: number | undefined, label: string | undefined, afterItem: number | undefined): void => {
    const text = textIn(request, sentence);
    const clause: WholeClause = {
      kind: 'thing',
      tokens: sentence.tokens,
      text,
      bareText: text,
      joiner: 'none',
      optional: false,
      conditional: false,
      goal: false,
      hangings: [],
      parts: [],
      continuesObject: false,
    };
    push(clause, parent, label, afterItem);
  };
  visit(readOutline(request), undefined);
  const constraints = sentences.flatMap((text) => readConstraint(text, steps) ?? []);
  return { steps, constraints, ordered: sentences.length > 0 };
}

/** Questions to a table, whatever verb asks them: "find outliers", "get the top 5 products by revenue". */
const ASKED_OF_TABLES =
  /\b(?:outliers?|anomal(?:y|ies)|correlations?|duplicate rows|missing values|(?:top|bottom) (?:\d+|five|ten|three) .{1,40}\bby)\b/i;

const TABLE_FILE = /\.(?:csv|tsv|json|ndjson|jsonl)$/i;

function actionOf(clause: WholeClause, request: string, before: readonly Step[]): Step['action'] {
  const action = readAction(clause, request);
  const askable =
    action.act === 'research' ||
    action.act === 'read' ||
    action.act === 'look' ||
    action.act === 'do' ||
    (action.act === 'fetch' && action.files.length === 0);
  // Once there is a table, what is compared are its rows.
  const onTable = before.some(
    ({ action: { act, files, kind } }) =>
      act === 'process' || (act === 'fetch' && (kind === 'data' || files.some((file) => TABLE_FILE.test(file)))),
  );
  if (action.act === 'compare' && action.files.length === 0 && onTable) return { ...action, act: 'analyze' };
  return askable && ASKED_OF_TABLES.test(clause.text) ? { ...action, act: 'analyze' } : action;
}

function lengthOf(clauses: readonly WholeClause[]): { readonly durationMs?: number } {
  const durationMs = clauses.findLast((clause) => clause.durationMs !== undefined)?.durationMs;
  return durationMs === undefined ? {} : { durationMs };
}

function textIn(request: string, { tokens }: Sentence): string {
  const [first] = tokens;
  const last = tokens.at(-1);
  return first === undefined || last === undefined ? '' : request.slice(first.start, last.end);
}
