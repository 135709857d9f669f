import { messageOf, SkeinError } from '../core/errors.ts';
import { parseEvent, type RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import { locateIn } from '../core/parse.ts';

/**
 * Reads journals as `skein events` prints them: one event a line, of one run or several, each without gaps from its first.
 *
 * @param name The file as the user knows it, for errors.
 * @throws SkeinError `bad-input` naming the line.
 */
export function parseJournal(text: string, name: string): RunEvent[] {
  const last = new Map<RunId, number>();
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
  }
  if (events.length > 0) return events;
  throw new SkeinError('bad-input', { where: name, expected: 'a journal, one JSON event a line', received: 'nothing' });
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
