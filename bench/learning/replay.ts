import { BudgetPrice } from '../../src/learn/budget-price.ts';
import { Learner } from '../../src/learn/learner.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { type Confident, confident, percent, shuffled } from './confidence.ts';
import { type Replay, readReplay } from './replay-data.ts';

const SEEDS = 20;
const PIECES = 6;
/** Budgets, as shares of what the best single model would cost. */
const BUDGETS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1];

interface Course {
  /** Mean score of all questions. */
  readonly quality: number;
  /** Of each sixth of the questions, in the order in which they came. */
  readonly pieces: readonly number[];
  /** Spent, over what the best single model would have cost. */
  readonly price: number;
}

/** What there is to compare with; every question is taken to need equally many tokens. */
interface Marks {
  readonly uniform: number;
  readonly best: number;
  readonly bestPrice: number;
  readonly oracle: number;
}

type Policy = (replay: Replay, seed: number, budget: number | undefined, marks: Marks) => Course;

/** Replays recorded answers one by one: a model is chosen, its score is told, the others' scores are not. */
export function benchReplay(folder: string): void {
  const replay = readReplay(folder);
  const marks = marksOf(replay);
  console.log(
    `\n1. Replay: ${replay.questions.length} questions, ${replay.models.length} models, ${SEEDS} random orders, one answer seen a question`,
  );
  console.log(
    `   uniform ${pc(marks.uniform)}, best single ${pc(marks.best)}, oracle ${pc(marks.oracle)}; price floor ${hindsightFloor(replay, marks).toFixed(2)} of the best single's`,
  );
  const policies: readonly (readonly [string, Policy])[] = [
    ['learner, levels by size', (data, seed, budget, m) => learn(data, seed, budget, m, data.levelsBySize, true)],
    [
      'learner, all levels 0.5',
      (data, seed, budget, m) =>
        learn(
          data,
          seed,
          budget,
          m,
          data.models.map(() => 0.5),
          true,
        ),
    ],
    ['without texts, levels by size', (data, seed, budget, m) => learn(data, seed, budget, m, data.levelsBySize, false)],
    [
      'without texts, all levels 0.5',
      (data, seed, budget, m) =>
        learn(
          data,
          seed,
          budget,
          m,
          data.models.map(() => 0.5),
          false,
        ),
    ],
  ];
  console.log('   price of no concern: quality | gap from best single to oracle closed, in all | by sixths of the questions');
  for (const [name, policy] of policies) {
    const courses = runs((seed) => policy(replay, seed, undefined, marks));
    const gaps = confident(courses.map(({ quality }) => gap(quality, marks)));
    const pieces = Array.from({ length: PIECES }, (_, piece) => confident(courses.map((course) => gap(course.pieces[piece] ?? 0, marks))));
    console.log(
      `   ${name.padEnd(31)} ${percent(confident(courses.map(({ quality }) => quality)))} | ${percent(gaps)} | ${pieces.map(({ mean }) => pc(mean)).join(' ')}`,
    );
  }
  console.log(
    `   with a budget, as a share of the best single's price: quality at ${BUDGETS.join(', ')} | least share at the best single's quality`,
  );
  for (const [name, policy] of policies.slice(0, 2)) {
    const points = BUDGETS.map((budget) => confident(runs((seed) => policy(replay, seed, budget, marks)).map(({ quality }) => quality)));
    console.log(`   ${name.padEnd(31)} ${points.map(({ mean }) => pc(mean)).join(' ')} | ${crossing(points, marks)}`);
  }
}

