import type { Context } from 'hono';
import { SkeinError } from '../core/errors.ts';
import { type RunId, runId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import type { RunStore } from '../store/run-store.ts';

/** @throws SkeinError `not-found` */
export function idOf(context: Context, store: RunStore): RunId {
  const run = runId(context.req.param('run') ?? '');
  if (hasRun(store, run)) return run;
  throw new SkeinError('not-found', {
    where: `run "${run.slice(0, 80)}"`,
    what: 'there is no such run in the store',
    todo: 'GET /runs lists them.',
  });
}

export function recordOf(context: Context, store: RunStore): RunRecord {
  const run = idOf(context, store);
  const record = foldEvents(store.replay(run));
  if (record === undefined) throw new SkeinError('not-found', { where: `run ${run}`, what: 'was removed' });
  return record;
}

export function hasRun(store: RunStore, run: RunId): boolean {
  const [first] = store.replay(run);
  return first !== undefined;
}

/**
 * Whether the run of a key is there already.
 *
 * @throws SkeinError `wrong-state` when something else was asked for under the same key.
 */
export function isKnown(store: RunStore, run: RunId, fingerprint: string | undefined): boolean {
  const [first] = store.replay(run);
  if (first === undefined) return false;
  if (first.type === 'run-started' && first.fingerprint === fingerprint) return true;
  throw new SkeinError('wrong-state', {
    where: 'Idempotency-Key',
    what: `run ${run} was started with this key for something else`,
    todo: 'Take another key for another request.',
  });
}
