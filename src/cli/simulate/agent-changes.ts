import { parseDurationMs } from '../../core/duration.ts';
import { SkeinError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { Team } from '../../core/team.ts';
import type { AgentChange } from '../../simulate/world.ts';

/** How many agents are named to somebody who has named another one. */
const MOST_NAMED = 12;

const SHAPE = /^(.+)=(\d{1,6})@(.+)$/;

/**
 * Reads what becomes of agents during a simulation: `coder=0@2m` takes its slots away after two minutes, `coder=4@5m` gives
 * it four after five.
 *
 * @throws SkeinError `bad-usage`
 */
export function parseAgentChanges(texts: readonly string[], { agents }: Team): AgentChange[] {
  return texts.map((text) => {
    const [, name = '', slots = '', when = ''] = SHAPE.exec(text) ?? [];
    if (name === '') {
      throw new SkeinError('bad-usage', {
        where: '--change',
        expected: 'AGENT=SLOTS@TIME, such as coder=0@2m',
        received: `"${text}"`,
      });
    }
    const agent = agents.find(({ id }) => id === name);
    if (agent === undefined) {
      const ids = agents.map(({ id }) => id);
      const nearest = nearestName(name, ids);
      throw new SkeinError('bad-usage', {
        where: '--change',
        what: `the simulated team has no agent "${name}"`,
        todo:
          nearest === undefined
            ? `Its agents: ${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? '...' : ''}. A config (skein.yaml, or --config FILE) brings its own.`
            : `Did you mean "${nearest}"?`,
      });
    }
    return { agent: agent.id, slots: Number(slots), atMs: parseDurationMs(when, '--change') };
  });
}