function learn(
  replay: Replay,
  seed: number,
  budget: number | undefined,
  marks: Marks,
  levels: readonly number[],
  readsTexts: boolean,
): Course {
  const { models, questions, scores, prices } = replay;
  const learner = new Learner({ seed, readsTexts });
  const purse = new BudgetPrice(
    (budget ?? Number.POSITIVE_INFINITY) * marks.bestPrice * questions.length,
    questions.length,
    Math.max(...prices),
  );
  const sums = new Float64Array(PIECES);
  const sizes = new Float64Array(PIECES);
  let spent = 0;
  shuffled(questions.length, seeded(seed)).forEach((question, turn) => {
    const text = questions[question] ?? '';
    let best = -1;
    let bestWorth = Number.NEGATIVE_INFINITY;
    for (let model = 0; model < models.length; model++) {
      const price = prices[model] ?? 0;
      if (!purse.allows(price)) continue;
      const skill = learner.skill(models[model] ?? '', '*', levels[model] ?? 0.5);
      const worth = learner.draw(skill, text, turn) - purse.perUsd * price;
      if (worth > bestWorth) {
        best = model;
        bestWorth = worth;
      }
    }
    const piece = Math.floor((turn * PIECES) / questions.length);
    sizes[piece] = (sizes[piece] ?? 0) + 1;
    if (best < 0) return;
    const score = scores[question]?.[best] ?? 0;
    const price = prices[best] ?? 0;
    learner.observe(learner.skill(models[best] ?? '', '*', levels[best] ?? 0.5), { key: String(turn), atMs: turn * 1000, score }, text);
    purse.spend(price);
    spent += price;
    sums[piece] = (sums[piece] ?? 0) + score;
  });
  return {
    quality: sums.reduce((sum, value) => sum + value, 0) / questions.length,
    pieces: Array.from(sums, (sum, piece) => sum / (sizes[piece] ?? 1)),
    price: spent / (marks.bestPrice * questions.length),
  };
}

function marksOf({ models, scores, prices }: Replay): Marks {
  const means = models.map((_, model) => mean(scores.map((row) => row[model] ?? 0)));
  const best = Math.max(...means);
  return {
    uniform: mean(means),
    best,
    bestPrice: prices[means.indexOf(best)] ?? Number.NaN,
    oracle: mean(scores.map((row) => Math.max(...row))),
  };
}

/** The least price at which the best single's quality can be had by whoever knows all scores, by the best exchange of price for quality. */
function hindsightFloor({ scores, prices }: Replay, marks: Marks): number {
  const cheapest = Math.min(...prices);
  const first = prices.indexOf(cheapest);
  const steps = scores.flatMap((row) => {
    const from = row[first] ?? 0;
    const options = row
      .map((score, model) => ({ gain: score - from, price: (prices[model] ?? 0) - cheapest }))
      .filter(({ gain }) => gain > 0);
    return options.toSorted((a, b) => b.gain / b.price - a.gain / a.price).slice(0, 1);
  });
  let quality = scores.reduce((sum, row) => sum + (row[first] ?? 0), 0);
  let price = cheapest * scores.length;
  for (const { gain, price: more } of steps.toSorted((a, b) => b.gain / b.price - a.gain / a.price)) {
    if (quality >= marks.best * scores.length) break;
    quality += gain;
    price += more;
  }
  return price / (marks.bestPrice * scores.length);
}

/** Where the curve of quality over budgets first reaches the best single's quality, between two budgets by a straight line. */
function crossing(points: readonly Confident[], { best }: Marks): string {
  const at = points.findIndex(({ mean: quality }) => quality >= best);
  if (at < 0) return 'not reached';
  if (at === 0) return `at most ${BUDGETS[0]}`;
  const [low, high] = [points[at - 1]?.mean ?? 0, points[at]?.mean ?? 0];
  const [from, to] = [BUDGETS[at - 1] ?? 0, BUDGETS[at] ?? 0];
  return (from + ((to - from) * (best - low)) / (high - low)).toFixed(2);
}

const runs = <Value>(course: (seed: number) => Value): Value[] => Array.from({ length: SEEDS }, (_, seed) => course(seed + 1));
const gap = (quality: number, { best, oracle }: Marks): number => (quality - best) / (oracle - best);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const pc = (share: number): string => (100 * share).toFixed(1);
