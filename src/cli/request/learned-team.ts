import type { Team } from '../../core/team.ts';
import { TeamMemory } from '../../engine/local/team-memory.ts';
import { systemClock } from '../../execute/clock.ts';
import type { Learner } from '../../learn/learner.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { storeExists, withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';

/** What earlier runs learned of a team, to foresee with: nothing is tried for its own sake. `undefined` when nothing was, or it is not wanted. */
export async function learnedTeam(
  team: Team,
  options: CommonOptions & { readonly learning?: boolean },
  surroundings: Surroundings,
): Promise<Learner | undefined> {
  if (options.learning === false || !storeExists(options, surroundings)) return undefined;
  return await withStoreToRead(options, surroundings, (store) => {
    const complain = (message: string): void => surroundings.err.writeLine(`note: ${plainLine(message)}`);
    const { learner } = new TeamMemory({ team, store, seed: 0, exploration: 0, nowMs: systemClock.nowMs(), complain });
    return [...learner.skills].some(({ evidence }) => evidence.trials > 0) ? learner : undefined;
  });
}
