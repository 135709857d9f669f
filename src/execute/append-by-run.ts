import { SkeinError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { Fences } from '../store/lease.ts';
import type { RunStore } from '../store/run-store.ts';

/**
 * Appends events of several runs in one step. When the store refuses those of one, because another process drives it by
 * now, the others are written all the same.
 *
 * @returns The runs whose events were refused, each with what the store said.
 * @throws What the store throws when it cannot be written at all.
 */
export async function appendByRun(store: RunStore, journal: readonly RunEvent[], fences: Fences): Promise<Map<RunId, SkeinError>> {
  const refused = new Map<RunId, SkeinError>();
  try {
    await store.append(journal, fences);
    return refused;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  for (const [run, events] of Map.groupBy(journal, (event) => event.run)) {
    try {
      await store.append(events, fences);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.set(run, error);
    }
  }
  return refused;
}

function isRefusal(error: unknown): error is SkeinError {
  return SkeinError.isInstance(error) && error.code === 'wrong-state';
}
