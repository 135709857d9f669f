import { formatDuration } from '../../core/duration.ts';
import { taskId } from '../../core/ids.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Paint } from '../../report/paint.ts';
import type { OutputStream } from '../output-stream.ts';
import { eventSentences, progressSentence } from './event-sentence.ts';
import type { Progress } from './progress.ts';

/** What agents say while they work is news; what a model writes comes by the word. So often at most for each task. */
const PROGRESS_EVERY_MS = 2000;

/**
 * What happens, as lines on standard error in the order in which it happens; in between, what agents are at.
 *
 * @param nowMs Ms since the Unix epoch.
 */
export function plainLines(err: OutputStream, paint: Paint, nowMs: () => number = Date.now): Progress {
  const saidAtMs = new Map<string, number>();
  let record: RunRecord | undefined;
  return {
    event: (event, latest) => {
      record = latest;
      if (event.type === 'attempt-started') saidAtMs.delete(event.task);
      for (const sentence of eventSentences(event, latest, paint)) err.writeLine(sentence);
    },
    progress: (_run, task, agent, message) => {
      const atMs = nowMs();
      if (record === undefined || message.trim() === '' || atMs - (saidAtMs.get(task) ?? Number.NEGATIVE_INFINITY) < PROGRESS_EVERY_MS)
        return;
      saidAtMs.set(task, atMs);
      const elapsed = formatDuration(Math.max(0, atMs - record.startedAtMs));
      err.writeLine(progressSentence(elapsed, record.tasks.get(taskId(task))?.task.title ?? task, agent, message, paint));
    },
    stopping: (message) => err.writeLine(`skein: ${message}`),
    end: () => {},
  };
}
