import type { ErrorCode } from '../core/errors.ts';
import type { RunStatus } from '../core/event.ts';

/** What the command tells the shell. 130 and 143 are 128 plus the signal's number, as shells have it. */
export const EXIT = { succeeded: 0, failed: 1, badUsage: 2, partial: 3, interrupted: 130, terminated: 143 } as const;

const OF_RUN: Readonly<Record<RunStatus, number>> = {
  succeeded: EXIT.succeeded,
  partial: EXIT.partial,
  failed: EXIT.failed,
  cancelled: EXIT.interrupted,
  running: EXIT.failed,
};

export function exitStatusOfRun(status: RunStatus): number {
  return OF_RUN[status];
}

/** Errors that the user mends by changing the command line, the plan or the config. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'bad-usage',
  'bad-input',
  'bad-plan',
  'bad-config',
  'bad-playbook',
  'cannot-plan',
  'no-agent',
  'not-found',
  'wrong-state',
]);

export function exitStatusOfError(code: ErrorCode): number {
  return USAGE.has(code) ? EXIT.badUsage : EXIT.failed;
}
