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
  /** Until when each lasts, as far as is known. */
  readonly #untilMs = new Map<RunId, number>();
  /** No later than the first of them runs out. */
  #firstUntilMs = Number.POSITIVE_INFINITY;
  #callOff: (() => void) | undefined;
  #renewing: Promise<void> | undefined;

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
    this.#lasts(run, lease.untilMs);
    this.#renewLater();
    if (clock.nowMs() > nowMs + RENEW_EVERY_MS) await this.#renewLate(run);
  }

  /** The answer came so late that the lease may run out before the others are renewed. */
  async #renewLate(run: RunId): Promise<void> {
    // A renewal that is on its way does not know of this one.
    await this.#renewing?.catch(() => {});
    await this.#renew();
    if (!this.#leases.has(run)) throw takenOver(run, this.#ports.store.leaseOf(run));
  }

  /** The run is finished, or somebody else's: its lease is not renewed any more. */
  forget(run: RunId): void {
    this.#leases.delete(run);
    this.#tokens.delete(run);
    this.#untilMs.delete(run);
    if (this.#leases.size > 0) return;
    this.#firstUntilMs = Number.POSITIVE_INFINITY;
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

  /** This process has stood still for so long that others may drive its runs by now. */
  get isOverdue(): boolean {
    return this.#ports.clock.nowMs() >= this.#firstUntilMs;
  }

  /** Resolves when it is known which leases are held still; the others have been told of by then. */
  async catchUp(): Promise<void> {
    // An answer that came while the process stood still says what was so before.
    while (this.isOverdue) await this.#renew();
  }

  /** Whether a run is still this engine's, for what waited and is about to begin. */
  async holds(run: RunId): Promise<boolean> {
    await this.catchUp();
    return this.#leases.has(run);
  }

  /** Who waits for the answer gets the one that is on its way. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#renewAll().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** What was lost is not waited for: its attempts may take hours, and cost, before anything of them is written. */
  async #renewAll(): Promise<void> {
    const { store, clock, lost } = this.#ports;
    const leases = [...this.#leases.values()];
    const untilMs = clock.nowMs() + LEASE_MS;
    const gone = new Set(await store.renew(leases, untilMs));
    for (const lease of leases) {
      // It may have been let go of, or taken anew, meanwhile.
      if (this.#leases.get(lease.run) !== lease) continue;
      if (!gone.has(lease.run)) {
        this.#untilMs.set(lease.run, untilMs);
        continue;
      }
      this.forget(lease.run);
      lost?.(lease.run, takenOver(lease.run, store.leaseOf(lease.run)));
    }
    this.#firstUntilMs = this.#untilMs.values().reduce((first, ms) => Math.min(first, ms), Number.POSITIVE_INFINITY);
  }

  #lasts(run: RunId, untilMs: number): void {
    this.#untilMs.set(run, untilMs);
    this.#firstUntilMs = Math.min(this.#firstUntilMs, untilMs);
  }
}
