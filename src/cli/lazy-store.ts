import { SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import type { QuotaAuthority } from '../store/quota-authority.ts';
import type { RunStore } from '../store/run-store.ts';

/**
 * A store that is made by the first thing that is written to it, so that a request that comes to nothing leaves nothing
 * behind. Until then it is empty.
 */
export function lazyStore(open: () => RunStore): RunStore {
  let opened: RunStore | undefined;
  const listeners = new Map<(run: RunId) => void, () => void>();
  const toWrite = (): RunStore => {
    if (opened !== undefined) return opened;
    opened = open();
    for (const callback of listeners.keys()) listeners.set(callback, opened.onMessage(callback));
    return opened;
  };
  return {
    // Asynchronous, so that a failure to open is a rejection like any other.
    append: async (...given) => toWrite().append(...given),
    putBlob: async (text) => toWrite().putBlob(text),
    claim: async (...given) => toWrite().claim(...given),
    renew: async (...given) => toWrite().renew(...given),
    release: async (lease) => toWrite().release(lease),
    send: async (...given) => toWrite().send(...given),
    remove: async (runs) => opened?.remove(runs),
    compact: async () => opened?.compact(),
    bytes: () => opened?.bytes() ?? 0,
    bytesOf: (run) => opened?.bytesOf(run) ?? 0,
    replay: (...given) => opened?.replay(...given) ?? [],
    events: (...given) => opened?.events(...given) ?? [],
    runs: () => opened?.runs() ?? [],
    leaseOf: (run) => opened?.leaseOf(run),
    messages: (run) => opened?.messages(run) ?? [],
    learned: () => opened?.learned() ?? new Map(),
    changeLearned: async (...given) => toWrite().changeLearned(...given),
    onMessage(callback) {
      listeners.set(callback, opened?.onMessage(callback) ?? (() => {}));
      return () => {
        listeners.get(callback)?.();
        listeners.delete(callback);
      };
    },
    quota(limits) {
      let authority: QuotaAuthority | undefined;
      const known = (): QuotaAuthority => {
        authority ??= toWrite().quota(limits);
        return authority;
      };
      return {
        reserve: async (...given) => known().reserve(...given),
        settle: async (...given) => known().settle(...given),
        rest: async (...given) => known().rest(...given),
        renewHolds: async (...given) => known().renewHolds(...given),
      };
    },
    blob: (hash) => {
      if (opened === undefined) throw new SkeinError('not-found', { where: `output ${hash}`, what: 'nothing is stored yet' });
      return opened.blob(hash);
    },
    close: async () => opened?.close(),
  };
}
