import { findCycle } from '../core/cycle.ts';
import { messageOf, SkeinError } from '../core/errors.ts';
import { parseEvent, type RunEvent } from '../core/event.ts';
import type { RunId, TaskId } from '../core/ids.ts';
import { locateIn } from '../core/parse.ts';
import { spanSuccessors } from '../core/plan.ts';
import type { Task } from '../core/task.ts';

/** The tasks of a run, and the lines that planned them. */
type Planned = Map<TaskId, { readonly task: Task; readonly where: string }>;

/**
 * Reads journals as `skein events` prints them: one event a line, of one run or several, each without gaps from its first.
 *
 * @param name The file as the user knows it, for errors.
 * @throws SkeinError `bad-input` naming the line.
 */
export function parseJournal(text: string, name: string): RunEvent[] {
  const last = new Map<RunId, number>();
  const planned = new Map<RunId, Planned>();
  const events: RunEvent[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${name}:${index + 1}`;
    const event = parseEvent(jsonOf(line, where), 'bad-input', locateIn(where));
    const expected = (last.get(event.run) ?? 0) + 1;
    if (event.seq !== expected) {
      throw new SkeinError('bad-input', {
        where,
        expected: `the event ${expected} of run ${event.run}`,
        received: `its event ${event.seq}`,
      });
    }
    if (expected === 1 && event.type !== 'run-started') {
      throw new SkeinError('bad-input', { where, expected: 'a journal that begins with run-started', received: event.type });
    }
    last.set(event.run, expected);
    events.push(event);
    if (event.type === 'tasks-planned') notePlanned(planned, event.run, event.tasks, where);
  }
  for (const [run, tasks] of planned) refuseCycle(run, tasks);
  if (events.length > 0) return events;
  throw new SkeinError('bad-input', { where: name, expected: 'a journal, one JSON event a line', received: 'nothing' });
}

function notePlanned(planned: Map<RunId, Planned>, run: RunId, tasks: readonly Task[], where: string): void {
  const own: Planned = planned.get(run) ?? new Map();
  planned.set(run, own);
  for (const task of tasks) own.set(task.id, { task, where });
}

/** Tasks that wait for each other were never planned by skein, and nothing could be said of them. */
function refuseCycle(run: RunId, planned: Planned): void {
  const tasks = Array.from(planned.values(), ({ task }) => task);
  const cycle = findCycle(spanSuccessors(tasks, new Map(tasks.map(({ id }, index) => [id, index]))));
  if (cycle === undefined) return;
  const names = new Set(cycle.flatMap((node) => tasks[node >> 1]?.id ?? []));
  const [first] = names;
  throw new SkeinError('bad-input', {
    where: (first === undefined ? undefined : planned.get(first)?.where) ?? run,
    what: `these tasks of run ${run} wait for each other: ${[...names].slice(0, 10).join(', ')}`,
    todo: 'Export it again with `skein events RUN --outputs`.',
  });
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SkeinError('bad-input', {
      where,
      what: `is not JSON (${messageOf(cause)})`,
      todo: 'Export it with `skein events RUN --outputs`.',
      cause,
    });
  }
}
