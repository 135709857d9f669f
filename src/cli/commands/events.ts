import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../core/event.ts';
import { keptOutput } from '../../store/kept-output.ts';
import type { RunStore } from '../../store/run-store.ts';
import { jsonText } from '../json-text.ts';
import { withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { findRun } from '../run-id.ts';
import type { Surroundings } from '../surroundings.ts';

export interface EventsOptions extends CommonOptions {
  readonly follow?: boolean;
  /** Large outputs in place of their hashes. */
  readonly outputs?: boolean;
}

/** How often a run that goes on in another process is looked at. */
const LOOK_EVERY_MS = 200;

/** `skein events`: the journal of a run, an event a line; with `--follow`, until the run is finished. */
export async function events(typed: string, options: EventsOptions, surroundings: Surroundings): Promise<number> {
  const { out } = surroundings;
  return await withStoreToRead(options, surroundings, async (store) => {
    const run = findRun(store, typed);
    const collected: RunEvent[] = [];
    let lastSeq = 0;
    let isFinished = false;
    for (;;) {
      const fresh = store.events(run, lastSeq).map((event) => (options.outputs ? withOutput(store, event) : event));
      for (const event of fresh) {
        if (options.json) collected.push(event);
        else out.writeLine(jsonText(event, 0));
        lastSeq = event.seq;
      }
      // A run that was finished may have been taken up again.
      isFinished = fresh.length === 0 ? isFinished : fresh.at(-1)?.type === 'run-finished';
      if (!options.follow || isFinished || out.isBroken) break;
      await pause(LOOK_EVERY_MS);
    }
    if (options.json) out.writeLine(jsonText({ runId: run, events: collected }));
    return 0;
  });
}

function withOutput(store: RunStore, event: RunEvent): RunEvent {
  if (event.type !== 'attempt-succeeded') return event;
  return { ...event, output: { inline: keptOutput(store, event.output) } };
}
