import type { Missing } from '../core/event.ts';
import type { RunRecord, TaskRecord } from '../core/run-record.ts';
import { truncate } from './text/display-width.ts';
import { plainLine } from './text/plain-text.ts';

/** Beyond so many, missing parts are counted in the text, not named. */
const MAX_NAMED = 10;
const MAX_TITLE = 100;
const MAX_REASON = 300;

/** The leaf tasks that ended without success, in the order of the plan. A task it can do without counts too. */
export function missingParts(record: RunRecord): Missing[] {
  const missing: Missing[] = [];
  for (const { task, state, children, isReplaced } of record.tasks.values()) {
    // Without a task to word it, the answer is put together from the results themselves: nothing is missing of it.
    if (children.length > 0 || isReplaced === true || task.role === 'answer') continue;
    const named = { task: task.id, title: task.title };
    if (state.status === 'blocked') {
      missing.push({ ...named, status: 'blocked', reason: `it needs "${titleOf(record, state.failedDependency)}", which did not succeed` });
    } else if (state.status === 'failed' || state.status === 'skipped' || state.status === 'cancelled') {
      missing.push({ ...named, status: state.status, reason: state.reason });
    }
  }
  return missing;
}

/**
 * Missing parts in words, a line each: those that went wrong themselves before those that are missing for want of another.
 */
export function missingText(missing: readonly Missing[]): string {
  const own = missing.filter(({ status }) => status !== 'blocked');
  const ordered = [...own, ...missing.filter(({ status }) => status === 'blocked')];
  const lines = ordered.slice(0, MAX_NAMED).map(({ title, status, reason }) => {
    const why = withoutStop(truncate(asClause(plainLine(reason)), MAX_REASON)) || `it was ${status}`;
    return `Missing: ${truncate(withoutStop(plainLine(title)), MAX_TITLE)}, because ${why}.`;
  });
  const more = ordered.length - MAX_NAMED;
  if (more > 0) lines.push(`Missing: ${more} more ${more === 1 ? 'part' : 'parts'}.`);
  return lines.join('\n');
}

function titleOf(record: RunRecord, id: TaskRecord['task']['id']): string {
  return record.tasks.get(id)?.task.title ?? id;
}

/** A reason may be sentences of an agent, with a remark in brackets behind them; here it goes on after "because". */
function asClause(reason: string): string {
  return reason
    .replace(/^(?:There|Nothing|No|None|Nobody|The|It|This|These)\b/, (word) => word.toLowerCase())
    .replace(/\.( \([^()]*\))$/, '$1');
}

const withoutStop = (text: string): string => text.replace(/[.\s]+$/, '');
