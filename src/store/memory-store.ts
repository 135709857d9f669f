import { createHash } from 'node:crypto';
import { SkeinError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { RunStore, RunSummary } from './run-store.ts';
import { summarise } from './run-summary.ts';

/** A store that forgets everything with the process: for tests, rehearsals and embedding. */
export function createMemoryStore(): RunStore {
  const journals = new Map<RunId, RunEvent[]>();
  const summaries = new Map<RunId, RunSummary>();
  const blobs = new Map<string, string>();
  return {
    async append(events) {
      const next = new Map<RunId, number>();
      for (const event of events) {
        const expected = next.get(event.run) ?? (journals.get(event.run)?.length ?? 0) + 1;
        if (event.seq !== expected) {
          throw new SkeinError('wrong-state', {
            where: `run ${event.run}`,
            expected: `the event ${expected}`,
            received: String(event.seq),
            todo: 'Another process is writing this run; let it go on, or stop it first.',
          });
        }
        next.set(event.run, expected + 1);
      }
      for (const event of events) {
        const journal = journals.get(event.run) ?? [];
        journal.push(event);
        journals.set(event.run, journal);
        summaries.set(event.run, summarise(summaries.get(event.run), event));
      }
    },
    events: (run, afterSeq = 0) => (journals.get(run) ?? []).slice(afterSeq),
    runs: () => [...summaries.values()].reverse(),
    async putBlob(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      blobs.set(hash, text);
      return hash;
    },
    blob(hash) {
      const text = blobs.get(hash);
      if (text === undefined) throw new SkeinError('not-found', { where: 'the store', what: `there is no output with the hash ${hash}` });
      return text;
    },
    async close() {},
  };
}
