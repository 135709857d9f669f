import { SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';

/** The events of a run are numbered one after another. @throws SkeinError `wrong-state` for any other number. */
export function refuseOutOfTurn(run: RunId, seq: number, expectedSeq: number): void {
  if (seq === expectedSeq) return;
  throw new SkeinError('wrong-state', {
    where: `run ${run}`,
    what: 'another process has written to this run',
    expected: `the event ${expectedSeq}`,
    received: `the event ${seq}`,
    todo: 'Let that process go on, or stop it first.',
  });
}
