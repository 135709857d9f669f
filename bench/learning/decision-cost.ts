import { Learner } from '../../src/learn/learner.ts';
import { pickAgent } from '../../src/learn/pick-agent.ts';
import type { Skill } from '../../src/learn/skill.ts';
import { seeded } from '../../src/schedule/seeded.ts';

const AGENTS = 20;
const DECISIONS = 20_000;
const TEXTS = 500;

/** What a decision among 20 agents takes, features of a new text included, after little history and after much. */
export function benchDecisionCost(): void {
  console.log(`\n5. Cost of deciding among ${AGENTS} agents, the text of each task read anew (median of five rounds of ${DECISIONS})`);
  console.log('   trials seen | us a decision | us a trial taken in | kB kept of the team');
  const chance = seeded(1);
  const words = [
    'compare',
    'write',
    'the',
    'sales',
    'of',
    'both',
    'regions',
    'function',
    'that',
    'sorts',
    'numbers',
    '42',
    'why',
    'is',
    'sky',
    'blue?',
  ];
  const texts = Array.from({ length: TEXTS }, () =>
    Array.from({ length: 10 + Math.floor(chance() * 40) }, () => words[Math.floor(chance() * words.length)]).join(' '),
  );
  const learner = new Learner({ seed: 1 });
  const skills = Array.from({ length: AGENTS }, (_, agent) => learner.skill(`agent-${agent}`, 'writing', 0.4 + 0.02 * agent));
  let seen = 0;
  for (const target of [0, 100, 1000, 10_000, 50_000]) {
    const beganMs = performance.now();
    const from = seen;
    for (; seen < target; seen++) {
      const skill = skills[seen % AGENTS];
      if (skill !== undefined)
        learner.observe(
          skill,
          { key: `${seen}`, atMs: seen, score: chance() < 0.6 ? 1 : 0, latencyMs: 1000, declaredMs: 900 },
          texts[seen % TEXTS],
        );
    }
    const trialUs = target === from ? undefined : ((performance.now() - beganMs) * 1000) / (target - from);
    const rounds = Array.from({ length: 5 }, () => decideUs(learner, skills, texts)).sort((a, b) => a - b);
    const kept = JSON.stringify(skills.map(({ evidence }) => evidence)).length + AGENTS * 26_500;
    console.log(
      `   ${String(target).padStart(11)} | ${(rounds[2] ?? Number.NaN).toFixed(1).padStart(13)} | ${(trialUs?.toFixed(1) ?? '').padStart(19)} | ${Math.round(kept / 1000)}`,
    );
  }
}

function decideUs(learner: Learner, skills: readonly Skill[], texts: readonly string[]): number {
  let best = 0;
  const beganMs = performance.now();
  for (let decision = 0; decision < DECISIONS; decision++) {
    const text = texts[decision % TEXTS] ?? '';
    best += pickAgent(learner, skills, text, decision, (_, success) => success);
  }
  if (best < 0) throw new TypeError('a decision came to nobody');
  return ((performance.now() - beganMs) * 1000) / DECISIONS;
}
