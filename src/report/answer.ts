import type { Artifact } from '../core/agent.ts';
import { messageOf, SkeinError } from '../core/errors.ts';
import type { Missing, OutputRef } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { RunRecord, TaskRecord } from '../core/run-record.ts';
import { artifactsOf } from './artifact-list.ts';
import { lastResults } from './last-results.ts';
import { missingParts, missingText } from './missing-parts.ts';
import { type ResultText, resultText } from './result-text.ts';
import { truncate } from './text/display-width.ts';
import { plainLine } from './text/plain-text.ts';

/** Beyond so many, results are counted, not shown. */
const MAX_RESULTS = 20;
const MAX_TITLE = 120;
/** The results of an answer together: a longer one is nothing to read in a terminal, and is kept with its run a second time. */
const MAX_LENGTH = 60_000;

/**
 * The answer of a run: the outputs of its last tasks in words (`lastResults`), then what is missing and why.
 * A single result stands alone: a number is just its digits. Several have a title each. Files are listed in
 * `artifacts`, not in the text. What agents wrote is stripped of control characters and terminal escapes.
 *
 * @param outputOf Reads an output; one that cannot be read any more is said to be lost.
 */
export function composeAnswer(
  record: RunRecord,
  outputOf: (ref: OutputRef) => Json,
): { readonly answer: string; readonly missing: readonly Missing[]; readonly artifacts: readonly Artifact[] } {
  const last = lastResults(record);
  const missing = missingParts(record);
  const parts = [resultsText(record.run, last, outputOf), missingText(missing), restText(record)].filter((part) => part !== '');
  return { answer: parts.join('\n\n'), missing, artifacts: artifactsOf(record, last) };
}

/** Tasks that were never written cannot be named. */
function restText({ planCutOff }: RunRecord): string {
  return planCutOff === undefined ? '' : `Missing: the rest of the plan, because ${plainLine(planCutOff).replace(/[.\s]+$/, '')}.`;
}

function resultsText(run: RunId, results: readonly TaskRecord[], outputOf: (ref: OutputRef) => Json): string {
  const [first] = results;
  if (first === undefined) return '';
  if (results.length === 1) {
    const { title, text } = bounded(run, first, textOf(first, outputOf), MAX_LENGTH);
    return title === undefined || repeats(text, title) ? text : `${truncate(title, MAX_TITLE)}\n${text}`;
  }
  const room = Math.floor(MAX_LENGTH / Math.min(results.length, MAX_RESULTS));
  const shown = results.slice(0, MAX_RESULTS).map((result) => ({ result, ...bounded(run, result, textOf(result, outputOf), room) }));
  const isShort = shown.every(({ text }) => !text.includes('\n'));
  const blocks = shown.map(({ result, title, text }) => {
    const name = truncate(title ?? plainLine(result.task.title), MAX_TITLE).replace(/[.:\s]+$/, '');
    return text.includes('\n') ? `${name}\n${text}` : `${name}: ${text}`;
  });
  const more = results.length - MAX_RESULTS;
  if (more > 0) blocks.push(`... ${more} more ${more === 1 ? 'result' : 'results'}`);
  return blocks.join(isShort ? '\n' : '\n\n');
}

function textOf({ state }: TaskRecord, outputOf: (ref: OutputRef) => Json): ResultText {
  if (state.status !== 'succeeded') return { text: '' };
  let output: Json;
  try {
    output = outputOf(state.output);
  } catch (error) {
    if (!SkeinError.isInstance(error)) throw error;
    return { text: `Its output is lost: ${plainLine(messageOf(error))}` };
  }
  return resultText(output);
}

/** Cut at the end of a line, or of a word, when there is one near. */
function bounded(run: RunId, { task }: TaskRecord, result: ResultText, room: number): ResultText {
  const { text } = result;
  if (text.length <= room) return result;
  const near = Math.max(text.lastIndexOf('\n', room), text.lastIndexOf(' ', room));
  const kept = text.slice(0, near > room * 0.9 ? near : room).trimEnd();
  const left = (text.length - kept.length).toLocaleString('en-US');
  return { ...result, text: `${kept}\n... ${left} more characters: see the output of ${task.id} in "skein show ${run} --json".` };
}

/** A text whose first line is its title needs no other. */
function repeats(text: string, title: string): boolean {
  const [line = ''] = text.split('\n', 1);
  return line.replace(/^#+\s+/, '').toLowerCase() === title.toLowerCase();
}
