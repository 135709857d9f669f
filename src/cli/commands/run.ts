import { resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import { newRunId } from '../../engine/local/run-ids.ts';
import { driveRun } from '../drive-run.ts';
import { EXIT } from '../exit-status.ts';
import { loadTeam } from '../load-team.ts';
import { openStore } from '../open-store.ts';
import type { WorkOptions } from '../options.ts';
import { outputFolder } from '../output-folder.ts';
import { printResult } from '../print-result.ts';
import { requireTerminal } from '../request/require-terminal.ts';
import { readWorkOrder, runOptionsOf } from '../request/work-order.ts';
import type { Surroundings } from '../surroundings.ts';

export interface RunCommandOptions extends WorkOptions {
  readonly output?: string;
  readonly events?: boolean;
  readonly approve?: boolean;
}

/** Artifacts go to a folder of the run's own in here, unless `--output` says otherwise. */
const OUTPUT_FOLDER = 'skein-output';

/** `skein run`: plans a request or reads a plan file, runs it, and prints what came of it. */
export async function run(words: readonly string[], options: RunCommandOptions, surroundings: Surroundings): Promise<number> {
  const { directory } = surroundings;
  refuseBoth(options);
  if (options.approve) requireTerminal(surroundings);
  const stated = options.output === undefined ? undefined : outputFolder(options.output, directory);
  let configuration = await loadTeam(options, surroundings);
  let order = await readWorkOrder(words, options, configuration, surroundings);
  if (options.approve) {
    const { approvePlan } = await import('../request/approve-plan.ts');
    const approved = await approvePlan(order, configuration, surroundings, options);
    if (approved === undefined) {
      surroundings.err.writeLine('Nothing was run.');
      return EXIT.interrupted;
    }
    order = approved;
    configuration = await loadConfiguration(options.config, directory, { toolsApproved: true });
  }
  const store = await openStore(options, surroundings);
  try {
    const id = newRunId((taken) => store.events(taken).length > 0);
    const output = stated ?? resolve(directory, OUTPUT_FOLDER, id);
    const { request, planner, expander, synthesis, caps } = order;
    const growth = { synthesis, ...(expander === undefined ? {} : { expander }), ...replansOf(configuration) };
    const finished = await driveRun(configuration, store, options, surroundings, (engine) =>
      engine.start({ run: id, request, planner, caps, ...growth, options: runOptionsOf(options, configuration, order, output) }),
    );
    await printResult(finished.record, store, configuration, options, surroundings);
    return finished.status;
  } finally {
    await store.close();
  }
}

function replansOf({ maxReplans }: Configuration): { readonly maxReplans?: number } {
  return maxReplans === undefined ? {} : { maxReplans };
}

export function refuseBoth({ json, events }: { readonly json?: boolean; readonly events?: boolean }): void {
  if (json !== true || events !== true) return;
  throw new SkeinError('bad-usage', {
    where: '--json and --events',
    what: 'standard output can be one JSON document or a line for each event, not both',
    todo: 'Leave one out; `skein show RUN --json` prints the document later.',
  });
}
