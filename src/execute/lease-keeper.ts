import type { SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import { type Fences, type Lease, type Owner, takenOver } from '../store/lease.ts';
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
  /** Called when another owner is found to have a run: this process stood still for longer than its lease. */
  lost?(run: RunId, error: SkeinError): void;
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

  get held(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** Lets these run out at once: whoever wants their runs may have them. */
  async lapse(leases: readonly Lease[]): Promise<void> {
    const { store, clock } = this.#ports;
    if (leases.length > 0) await store.renew(leases, clock.nowMs());
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
    const { clock } = this.#ports;
    this.#callOff ??= clock.at(clock.nowMs() + RENEW_EVERY_MS, () => {
      this.#callOff = undefined;
      // Not worth a word when it fails: the next event that is written will tell.
      this.#renew().catch(() => {});
      this.#ports.renewed?.().catch(() => {});
      this.#renewLater();
    });
  }

  /** What was lost is not waited for: its attempts may take hours, and cost, before anything of them is written. */
  async #renew(): Promise<void> {
    const { store, clock, lost } = this.#ports;
    const leases = [...this.#leases.values()];
    const gone = new Set(await store.renew(leases, clock.nowMs() + LEASE_MS));
    for (const lease of leases) {
      // It may have been let go of, or taken anew, meanwhile.
      if (!gone.has(lease.run) || this.#leases.get(lease.run) !== lease) continue;
      lost?.(lease.run, takenOver(lease.run, store.leaseOf(lease.run)));
    }
  }
}
