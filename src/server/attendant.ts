import { messageOf, SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import { foldEvents } from '../core/run-record.ts';
import type { Team } from '../core/team.ts';
import type { Engine, RunHandle } from '../engine/engine.ts';
import type { Owner } from '../store/lease.ts';
import type { RunStore } from '../store/run-store.ts';
import { missingAgents } from './missing-agents.ts';
import { Refusal } from './refusal.ts';

export interface AttendantPorts {
  readonly engine: Engine;
  readonly store: RunStore;
  readonly team: Team;
  /** Runs that are driven at once: >= 1. */
  readonly maxRuns: number;
  nowMs(): number;
  /** Whether the process of an owner has ended. */
  isGone(owner: Owner): boolean;
  /** One line about what it does. */
  log(line: string): void;
  /** The engine cannot go on with any run. */
  broken(error: unknown): void;
}

/** How often the store is looked through for runs that nobody drives any more; more seldom where that takes long. */
const LOOK_EVERY_MS = 2_000;
const LOOK_SHARE = 0.02;
/** More are not taken in: they would wait for days. */
const MOST_WAITING = 10_000;
/** Of the runs that are left, so many are told of. */
const MOST_TOLD = 100;

interface Waiting {
  readonly priority: number;
  readonly startedAtMs: number;
  /** Found in the store: it may be from another team. */
  readonly isFound: boolean;
}

/**
 * Sees to it that every run of a store is driven: those that the server takes in, and those that nobody drives any more. Invariants:
 *   A1. No more than `maxRuns` are driven at once; of those that wait the one with the highest priority is next, then the oldest.
 *   A2. A run that another living process drives is let be; the lease decides, not what is read here.
 *   A3. A run that cannot be gone on with is told of once, and left until somebody asks for it.
 */
export class Attendant {
  readonly #ports: AttendantPorts;
  readonly #driven = new Map<RunId, RunHandle>();
  readonly #waiting = new Map<RunId, Waiting>();
  readonly #left = new Map<RunId, string>();
  readonly #starting = new Set<RunId>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(ports: AttendantPorts) {
    this.#ports = ports;
  }

  get driven(): number {
    return this.#driven.size + this.#starting.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get left(): readonly { readonly runId: string; readonly why: string }[] {
    return Array.from(this.#left, ([runId, why]) => ({ runId, why })).slice(0, MOST_TOLD);
  }

  isDriven(run: RunId): boolean {
    return this.#driven.has(run);
  }

  /** Looks for what nobody drives, now and again and again. */
  begin(): void {
    const { nowMs } = this.#ports;
    const beganMs = nowMs();
    this.#look();
    this.#timer = setTimeout(() => this.begin(), Math.max(LOOK_EVERY_MS, (nowMs() - beganMs) / LOOK_SHARE));
  }

  /** Takes nothing up any more; what is driven goes on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  /** @throws Refusal when so many runs wait already that another would wait for too long. */
  requireRoom(): void {
    if (this.#waiting.size < MOST_WAITING) return;
    throw busy(`${this.#waiting.size} runs are waiting already`);
  }

  /** A run was taken in: its turn will come. */
  admitted(run: RunId, priority: number): void {
    this.#waiting.set(run, { priority, startedAtMs: this.#ports.nowMs(), isFound: false });
    this.#fill();
  }

  /**
   * Takes a run up at once because somebody asks for it.
   *
   * @throws Refusal when as many are driven as may be; what `takeUp` throws.
   */
  async takeUp(run: RunId, takeUp: () => Promise<RunHandle>): Promise<void> {
    if (this.#isStopped) throw busy('the server is stopping');
    if (this.driven >= this.#ports.maxRuns) throw busy(`${this.driven} runs are being driven, which is as many as may be`);
    this.#waiting.delete(run);
    this.#starting.add(run);
    try {
      this.#drive(run, await takeUp());
      this.#left.delete(run);
    } finally {
      this.#starting.delete(run);
      this.#fill();
    }
  }

  /** Looks for runs that have not ended and that nobody drives. */
  #look(): void {
    const { store, log } = this.#ports;
    try {
      const open = store.runs().filter(({ status }) => status === 'running');
      const ids = new Set(open.map(({ run }) => run));
      // Somebody else has seen to it.
      for (const run of this.#left.keys()) if (!ids.has(run) || this.#isHeld(run)) this.#left.delete(run);
      for (const { run, startedAtMs } of open) {
        if (this.#waiting.has(run) || this.#left.has(run)) continue;
        if (this.#driven.has(run) || this.#starting.has(run) || this.#isHeld(run)) continue;
        if (store.leaseOf(run) === undefined) {
          this.#leave(run, 'nobody has driven it here: it was imported, or given back to be looked at');
          continue;
        }
        this.#waiting.set(run, { priority: this.#priorityOf(run), startedAtMs, isFound: true });
      }
    } catch (error) {
      log(`the store cannot be read: ${messageOf(error)}`);
    }
    this.#fill();
  }

  /** Somebody who is there drives it. */
  #isHeld(run: RunId): boolean {
    const { store, nowMs, isGone } = this.#ports;
    const lease = store.leaseOf(run);
    return lease !== undefined && lease.untilMs > nowMs() && !isGone(lease.owner);
  }

  #priorityOf(run: RunId): number {
    for (const event of this.#ports.store.replay(run)) return event.type === 'run-started' ? (event.options.priority ?? 0) : 0;
    return 0;
  }

  #fill(): void {
    while (!this.#isStopped && this.driven < this.#ports.maxRuns) {
      const run = this.#next();
      if (run === undefined) return;
      const isFound = this.#waiting.get(run)?.isFound === true;
      this.#waiting.delete(run);
      this.#starting.add(run);
      void this.#resume(run, isFound).finally(() => {
        this.#starting.delete(run);
        this.#fill();
      });
    }
  }

  #next(): RunId | undefined {
    let best: RunId | undefined;
    let its: Waiting | undefined;
    for (const [run, waiting] of this.#waiting) {
      const isBetter =
        its === undefined ||
        waiting.priority > its.priority ||
        (waiting.priority === its.priority && waiting.startedAtMs < its.startedAtMs);
      if (isBetter) [best, its] = [run, waiting];
    }
    return best;
  }

  /** Never rejects. */
  async #resume(run: RunId, isFound: boolean): Promise<void> {
    const { engine, store, team, log } = this.#ports;
    try {
      const record = isFound ? foldEvents(store.replay(run)) : undefined;
      const missing = record === undefined ? undefined : missingAgents(record, team);
      if (missing !== undefined) {
        this.#leave(run, missing);
        return;
      }
      const handle = await engine.resume(run);
      if (isFound) log(`run ${run} is gone on with: nobody drove it any more`);
      this.#drive(run, handle);
    } catch (error) {
      this.#refused(run, error);
    }
  }

  #drive(run: RunId, handle: RunHandle): void {
    const { log, broken } = this.#ports;
    this.#driven.set(run, handle);
    handle.finished
      .then(
        ({ status }) => log(`run ${run} has ended: ${status}`),
        (error: unknown) => {
          if (this.#isStopped) return;
          log(`run ${run} is let go of: ${messageOf(error)}`);
          if (!SkeinError.isInstance(error) || error.code !== 'wrong-state') broken(error);
        },
      )
      .finally(() => {
        this.#driven.delete(run);
        this.#fill();
      });
  }

  /** It has ended meanwhile, somebody else was quicker, or it cannot be gone on with. */
  #refused(run: RunId, error: unknown): void {
    const { store, log } = this.#ports;
    if (this.#isStopped) return;
    try {
      const isOpen = store.runs().some((summary) => summary.run === run && summary.status === 'running');
      if (!isOpen || this.#isHeld(run)) return;
    } catch {
      // What was wrong in the first place says more.
    }
    if (SkeinError.isInstance(error) && error.code === 'store-unavailable') log(`run ${run} has to wait: ${error.message}`);
    else this.#leave(run, messageOf(error));
  }

  #leave(run: RunId, why: string): void {
    this.#left.set(run, why);
    this.#ports.log(`run ${run} is left as it is: ${why}`);
  }
}

function busy(what: string): Refusal {
  return new Refusal(503, 'busy', { what, todo: 'Ask again later.' }, 5);
}
