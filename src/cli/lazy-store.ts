import { SkeinError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { RunStore, RunSummary } from '../store/run-store.ts';

/**
 * A store that is made by the first thing that is written to it, so that a request that comes to nothing leaves nothing
 * behind. Until then it is empty.
 */
export function lazyStore(open: () => RunStore): RunStore {
  let opened: RunStore | undefined;
  const toWrite = (): RunStore => {
    opened ??= open();
    return opened;
  };
  return {
    // Asynchronous, so that a failure to open is a rejection like any other.
    append: async (events: readonly RunEvent[]): Promise<void> => toWrite().append(events),
    putBlob: async (text: string): Promise<string> => toWrite().putBlob(text),
    events: (run: RunId, afterSeq?: number): RunEvent[] => opened?.events(run, afterSeq) ?? [],
    runs: (): RunSummary[] => opened?.runs() ?? [],
    blob: (hash: string): string => {
      if (opened === undefined) throw new SkeinError('not-found', { where: `output ${hash}`, what: 'nothing is stored yet' });
      return opened.blob(hash);
    },
    close: async (): Promise<void> => opened?.close(),
  };
}
