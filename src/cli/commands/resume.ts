import { loadConfiguration } from '../../config/load-configuration.ts';
import { driveRun } from '../drive-run.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { printResult } from '../print-result.ts';
import { findRun } from '../run-id.ts';
import type { Surroundings } from '../surroundings.ts';
import { refuseBoth } from './run.ts';

export interface ResumeOptions extends CommonOptions {
  readonly events?: boolean;
}

/** `skein resume`: goes on with a run that was interrupted, with the team of the config. */
export async function resume(typed: string, options: ResumeOptions, surroundings: Surroundings): Promise<number> {
  refuseBoth(options);
  const configuration = await loadConfiguration(options.config, surroundings.directory);
  const store = await openExistingStore(options, surroundings);
  try {
    const run = findRun(store, typed);
    const finished = await driveRun(configuration, store, options, surroundings, (engine) => engine.resume(run));
    await printResult(finished.record, store, configuration, options, surroundings);
    return finished.status;
  } finally {
    await store.close();
  }
}
