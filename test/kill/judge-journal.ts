import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '../../src/core/event.ts';

/** What a journal that was written by several processes, one after the other, has to say for itself. */
export interface Judgement {
  /** Attempts that were in flight when a process ended, over all of them. */
  readonly inFlight: number;
  /** Attempts that were started again under their own number. */
  readonly repeated: number;
  /** What must not be: a sentence each. */
  readonly faults: readonly string[];
}

type Succeeded = Extract<RunEvent, { readonly type: 'attempt-succeeded' }>;

/**
 * Looks through the journal of a run that was killed and resumed.
 *
 * @param acknowledged Lines of events that some process had printed before it was killed.
 */
export function judgeJournal(events: readonly RunEvent[], acknowledged: readonly string[]): Judgement {
  const faults: string[] = [];
  const open = new Set<string>();
  const known = new Set<string>();
  const succeeded = new Map<string, Succeeded>();
  /** In flight when some process ended, and not started again yet. */
  const interrupted = new Set<string>();
  let inFlight = 0;
  let repeated = 0;
  for (const event of events) {
    if (event.type === 'run-resumed') {
      inFlight += open.size;
      for (const key of open) interrupted.add(key);
      open.clear();
    }
    if (event.type === 'attempt-started') {
      const key = `${event.task}/${event.attempt}`;
      if (succeeded.has(event.task)) faults.push(`${event.task} was started again after it had succeeded`);
      if (known.has(key)) {
        repeated++;
        if (!interrupted.delete(key)) faults.push(`attempt ${key} was repeated, though it was not in flight`);
      }
      known.add(key);
      open.add(key);
    }
    if (event.type === 'attempt-succeeded') {
      if (succeeded.has(event.task)) faults.push(`${event.task} succeeded twice`);
      succeeded.set(event.task, event);
    }
    if (event.type === 'attempt-succeeded' || event.type === 'attempt-failed') open.delete(`${event.task}/${event.attempt}`);
  }
  const written = new Map(events.map((event) => [event.seq, event]));
  for (const line of acknowledged) {
    const event = JSON.parse(line) as RunEvent;
    if (!isDeepStrictEqual(written.get(event.seq), event)) faults.push(`acknowledged, and lost: ${line.slice(0, 200)}`);
  }
  return { inFlight, repeated, faults };
}
