import { SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { RunStore } from '../store/run-store.ts';

const NEWEST: readonly string[] = ['latest', 'last'];

/**
 * The run that is meant: by its id, the start of its id when no other begins so, or `latest`.
 *
 * @throws SkeinError `not-found` when there is none, or more than one.
 */
export function findRun(store: RunStore, typed: string): RunId {
  const runs = store.runs();
  const exact = runs.find(({ run }) => run === typed);
  if (exact !== undefined) return exact.run;
  if (NEWEST.includes(typed) && runs[0] !== undefined) return runs[0].run;
  const candidates = typed === '' ? [] : runs.filter(({ run }) => run.startsWith(typed));
  if (candidates.length === 1 && candidates[0] !== undefined) return candidates[0].run;
  if (candidates.length > 1) {
    throw new SkeinError('not-found', {
      where: `run "${typed}"`,
      what: `${candidates.length} runs begin so: ${candidates
        .slice(0, 5)
        .map(({ run }) => run)
        .join(', ')}${candidates.length > 5 ? ', …' : ''}`,
      todo: 'Type more of the id.',
    });
  }
  const nearest = nearestName(
    typed,
    runs.map(({ run }) => run),
  );
  throw new SkeinError('not-found', {
    where: `run "${typed}"`,
    what: runs.length === 0 ? 'the store has no runs' : 'there is no such run in the store',
    todo: nearest === undefined ? 'See `skein runs`.' : `Did you mean "${nearest}"?`,
  });
}
