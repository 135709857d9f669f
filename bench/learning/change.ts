import { Learner } from '../../src/learn/learner.ts';
import { pickAgent } from '../../src/learn/pick-agent.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { type Confident, confident } from './confidence.ts';

const SEEDS = 60;
const TASKS = 600;
const HALF = TASKS / 2;
const SKILL = 'analysis';

interface Change {
  readonly name: string;
  /** Success by agent, before and after; an agent of which nothing is said before is not there. */
  readonly before: readonly (number | undefined)[];
  readonly after: readonly number[];
  /** What the agents declare, all the time. */
  readonly levels: readonly number[];
}

const CHANGES: readonly Change[] = [
  {
    name: 'the best agent falls from 0.9 to 0.3',
    before: [0.9, 0.75, 0.6, 0.5],
    after: [0.3, 0.75, 0.6, 0.5],
    levels: [0.8, 0.7, 0.6, 0.6],
  },
  {
    name: 'a better agent joins, declared no better',
    before: [0.6, 0.55, 0.5, undefined],
    after: [0.6, 0.55, 0.5, 0.9],
    levels: [0.6, 0.6, 0.6, 0.6],
  },
];

/** Something changes half way: how many successes are lost, over 300 tasks, against an oracle that knows at once. */
export function benchChange(): void {
  console.log(
    `\n3. Change half way: successes lost in the ${HALF} tasks after it, against an oracle that knows (${SEEDS} seeds); tasks until 9 of 10 go to the best`,
  );
  for (const change of CHANGES) {
    const learned = Array.from({ length: SEEDS }, (_, seed) => course(change, seed + 1));
    const best = Math.max(...change.after);
    const static_ = HALF * (best - (change.after[change.levels.indexOf(Math.max(...change.levels))] ?? 0));
    const uniform = HALF * (best - change.after.reduce((sum, rate) => sum + rate, 0) / change.after.length);
    const settled = learned.map(({ settledAfter }) => settledAfter).sort((a, b) => a - b);
    console.log(
      `   ${change.name}: learner ${short(confident(learned.map(({ regret }) => regret)))}, by declared level ${static_.toFixed(1)}, uniform ${uniform.toFixed(1)}; settled after ${settled[SEEDS / 2]} tasks (median), ${settled[Math.ceil(SEEDS * 0.9) - 1]} (nine in ten); the worst course lost ${Math.max(...learned.map(({ regret }) => regret)).toFixed(0)}`,
    );
  }
}

function course({ before, after, levels }: Change, seed: number): { readonly regret: number; readonly settledAfter: number } {
  const learner = new Learner({ seed });
  const luck = seeded(seed * 13);
  const best = Math.max(...after);
  let regret = 0;
  const lately: boolean[] = [];
  let settledAfter = HALF;
  for (let task = 0; task < TASKS; task++) {
    const rates = task < HALF ? before : after;
    const skills = rates.map((_, agent) => learner.skill(`agent-${agent}`, SKILL, levels[agent] ?? 0.5));
    const chosen = pickAgent(learner, skills, 'look into this', task, (agent, success) =>
      rates[agent] === undefined ? Number.NEGATIVE_INFINITY : success,
    );
    const rate = rates[chosen] ?? 0;
    const skill = skills[chosen];
    if (skill !== undefined) learner.observe(skill, { key: `${task}`, atMs: task * 1000, score: luck() < rate ? 1 : 0 }, 'look into this');
    if (task < HALF) continue;
    regret += best - rate;
    lately.push(rate === best);
    if (lately.length >= 10 && settledAfter === HALF && lately.slice(-10).filter(Boolean).length >= 9) settledAfter = lately.length;
  }
  return { regret, settledAfter };
}

const short = ({ mean, half }: Confident): string => `${mean.toFixed(1)} ± ${half.toFixed(1)}`;
