import type { RunId } from '../core/ids.ts';
import type { Fences, Lease, Owner } from '../store/lease.ts';
import type { RunStore } from '../store/run-store.ts';
import type { Clock } from './clock.ts';

/** How long a lease lasts unless it is renewed: the longest that others wait for an owner who is gone without a trace. */
export const LEASE_MS = 15_000;
const RENEW_EVERY_MS = LEASE_MS / 3;

export interface LeaseKeeperPorts {
  readonly store: RunStore;
  readonly clock: Clock;
  readonly owner: Owner;
  /** Whether an owner whose lease has not run out is known to be gone all the same. */
  isGone?(owner: Owner): boolean;
  /** Called whenever leases are renewed: for what else has to be said again and again. */
  renewed?(): Promise<void>;
}

/** The leases of the runs that one engine drives, kept alive. */
export class LeaseKeeper {
  readonly #ports: LeaseKeeperPorts;
  readonly #leases = new Map<RunId, Lease>();
  readonly #tokens = new Map<RunId, number>();
  #callOff: (() => void) | undefined;

  constructor(ports: LeaseKeeperPorts) {
    this.#ports = ports;
  }

  /** What the store wants to see with every event. */
  get fences(): Fences {
    return this.#tokens;
  }

  /** @throws SkeinError `wrong-state` naming the owner that drives the run. */
  async take(run: RunId): Promise<void> {
    const { store, clock, owner } = this.#ports;
    const nowMs = clock.nowMs();
    const isGone = (other: Owner): boolean => this.#ports.isGone?.(other) ?? false;
    const lease = await store.claim(run, { owner, nowMs, untilMs: nowMs + LEASE_MS, isGone });
    this.#leases.set(run, lease);
    this.#tokens.set(run, lease.token);
    this.#renewLater();
  }

  /** The run is finished, or somebody else's: its lease is not renewed any more. */
  forget(run: RunId): void {
    this.#leases.delete(run);
    this.#tokens.delete(run);
    if (this.#leases.size > 0) return;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  /** Gives back a lease under which nothing was begun. */
  async release(run: RunId): Promise<void> {
    const lease = this.#leases.get(run);
    this.forget(run);
    if (lease !== undefined) await this.#ports.store.release(lease);
  }

  #renewLater(): void {
    const { clock, store } = this.#ports;
    this.#callOff ??= clock.at(clock.nowMs() + RENEW_EVERY_MS, () => {
      this.#callOff = undefined;
      // Not worth a word when it fails: the next event that is written will tell.
      store.renew([...this.#leases.values()], clock.nowMs() + LEASE_MS).catch(() => {});
      this.#ports.renewed?.().catch(() => {});
      this.#renewLater();
    });
  }
}
