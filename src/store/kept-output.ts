import { SkeinError } from '../core/errors.ts';
import type { OutputRef, RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { RunStore } from './run-store.ts';

/** Outputs of more JSON text than this are kept by hash, outside the journal. */
const INLINE_CHARACTERS = 4096;

/** An output as the journal keeps it; only a large one is waited for: it is put into the store, to be durable before the event that names it. */
export function keepOutput(store: Pick<RunStore, 'putBlob'>, output: Json, text: string): OutputRef | Promise<OutputRef> {
  if (text.length <= INLINE_CHARACTERS) return { inline: output };
  return store.putBlob(text).then((hash) => ({ hash, bytes: Buffer.byteLength(text) }));
}

/** The output that a reference stands for. @throws SkeinError `not-found` */
export function keptOutput(store: Pick<RunStore, 'blob'>, ref: OutputRef): Json {
  return 'inline' in ref ? ref.inline : (JSON.parse(store.blob(ref.hash)) as Json);
}

/** The hash of the output that an event names, if it names one. */
export function hashIn(event: RunEvent): string | undefined {
  return event.type === 'attempt-succeeded' && 'hash' in event.output ? event.output.hash : undefined;
}

/** No event is written that names an output which is not there. */
export function missingOutput(run: RunId, hash: string): SkeinError {
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: `names an output that is not in this store (${hash.slice(0, 12)})`,
    todo: 'A journal to import is exported with its outputs: skein events RUN --outputs.',
  });
}
