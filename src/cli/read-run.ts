import { SkeinError } from '../core/errors.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import type { RunStore } from '../store/run-store.ts';
import { findRun } from './run-id.ts';

/** The record of the run that is meant, as its journal has it now. */
export function readRun(store: RunStore, typed: string): RunRecord {
  const run = findRun(store, typed);
  const record = foldEvents(store.replay(run));
  if (record !== undefined) return record;
  throw new SkeinError('store-corrupt', { where: `run ${run}`, what: 'is listed, but its journal is empty' });
}
