import { plannerOf } from '../../config/planner-of.ts';
import { SkeinError } from '../../core/errors.ts';
import { taskId } from '../../core/ids.ts';
import type { InFlightAnswers } from '../../engine/engine.ts';
import { driveRun } from '../drive-run.ts';
import { loadTeam } from '../load-team.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { printResult } from '../print-result.ts';
import { findRun } from '../run-id.ts';
import type { Surroundings } from '../surroundings.ts';
import { refuseBoth } from './run.ts';

export interface ResumeOptions extends CommonOptions {
  /** True when no task is named. */
  readonly repeat?: true | readonly string[];
  readonly fail?: true | readonly string[];
  readonly events?: boolean;
  readonly learning?: boolean;
}

/** `skein resume`: goes on with a run that was interrupted, with the team of the config. */
export async function resume(typed: string, options: ResumeOptions, surroundings: Surroundings): Promise<number> {
  refuseBoth(options);
  refuseTwoAnswers(options);
  const configuration = await loadTeam(options, surroundings);
  const store = await openExistingStore(options, surroundings);
  try {
    const run = findRun(store, typed);
    const answers = { ...answerOf('repeat', options.repeat), ...answerOf('fail', options.fail) };
    const expander = await plannerOf(configuration);
    const finished = await driveRun(configuration, store, options, surroundings, (engine) => engine.resume(run, answers), expander);
    await printResult(finished.record, store, configuration, options, surroundings);
    return finished.status;
  } finally {
    await store.close();
  }
}

/** One task cannot be done again and be taken for failed. */
function refuseTwoAnswers({ repeat, fail }: ResumeOptions): void {
  if (repeat === undefined || fail === undefined) return;
  const [again, given] = [repeat === true ? undefined : repeat, fail === true ? undefined : fail];
  const twice = again === undefined || given === undefined ? undefined : again.find((task) => given.includes(task));
  if (twice === undefined && (again !== undefined || given !== undefined)) return;
  throw new SkeinError('bad-usage', {
    where: '--repeat and --fail',
    what: `${twice === undefined ? 'all tasks' : `the task ${twice}`} cannot be done again and taken for failed`,
    todo: 'Name each task after one of them.',
  });
}

function answerOf(answer: 'repeat' | 'fail', given: true | readonly string[] | undefined): InFlightAnswers {
  return given === undefined ? {} : { [answer]: given === true ? 'all' : given.map(taskId) };
}
