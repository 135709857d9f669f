import { SkeinError } from '../core/errors.ts';
import type { RunStatus } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';

/** Who drives a run: one engine in one process. */
export interface Owner {
  /** No two engines ever have the same. */
  readonly id: string;
  /** For people: `process 4711 on oak`. */
  readonly label: string;
}

/** The right to drive a run. Instants are ms since the Unix epoch. */
export interface Lease {
  readonly run: RunId;
  readonly owner: Owner;
  /** Counts the owners of the run, from 1: what comes with the token of an earlier one is refused. */
  readonly token: number;
  readonly sinceMs: number;
  /** Its owner has renewed it before then, or is gone. */
  readonly untilMs: number;
}

/** How a lease is asked for. */
export interface Claim {
  readonly owner: Owner;
  readonly nowMs: number;
  readonly untilMs: number;
  /** Whether an owner whose lease has not run out is known to be gone all the same. Default: never. */
  isGone?(owner: Owner): boolean;
}

/** The tokens under which events are written, by run. */
export type Fences = ReadonlyMap<RunId, number>;

/**
 * The lease that a claim leads to, given the one that stands.
 *
 * @param held The lease of the owner that has not let go, if there is one.
 * @param lastToken The token of the last owner, 0 when there was none.
 * @throws SkeinError `wrong-state` naming the owner that drives the run.
 */
export function grantLease(run: RunId, held: Lease | undefined, lastToken: number, { owner, nowMs, untilMs, isGone }: Claim): Lease {
  if (held !== undefined && held.owner.id === owner.id) {
    throw new SkeinError('wrong-state', { where: `run ${run}`, what: 'is under way here already' });
  }
  if (held !== undefined && held.untilMs > nowMs && isGone?.(held.owner) !== true) throw drivenElsewhere(held, nowMs);
  return { run, owner, token: lastToken + 1, sinceMs: nowMs, untilMs };
}

function drivenElsewhere({ run, owner, sinceMs, untilMs }: Lease, nowMs: number): SkeinError {
  const leftSeconds = Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: `is driven by ${owner.label} since ${new Date(sinceMs).toISOString()}`,
    todo: `Follow it with \`skein events ${run} --follow\`, or stop it with \`skein cancel ${run}\`. If that process is gone, its hold ends within ${leftSeconds} s.`,
  });
}

/** What is written for a run that has another owner by now is refused. */
export function refuseStale(run: RunId, held: Lease | undefined, lastToken: number, token: number | undefined): void {
  const isStale = token === undefined ? held !== undefined : token !== lastToken;
  if (isStale) throw takenOver(run, held);
}

/** What an owner is told whose run another one has by now. */
export function takenOver(run: RunId, held: Lease | undefined): SkeinError {
  return new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: held === undefined ? 'has been driven by another process meanwhile' : `is driven by ${held.owner.label} now`,
    todo: `Let that process go on; \`skein show ${run}\` tells how far it is.`,
  });
}

/** Only a finished run that nobody is taking up again can be removed. */
export function refuseRemoval(run: RunId, status: RunStatus | undefined, held: Lease | undefined): void {
  if (status !== 'running' && held === undefined) return;
  throw new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: 'is not finished, so it is not removed',
    todo: `End it first: skein cancel ${run}.`,
  });
}
