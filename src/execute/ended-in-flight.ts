import type { EventBody } from '../core/event.ts';
import type { RunRecord } from '../core/run-record.ts';

/** The ends of attempts that were in flight when their process died, and that nobody will repeat. */
export function endedInFlight(record: RunRecord): EventBody[] {
  return [...record.tasks.values()].flatMap(({ task, attempts }) =>
    attempts
      .filter(({ outcome }) => outcome === 'running')
      .map(
        ({ attempt, agent }): EventBody => ({
          type: 'attempt-cancelled',
          task: task.id,
          attempt,
          agent,
          reason: 'its process had ended',
        }),
      ),
  );
}
