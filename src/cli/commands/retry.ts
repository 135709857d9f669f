import { plannerOf } from '../../config/planner-of.ts';
import { taskId } from '../../core/ids.ts';
import { driveRun } from '../drive-run.ts';
import { loadTeam } from '../load-team.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { printResult } from '../print-result.ts';
import { findRun } from '../run-id.ts';
import type { Surroundings } from '../surroundings.ts';
import { refuseBoth } from './run.ts';

export interface RetryOptions extends CommonOptions {
  readonly events?: boolean;
  readonly learning?: boolean;
}

/** `skein retry`: does again what a finished run is missing, or one task of it, and what depends on that. */
export async function retry(typed: string, task: string | undefined, options: RetryOptions, surroundings: Surroundings): Promise<number> {
  refuseBoth(options);
  const configuration = await loadTeam(options, surroundings);
  const store = await openExistingStore(options, surroundings);
  try {
    const run = findRun(store, typed);
    const again = task === undefined ? undefined : taskId(task);
    const finished = await driveRun(
      configuration,
      store,
      options,
      surroundings,
      (engine) => engine.retry(run, again),
      await plannerOf(configuration),
    );
    await printResult(finished.record, store, configuration, options, surroundings);
    return finished.status;
  } finally {
    await store.close();
  }
}
