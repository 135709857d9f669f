import { loadConfiguration } from '../../config/load-configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import { taskId } from '../../core/ids.ts';
import { TeamMemory } from '../../engine/local/team-memory.ts';
import { systemClock } from '../../execute/clock.ts';
import { declaredLevel, skillNameOf } from '../../learn/declared-level.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { readRun } from '../read-run.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a person says counts as much as so many attempts. */
const RATING_TRIALS = 2;

/** `skein rate`: a person's verdict on a task is learned of the agent that did it. Each task is rated once. */
export async function rate(
  typed: string,
  task: string,
  verdict: string,
  options: CommonOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { out, directory } = surroundings;
  if (verdict !== 'good' && verdict !== 'bad') {
    throw new SkeinError('bad-usage', { where: 'the verdict', expected: 'good or bad', received: `"${verdict}"` });
  }
  const { team } = await loadConfiguration(options.config, directory);
  const store = await openExistingStore(options, surroundings);
  try {
    const record = readRun(store, typed);
    const rated = record.tasks.get(taskId(task));
    const attempt = rated?.attempts.findLast(({ outcome }) => outcome === 'succeeded');
    if (rated === undefined || attempt === undefined) {
      throw new SkeinError(rated === undefined ? 'not-found' : 'wrong-state', {
        where: `task ${task} of run ${record.run}`,
        what: rated === undefined ? 'there is no such task' : 'no agent has done it, so there is nothing to rate',
        todo: `See \`skein show ${record.run}\`.`,
      });
    }
    const profile = team.agents.find(({ id }) => id === attempt.agent);
    if (profile === undefined) {
      throw new SkeinError('not-found', {
        where: `agent ${attempt.agent}`,
        what: 'did this task, and is not in the team any more',
        todo: 'Name the config it is in with --config.',
      });
    }
    const rating = `rating ${JSON.stringify([record.run, task])}`;
    await store.changeLearned([rating], (present) => {
      if (present === undefined) return verdict;
      throw new SkeinError('wrong-state', { where: `task ${task} of run ${record.run}`, what: `was rated ${present} already` });
    });
    const memory = new TeamMemory({ team, store, seed: 0, nowMs: systemClock.nowMs() });
    const skillName = skillNameOf(rated.task.capabilities);
    const skill = memory.learner.skill(profile.id, skillName, declaredLevel(profile, skillName), profile.family);
    const before = skill.success;
    for (let trial = 1; trial <= RATING_TRIALS; trial++) {
      memory.learner.observe(
        skill,
        {
          key: `${record.run}/${task}/${attempt.attempt}/rating-${trial}`,
          atMs: systemClock.nowMs(),
          score: verdict === 'good' ? 1 : 0,
          ...(verdict === 'bad' ? { why: 'a person rated it bad' } : {}),
        },
        rated.task.instruction,
      );
    }
    await memory.keep();
    const isFine = Math.round(before * 100) === Math.round(skill.success * 100);
    const percent = (share: number): string => `${(share * 100).toFixed(isFine ? 1 : 0)} %`;
    out.writeLine(
      options.json
        ? jsonText({ run: record.run, task, verdict, agent: profile.id, skill: skillName, before, after: skill.success })
        : `${profile.id} did it. Its success at ${skillName === '*' ? 'tasks that name no capability' : skillName}: ${percent(before)} before, ${percent(skill.success)} now.`,
    );
    return EXIT.succeeded;
  } finally {
    await store.close();
  }
}
