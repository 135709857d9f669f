import { formatDuration } from '../../core/duration.ts';
import type { RunEvent } from '../../core/event.ts';
import type { TaskId } from '../../core/ids.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Paint, Style } from '../../report/paint.ts';
import { truncate } from '../../report/text/display-width.ts';
import { usdText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';

/** Waits shorter than this are not worth a line. */
const NOTABLE_WAIT_MS = 1000;
const WORD_COLUMNS = 11;
const TIME_COLUMNS = 8;
const TITLE_COLUMNS = 72;
const REASON_COLUMNS = 300;

/**
 * An event as lines for people: when, what, which task, who. None for an event that says nothing new to them.
 *
 * @param record The run after the event, or later.
 */
export function eventSentences(event: RunEvent, record: RunRecord, paint: Paint): string[] {
  const elapsed = formatDuration(event.atMs - record.startedAtMs);
  const line = (style: Style, word: string, text: string): string => sentence(elapsed, style, word, text, paint);
  const title = (task: TaskId): string => truncate(plainLine(record.tasks.get(task)?.task.title ?? task), TITLE_COLUMNS);
  const because = (reason: string): string => truncate(plainLine(reason), REASON_COLUMNS);

  switch (event.type) {
    case 'plan-completed': {
      const leaves = [...record.tasks.values()].filter(({ children }) => children.length === 0).length;
      const planned = `${leaves} ${leaves === 1 ? 'task' : 'tasks'} in ${formatDuration(event.planMs)} (${plainLine(event.planner)})`;
      const cutOff = event.cutOff === undefined ? [] : [line('bad', 'cut off', because(event.cutOff))];
      return [line('strong', 'planned', planned), ...cutOff, ...event.notes.map((note) => line('faint', 'note', because(note)))];
    }
    case 'tasks-planned': {
      if (event.of === undefined) return [];
      const parts = `${event.tasks.length} ${event.tasks.length === 1 ? 'part' : 'parts'}`;
      return [line('strong', 'split', `${title(event.of)}: ${parts}, ${because(event.why ?? '')} (${plainLine(event.by ?? '')})`)];
    }
    case 'tasks-replaced': {
      const count = `${event.tasks.length} ${event.tasks.length === 1 ? 'task' : 'tasks'}`;
      return [line('warn', 'replanned', `${count}: ${because(event.why)} (${plainLine(event.by)})`)];
    }
    case 'attempt-started': {
      const again = event.attempt > 1 ? `, try ${event.attempt}` : '';
      return [line('accent', 'started', `${title(event.task)} (${event.agent}${again})`)];
    }
    case 'attempt-succeeded':
      return [
        line(
          'good',
          'done',
          `${title(event.task)} (${event.agent}, ${tookOf(event, record)}${costOf(event.costUsd)}${qualityOf(event.quality)})`,
        ),
      ];
    case 'attempt-failed':
      return [line('bad', 'failed', `${title(event.task)} (${event.agent}): ${because(event.failure.message)}`)];
    case 'task-deferred': {
      if (event.untilMs - event.atMs < NOTABLE_WAIT_MS) return [];
      return [line('warn', 'waits', `${title(event.task)}: ${because(event.decision.why.replace(/^waits /, ''))}`)];
    }
    case 'task-failed':
      return [line('bad', 'gave up', `${title(event.task)}: ${because(event.reason)}`)];
    case 'task-blocked':
      return [line('warn', 'blocked', `${title(event.task)}: needs ${title(event.failedDependency)}`)];
    case 'task-skipped':
      if (record.tasks.get(event.task)?.isReplaced === true) return [];
      return [line('warn', 'skipped', `${title(event.task)}: ${because(event.reason)}`)];
    case 'task-cancelled':
      return [line('warn', 'cancelled', `${title(event.task)}: ${because(event.reason)}`)];
    case 'run-resumed':
      return [line('strong', 'resumed', `run ${event.run}`)];
    case 'run-reopened': {
      const count = event.tasks.length;
      return [line('strong', 'reopened', `run ${event.run}, to do ${count} ${count === 1 ? 'task' : 'tasks'} again`)];
    }
    case 'run-finished':
      return [line(event.status === 'succeeded' ? 'good' : 'bad', event.status, `run ${event.run}${spentOf(record)}`)];
    default:
      return [];
  }
}

/** What an agent says while it is at a task. */
export function progressSentence(elapsed: string, title: string, agent: string, message: string, paint: Paint): string {
  const said = truncate(plainLine(message), REASON_COLUMNS);
  return sentence(elapsed, 'faint', 'works', `${truncate(plainLine(title), TITLE_COLUMNS)} (${agent}): ${said}`, paint);
}

function sentence(elapsed: string, style: Style, word: string, text: string, paint: Paint): string {
  return `${paint('faint', elapsed.padStart(TIME_COLUMNS))}  ${paint(style, word.padEnd(WORD_COLUMNS))}${text}`;
}

function tookOf({ task, attempt, atMs }: Extract<RunEvent, { type: 'attempt-succeeded' }>, record: RunRecord): string {
  const started = record.tasks.get(task)?.attempts.findLast((other) => other.attempt === attempt)?.startedAtMs;
  return formatDuration(started === undefined ? Number.NaN : atMs - started);
}

function qualityOf(quality: number | undefined): string {
  return quality === undefined ? '' : `, quality ${Math.round(quality * 100)} %`;
}

function costOf(costUsd: number | undefined): string {
  return costUsd === undefined || costUsd === 0 ? '' : `, ${usdText(costUsd)}`;
}

function spentOf(record: RunRecord): string {
  let sum = record.planning?.costUsd ?? 0;
  for (const { attempts } of record.tasks.values()) for (const attempt of attempts) sum += attempt.costUsd ?? 0;
  return costOf(sum);
}
