import { SkeinError } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Fences, Owner } from '../../../src/store/lease.ts';
import type { Limits, QuotaAsker, QuotaAuthority, QuotaDraw } from '../../../src/store/quota-authority.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import type { Chance } from './chance.ts';
import { except } from './except.ts';
import type { Life } from './life.ts';

/** What can go wrong with one write. */
export type WriteFault = 'dies-before' | 'dies-after' | 'refuses-before' | 'refuses-after';

export interface DiskPorts {
  readonly store: RunStore;
  readonly life: Life;
  readonly chance: Chance;
  /** The longest that a write takes, and as long again its acknowledgement. */
  readonly diskMs: number;
  /** What goes wrong with the next write, if anything does. */
  fault(): WriteFault | undefined;
  /** Told as soon as events are on the disk, with when they were handed over. */
  written(events: readonly RunEvent[], handedOverMs: number): void;
  /** Told as events are handed over (1), and as the process hears what became of them (-1). */
  appending(change: 1 | -1): void;
  /** Told as the process hears that they are. */
  acknowledged(events: readonly RunEvent[]): void;
  /** Told as soon as a draw on limits is granted, with who asked for it, and when. */
  granted(draw: QuotaDraw, asker: QuotaAsker): void;
  /** Told what a draw has come to. */
  settled(id: string, tokens: number, owner: Owner): void;
  /** Told as the process hears that something it wanted to keep cannot be kept. */
  lost(events: readonly RunEvent[]): void;
}

/**
 * A store as one process sees it, on a disk that takes its time and fails: a write may not happen, may happen and
 * be reported as failed, and the process may die on either side of it. What a process has not handed over dies with it.
 */
export class Disk {
  /** What the process sees. Reading, and what is not named here, goes straight to what is shared. */
  readonly store: RunStore;
  readonly #ports: DiskPorts;
  #inFlight = 0;
  /** Writes of one process happen in the order in which they were handed over. */
  #writtenUntilMs = 0;

  constructor(ports: DiskPorts) {
    this.#ports = ports;
    this.store = except(ports.store, {
      append: (events, fences) => this.#append(events, fences),
      putBlob: (text) => this.#keep([], () => ports.store.putBlob(text)),
      claim: (run, claim) => this.#write(() => ports.store.claim(run, claim)),
      renew: (leases, untilMs) => this.#write(() => ports.store.renew(leases, untilMs)),
      release: (lease) => this.#write(() => ports.store.release(lease)),
      send: (run, message) => this.#write(() => ports.store.send(run, message)),
      onMessage: (callback) => ports.store.onMessage((run) => ports.life.when(() => callback(run))),
      quota: (limits) => this.#quota(limits),
      close: async () => {},
    });
  }

  /** Writes given to the store that it has not answered yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  async #append(events: readonly RunEvent[], fences?: Fences): Promise<void> {
    const { store, life, written, acknowledged, appending } = this.#ports;
    // The fences may change while the write is under way; it was handed over with these.
    const held = fences === undefined ? undefined : new Map(fences);
    const handedOverMs = life.nowMs();
    appending(1);
    try {
      await this.#keep(events, async () => {
        await store.append(events, held);
        written(events, handedOverMs);
      });
      acknowledged(events);
    } finally {
      appending(-1);
    }
  }

  #quota(limits: Limits): QuotaAuthority {
    const { store, granted, settled } = this.#ports;
    const authority = store.quota(limits);
    return {
      reserve: (draws, asker) =>
        this.#write(async () => {
          const answers = await authority.reserve(draws, asker);
          for (const [index, draw] of draws.entries()) if (answers[index]?.granted === true) granted(draw, asker);
          return answers;
        }),
      settle: (settlements, owner) =>
        this.#write(async () => {
          await authority.settle(settlements, owner);
          for (const { id, tokens } of settlements) if (tokens !== undefined) settled(id, tokens, owner);
        }),
      rest: (limit, untilMs) => this.#write(() => authority.rest(limit, untilMs)),
      renewHolds: (owner, untilMs) => this.#write(() => authority.renewHolds(owner, untilMs)),
    };
  }

  async #keep<Value>(events: readonly RunEvent[], write: () => Promise<Value>): Promise<Value> {
    try {
      return await this.#write(write);
    } catch (error) {
      if (SkeinError.isInstance(error) && error.code === 'store-unavailable') this.#ports.lost(events);
      throw error;
    }
  }

  #write<Value>(write: () => Promise<Value>): Promise<Value> {
    const { life, chance, diskMs, fault } = this.#ports;
    return new Promise((resolve, reject) => {
      if (!life.isAlive) return;
      const wrong = fault();
      if (wrong === 'dies-before') {
        life.die();
        return;
      }
      const refuse = (): void => reject(new SkeinError('store-unavailable', { where: 'the store', what: 'the disk is full' }));
      const answer = (settle: () => void): void => {
        if (wrong === 'dies-after') life.die();
        else life.after(chance.between(0, diskMs), wrong === undefined ? settle : refuse);
      };
      this.#writtenUntilMs = Math.max(this.#writtenUntilMs, life.nowMs() + chance.between(0, diskMs));
      life.after(this.#writtenUntilMs - life.nowMs(), () => {
        if (wrong === 'refuses-before') {
          refuse();
          return;
        }
        this.#inFlight++;
        write()
          .finally(() => {
            this.#inFlight--;
          })
          .then(
            (value) => answer(() => resolve(value)),
            (error: unknown) => answer(() => reject(error)),
          );
      });
    });
  }
}
