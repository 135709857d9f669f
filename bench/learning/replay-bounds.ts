import { Learner } from '../../src/learn/learner.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { shuffled } from './confidence.ts';
import type { Replay } from './replay-data.ts';

const SEEDS = 10;
/** What a unit of the best single's price counts as, in successes, is swept over these. */
const EXCHANGES = [0, 0.02, 0.04, 0.07, 0.1, 0.13, 0.17, 0.22];

/** One way to trade quality for price, averaged over courses. */
interface Point {
  readonly price: number;
  readonly quality: number;
}

/**
 * What the model of texts could do without having to find anything out at its own cost: it is taught by answers of given models at
 * random to so many questions, or by all of their answers to these, and then decides on the rest, learning nothing more.
 *
 * @returns The least price at which it reaches the best single's quality, as a share of the best single's price; `undefined` when it does not.
 */
export function taughtBeforehand(
  { models, questions, scores, prices, levelsBySize }: Replay,
  taught: number,
  teachers: readonly number[],
  allAnswers: boolean,
  best: { readonly quality: number; readonly price: number },
): number | undefined {
  const points: Point[] = EXCHANGES.map(() => ({ price: 0, quality: 0 }));
  for (let seed = 1; seed <= SEEDS; seed++) {
    const learner = new Learner({ seed, exploration: 0 });
    const skillOf = (model: number) => learner.skill(models[model] ?? '', '*', levelsBySize[model] ?? 0.5);
    const chance = seeded(seed * 7 + 3);
    const order = shuffled(questions.length, seeded(seed));
    for (const [turn, question] of order.slice(0, taught).entries()) {
      const asked = allAnswers ? teachers : [teachers[Math.floor(chance() * teachers.length)] ?? 0];
      for (const model of asked) {
        const score = scores[question]?.[model] ?? 0;
        learner.observe(skillOf(model), { key: `${turn}/${model}`, atMs: turn * 1000, score }, questions[question]);
      }
    }
    learner.pool();
    const rest = order.slice(taught);
    for (const question of rest) {
      const expected = teachers.map((model) => learner.expect(skillOf(model), questions[question] ?? ''));
      for (const [index, exchange] of EXCHANGES.entries()) {
        const worths = teachers.map((model, place) => (expected[place] ?? 0) - (exchange * (prices[model] ?? 0)) / best.price);
        const chosen = teachers[worths.indexOf(Math.max(...worths))] ?? 0;
        const point = points[index] ?? { price: 0, quality: 0 };
        points[index] = {
          price: point.price + (prices[chosen] ?? 0) / best.price / rest.length / SEEDS,
          quality: point.quality + (scores[question]?.[chosen] ?? 0) / rest.length / SEEDS,
        };
      }
    }
  }
  return priceAt(points, best.quality);
}

/** Between two points by a straight line. */
function priceAt(points: readonly Point[], quality: number): number | undefined {
  const rising = points.toSorted((a, b) => a.price - b.price);
  const above = rising.findIndex((point) => point.quality >= quality);
  const [from, to] = [rising[above - 1], rising[above]];
  if (to === undefined) return undefined;
  if (from === undefined) return to.price;
  return from.price + ((to.price - from.price) * (quality - from.quality)) / (to.quality - from.quality);
}
