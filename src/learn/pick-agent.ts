import { likely } from './belief.ts';
import type { Learner } from './learner.ts';
import type { Skill } from './skill.ts';

/**
 * Whom to give a task to: the best by `hope`, or the second best when the learner dares.
 *
 * @param key Fixes what is left to chance.
 * @param worthOf What it is worth that one of them (by index) does it with this probability: rising in it; `-Infinity` rules it out.
 * @returns The index; -1 when all are ruled out.
 */
export function pickAgent(
  learner: Learner,
  skills: readonly Skill[],
  text: string,
  key: number,
  worthOf: (index: number, success: number) => number,
): number {
  const worths = skills.map((skill, index) => worthOf(index, learner.hope(skill, text, key)));
  let best = -1;
  let second = -1;
  for (const [index, worth] of worths.entries()) {
    if (worth === Number.NEGATIVE_INFINITY) continue;
    if (best < 0 || worth > (worths[best] ?? 0)) [best, second] = [index, best];
    else if (second < 0 || worth > (worths[second] ?? 0)) second = index;
  }
  const [first, other] = [skills[best], skills[second]];
  if (first === undefined || other === undefined) return best;
  const more = learner.dare(first, other, text, key);
  return more > 0 && worthOf(second, likely(learner.hope(other, text, key) + more)) > (worths[best] ?? 0) ? second : best;
}
