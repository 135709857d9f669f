import { Learner } from '../../src/learn/learner.ts';
import { pickAgent } from '../../src/learn/pick-agent.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { BudgetPrice } from './budget-price.ts';
import { type Confident, confident, percent, shuffled } from './confidence.ts';
import { taughtBeforehand } from './replay-bounds.ts';
import { type Replay, readReplay } from './replay-data.ts';

/** Courses differ by several points of the gap with the order of the questions alone. */
const SEEDS = 60;
const SEEDS_WITHIN_BUDGET = 20;
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

interface Terms {
  readonly levels: readonly number[];
  /** Default true. */
  readonly readsTexts?: boolean;
  /** How many models may be asked, one after the other, until an answer passes. Default 1. */
  readonly answers?: number;
  /** Which models there are to choose from, by index. Default all. */
  readonly among?: readonly number[];
}

/** An answer of at least this score passes its check: where another is allowed, none is asked for. */
const PASSES = 0.5;

/** How likely another does what one could not, as a share of what it does else. */
const DOUBT = 0.5;

/** Replays recorded answers one by one: a model is chosen, its score is told, the others' scores are not. */
export function benchReplay(folder: string): void {
  const replay = readReplay(folder);
  const marks = marksOf(replay);
  console.log(
    `\n1. Replay: ${replay.questions.length} questions, ${replay.models.length} models, ${SEEDS} random orders (${SEEDS_WITHIN_BUDGET} with a budget), one answer seen a question`,
  );
  console.log(
    `   uniform ${pc(marks.uniform)}, best single ${pc(marks.best)}, oracle ${pc(marks.oracle)}; price floor ${hindsightFloor(replay, marks).toFixed(2)} of the best single's`,
  );
  const equal = replay.models.map(() => 0.5);
  const policies: readonly (readonly [string, Terms])[] = [
    ['learner, levels by size', { levels: replay.levelsBySize }],
    ['learner, all levels 0.5', { levels: equal }],
    ['without texts, levels by size', { levels: replay.levelsBySize, readsTexts: false }],
    ['without texts, all levels 0.5', { levels: equal, readsTexts: false }],
    ['only the two best, levels by size', { levels: replay.levelsBySize, among: bestModels(replay, 2) }],
  ];
  console.log(
    '   price of no concern: quality | gap from best single to oracle closed, in all | by sixths of the questions | in the worst course',
  );
  for (const [name, terms] of policies) {
    const courses = runs((seed) => learn(replay, seed, undefined, marks, terms));
    const gaps = confident(courses.map(({ quality }) => gap(quality, marks)));
    const pieces = Array.from({ length: PIECES }, (_, piece) => confident(courses.map((course) => gap(course.pieces[piece] ?? 0, marks))));
    const worst = Math.min(...courses.map(({ quality }) => gap(quality, marks)));
    console.log(
      `   ${name.padEnd(33)} ${percent(confident(courses.map(({ quality }) => quality)))} | ${percent(gaps)} | ${pieces.map(({ mean }) => pc(mean)).join(' ')} | ${pc(worst)}`,
    );
  }
  console.log(
    `   with a budget, as a share of the best single's price: quality at ${BUDGETS.join(', ')} | least share at the best single's quality`,
  );
  const within: readonly (readonly [string, Terms])[] = [
    ...policies.slice(0, 2),
    ['a second answer, levels by size', { levels: replay.levelsBySize, answers: 2 }],
    ['a second answer, all levels 0.5', { levels: equal, answers: 2 }],
  ];
  for (const [name, terms] of within) {
    const points = BUDGETS.map((budget) =>
      confident(runs((seed) => learn(replay, seed, budget, marks, terms), SEEDS_WITHIN_BUDGET).map(({ quality }) => quality)),
    );
    console.log(`   ${name.padEnd(33)} ${points.map(({ mean }) => pc(mean)).join(' ')} | ${crossing(points, marks)}`);
  }
  console.log("   taught beforehand, and then tried on the other questions: least share at the best single's quality");
  const five = bestModels(replay, 5);
  const single = { quality: marks.best, price: marks.bestPrice };
  for (const taught of [600, 1200, 2400]) {
    const shares = [false, true].map((all) => taughtBeforehand(replay, taught, five, all, single)?.toFixed(2) ?? 'not reached');
    console.log(
      `   ${String(taught).padStart(4)} questions: one answer each, of the five best at random ${shares[0]}; all their answers ${shares[1]}`,
    );
  }
}

/** Those with the best scores in hindsight. */
function bestModels({ models, scores }: Replay, count: number): number[] {
  const means = models.map((_, model) => mean(scores.map((row) => row[model] ?? 0)));
  return [...models.keys()].toSorted((a, b) => (means[b] ?? 0) - (means[a] ?? 0)).slice(0, count);
}

/** What somebody does who goes by what was learned: one answer a question, or a second one where the first fails its check. */
function learn(
  { models, questions, scores, prices }: Replay,
  seed: number,
  budget: number | undefined,
  marks: Marks,
  { levels, readsTexts = true, answers = 1, among }: Terms,
): Course {
  const learner = new Learner({ seed, readsTexts });
  const purse = new BudgetPrice(
    (budget ?? Number.POSITIVE_INFINITY) * marks.bestPrice * questions.length,
    questions.length,
    Math.max(...prices),
  );
  const skills = models.map((model, index) => learner.skill(model, '*', levels[index] ?? 0.5));
  const sums = new Float64Array(PIECES);
  const sizes = new Float64Array(PIECES);
  let spent = 0;
  shuffled(questions.length, seeded(seed)).forEach((question, turn) => {
    const text = questions[question] ?? '';
    const asked = new Set<number>();
    let score = 0;
    let price = 0;
    while (asked.size < answers) {
      const chosen = pickAgent(learner, skills, text, turn * answers + asked.size, (model, success) => {
        const more = prices[model] ?? 0;
        // An answer once recorded stays the same; what one could not do is harder for the others too.
        const worth = success * DOUBT ** asked.size - purse.perUsd * more;
        return asked.has(model) || among?.includes(model) === false || !purse.allows(price + more) || (asked.size > 0 && worth < 0)
          ? Number.NEGATIVE_INFINITY
          : worth;
      });
      const skill = skills[chosen];
      if (skill === undefined) break;
      score = scores[question]?.[chosen] ?? 0;
      price += prices[chosen] ?? 0;
      learner.observe(skill, { key: `${turn}/${asked.size}`, atMs: turn * 1000, score, failedBefore: asked.size }, text);
      asked.add(chosen);
      if (score >= PASSES) break;
    }
    purse.spend(price);
    spent += price;
    const piece = Math.floor((turn * PIECES) / questions.length);
    sizes[piece] = (sizes[piece] ?? 0) + 1;
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

const runs = <Value>(course: (seed: number) => Value, seeds = SEEDS): Value[] =>
  Array.from({ length: seeds }, (_, seed) => course(seed + 1));
const gap = (quality: number, { best, oracle }: Marks): number => (quality - best) / (oracle - best);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const pc = (share: number): string => (100 * share).toFixed(1);
