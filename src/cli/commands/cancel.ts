import { loadConfiguration } from '../../config/load-configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { statusesOf } from '../../core/task-status.ts';
import { openLocalEngine } from '../../engine/local/local-engine.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { findRun } from '../run-id.ts';
import type { Surroundings } from '../surroundings.ts';

export interface CancelOptions extends CommonOptions {
  readonly reason?: string;
}

/** `skein cancel`: ends a run wherever it is driven, and waits until it has ended. What is done is kept. */
export async function cancel(typed: string, options: CancelOptions, surroundings: Surroundings): Promise<number> {
  const { out, directory } = surroundings;
  const { team, agents } = await loadConfiguration(options.config, directory);
  const store = await openExistingStore(options, surroundings);
  try {
    const run = findRun(store, typed);
    const engine = openLocalEngine({ team, agents, store });
    const record = await engine.cancel(run, options.reason ?? 'cancelled by the user');
    await engine.close();
    if (record.status !== 'cancelled') {
      throw new SkeinError('wrong-state', { where: `run ${run}`, what: `was finished before it could be cancelled: ${record.status}` });
    }
    out.writeLine(options.json ? jsonText({ runId: run, status: record.status }) : `Run ${run} is cancelled. ${doneText(record)}`);
    return EXIT.succeeded;
  } finally {
    await store.close();
  }
}

function doneText(record: RunRecord): string {
  const statuses = statusesOf(record);
  const leaves = [...record.tasks.values()].filter(({ children }) => children.length === 0);
  const done = leaves.filter(({ task }) => statuses.get(task.id) === 'succeeded').length;
  return `${done} of ${leaves.length} ${leaves.length === 1 ? 'task' : 'tasks'} had been done.`;
}
