import { createHash } from 'node:crypto';
import { SkeinError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import { hashIn, missingOutput } from './kept-output.ts';
import { grantLease, type Lease, refuseRemoval, refuseStale } from './lease.ts';
import { createMemoryQuotas } from './memory-quota.ts';
import { refuseOutOfTurn } from './out-of-turn.ts';
import type { RunMessage, RunStore, RunSummary } from './run-store.ts';
import { summarise } from './run-summary.ts';

/** A store that forgets everything with the process: for tests, rehearsals and embedding. */
export function createMemoryStore(): RunStore {
  const journals = new Map<RunId, RunEvent[]>();
  const summaries = new Map<RunId, RunSummary>();
  const blobs = new Map<string, string>();
  /** The last lease of every run; one that was let go of has no `held`. */
  const leases = new Map<RunId, { readonly token: number; readonly held?: Lease }>();
  const mail = new Map<RunId, RunMessage[]>();
  const learned = new Map<string, string>();
  const listeners = new Set<(run: RunId) => void>();
  const isCurrent = ({ run, token }: Lease): boolean => leases.get(run)?.token === token && leases.get(run)?.held !== undefined;
  return {
    async append(events, fences) {
      const next = new Map<RunId, number>();
      for (const event of events) {
        const { run, seq } = event;
        const hash = hashIn(event);
        if (hash !== undefined && !blobs.has(hash)) throw missingOutput(run, hash);
        if (!next.has(run)) refuseStale(run, leases.get(run)?.held, leases.get(run)?.token ?? 0, fences?.get(run));
        const expected = next.get(run) ?? (journals.get(run)?.length ?? 0) + 1;
        refuseOutOfTurn(run, seq, expected);
        next.set(run, expected + 1);
      }
      for (const event of events) {
        const { run } = event;
        const journal = journals.get(run) ?? [];
        journal.push(event);
        journals.set(run, journal);
        summaries.set(run, summarise(summaries.get(run), event));
        if (event.type !== 'run-finished') continue;
        leases.set(run, { token: leases.get(run)?.token ?? 0 });
        mail.delete(run);
      }
    },
    events: (run, afterSeq = 0) => (journals.get(run) ?? []).slice(afterSeq),
    replay: (run, afterSeq = 0) => (journals.get(run) ?? []).slice(afterSeq),
    runs: () => [...summaries.values()].reverse(),
    async putBlob(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      blobs.set(hash, text);
      return hash;
    },
    blob(hash) {
      const text = blobs.get(hash);
      if (text === undefined) throw new SkeinError('not-found', { where: 'the store', what: `there is no output with the hash ${hash}` });
      return text;
    },
    async claim(run, claim) {
      const last = leases.get(run);
      const lease = grantLease(run, last?.held, last?.token ?? 0, claim);
      leases.set(run, { token: lease.token, held: lease });
      return lease;
    },
    async renew(given, untilMs) {
      const held = given.filter(isCurrent);
      for (const lease of held) leases.set(lease.run, { token: lease.token, held: { ...lease, untilMs } });
      return given.filter((lease) => !held.includes(lease)).map(({ run }) => run);
    },
    async release(lease) {
      if (isCurrent(lease)) leases.set(lease.run, { token: lease.token });
    },
    leaseOf: (run) => leases.get(run)?.held,
    async send(run, message) {
      mail.set(run, [...(mail.get(run) ?? []), message]);
      for (const listener of listeners) listener(run);
    },
    messages: (run) => mail.get(run) ?? [],
    onMessage(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    async remove(runs) {
      for (const run of runs) refuseRemoval(run, summaries.get(run)?.status, leases.get(run)?.held);
      for (const run of runs) {
        journals.delete(run);
        summaries.delete(run);
        leases.delete(run);
        mail.delete(run);
      }
      const named = new Set([...journals.values()].flatMap((journal) => journal.flatMap((event) => hashIn(event) ?? [])));
      for (const hash of blobs.keys()) if (!named.has(hash)) blobs.delete(hash);
    },
    bytes() {
      let sum = 0;
      for (const text of blobs.values()) sum += text.length;
      for (const journal of journals.values()) sum += bytesOfJournal(journal);
      return sum;
    },
    bytesOf: (run) => bytesOfJournal(journals.get(run) ?? []),
    async compact() {},
    learned: () => new Map(learned),
    async changeLearned(names, change) {
      const changed = names.map((name) => [name, change(learned.get(name), name)] as const);
      for (const [name, text] of changed) {
        if (text === undefined) learned.delete(name);
        else learned.set(name, text);
      }
    },
    quota: createMemoryQuotas(),
    async close() {},
  };
}

function bytesOfJournal(journal: readonly RunEvent[]): number {
  return journal.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
}
