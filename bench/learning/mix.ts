import { Learner } from '../../src/learn/learner.ts';
import { pickAgent } from '../../src/learn/pick-agent.ts';
import { seeded } from '../../src/schedule/seeded.ts';
import { confident, percent } from './confidence.ts';

const AGENTS = 13;
const DOMAINS = 10;
const TASKS = 2000;
const SEEDS = 20;
const TRIES = 3;

/** The published spread: mean over all, mean of the best single agent, mean of the best agent of each domain. */
const UNIFORM = 0.53;
const BEST_SINGLE = 0.66;
const DOMAIN_ORACLE = 0.69;

/** How much of an outcome lies in the task, and how much in how this task suits this agent; the rest is another try's luck. */
const TASK_SHARE = 0.3;
const MATCH_SHARE = 0.4;

/** After a failure at this very task an agent is believed that much less: as the scheduler does. */
const DOUBT = 0.5;

interface World {
  /** Success of one try, by agent and domain. */
  readonly rates: readonly (readonly number[])[];
  readonly chance: () => number;
}

/** Chooses for a try: told the domain, the number of the task and of the try, and how often each agent failed at it. */
interface Policy {
  choose(domain: number, task: number, failures: readonly number[]): number;
  learn?(agent: number, domain: number, succeeded: boolean, key: string): void;
}

type MakePolicy = (world: World, seed: number) => Policy;

/** 13 agents with strengths of their own in ten domains: how many tasks get done within three tries. */
export function benchMix(): void {
  console.log(
    `\n2. Capability mix: ${AGENTS} agents x ${DOMAINS} domains, ${TASKS} tasks, ${SEEDS} worlds; success at the first try is ${UNIFORM} on average, ${BEST_SINGLE} of the best agent, ${DOMAIN_ORACLE} of the best of each domain`,
  );
  console.log('   policy | one try | within three tries | of the first 200 tasks');
  const rightLevels = ({ rates }: World): number[][] => rates.map((row) => [...row]);
  const policies: readonly (readonly [string, MakePolicy])[] = [
    ['uniform', ({ chance }) => ({ choose: () => Math.floor(chance() * AGENTS) })],
    ['round-robin', () => roundRobin()],
    ['oracle of domains', ({ rates }) => statically(rates)],
    ['best single', ({ rates }) => ({ choose: () => indexOfMost(rates.map(meanOf)) })],
    ['static, right levels', (world) => statically(rightLevels(world))],
    ['learner, right levels', (world, seed) => learning(rightLevels(world), seed)],
    ['static, a third wrong', (world) => statically(wrongLevels(world).levels)],
    ['the same, told which', (world) => statically(withoutWrong(wrongLevels(world)))],
    ['learner, a third wrong', (world, seed) => learning(wrongLevels(world).levels, seed)],
    [
      'learner, all levels 0.5',
      (_, seed) =>
        learning(
          Array.from({ length: AGENTS }, () => new Array<number>(DOMAINS).fill(0.5)),
          seed,
        ),
    ],
  ];
  for (const [name, make] of policies) {
    const one = seeds((seed) => play(make, seed, 1).all);
    const three = seeds((seed) => play(make, seed, TRIES));
    console.log(
      `   ${name.padEnd(24)} ${percent(confident(one))} | ${percent(confident(three.map(({ all }) => all)))} | ${percent(confident(three.map(({ first }) => first)))}`,
    );
  }
}

function play(make: MakePolicy, seed: number, tries: number): { readonly all: number; readonly first: number } {
  const world = makeWorld(seed);
  const policy = make({ ...world, chance: seeded(seed * 31 + 7) }, seed);
  const luck = seeded(seed * 77 + 1);
  let all = 0;
  let first = 0;
  for (let task = 0; task < TASKS; task++) {
    const domain = Math.floor(luck() * DOMAINS);
    const hard = normal(luck);
    const match = Array.from({ length: AGENTS }, () => normal(luck));
    const tryLuck = Array.from({ length: TRIES }, () => normal(luck));
    const failures = new Array<number>(AGENTS).fill(0);
    for (let number = 0; number < tries; number++) {
      const agent = policy.choose(domain, task, failures);
      const lot =
        Math.sqrt(TASK_SHARE) * hard +
        Math.sqrt(MATCH_SHARE) * (match[agent] ?? 0) +
        Math.sqrt(1 - TASK_SHARE - MATCH_SHARE) * (tryLuck[number] ?? 0);
      const succeeded = normalShare(lot) < (world.rates[agent]?.[domain] ?? 0);
      policy.learn?.(agent, domain, succeeded, `${task}/${number}`);
      if (succeeded) {
        all++;
        if (task < 200) first++;
        break;
      }
      failures[agent] = (failures[agent] ?? 0) + 1;
    }
  }
  return { all: all / TASKS, first: first / 200 };
}

function learning(levels: readonly (readonly number[])[], seed: number): Policy {
  const learner = new Learner({ seed });
  const skill = (agent: number, domain: number) => learner.skill(`agent-${agent}`, `domain-${domain}`, levels[agent]?.[domain] ?? 0.5);
  const text = (domain: number): string => `a question about domain-${domain}`;
  return {
    choose: (domain, task, failures) => {
      const skills = failures.map((_, agent) => skill(agent, domain));
      return pickAgent(
        learner,
        skills,
        text(domain),
        task * TRIES + sum(failures),
        (agent, success) => success * DOUBT ** (failures[agent] ?? 0),
      );
    },
    learn: (agent, domain, succeeded, key) => {
      const failedBefore = Number(key.split('/')[1]);
      learner.observe(skill(agent, domain), { key, atMs: Number.parseInt(key, 10), score: succeeded ? 1 : 0, failedBefore }, text(domain));
    },
  };
}

function statically(levels: readonly (readonly number[])[]): Policy {
  return { choose: (domain, _, failures) => indexOfMost(failures.map((count, agent) => (levels[agent]?.[domain] ?? 0) * DOUBT ** count)) };
}

function roundRobin(): Policy {
  let next = 0;
  return { choose: () => next++ % AGENTS };
}

interface Declared {
  readonly levels: number[][];
  /** Which of them say nothing. */
  readonly wrong: boolean[][];
}

/** A third of all levels say nothing: any number from 0 to 1. */
function wrongLevels({ rates, chance }: World): Declared {
  const wrong = rates.map((row) => row.map(() => false));
  const levels = rates.map((row, agent) =>
    row.map((rate, domain) => {
      if (chance() >= 1 / 3) return rate;
      if (wrong[agent] !== undefined) wrong[agent][domain] = true;
      return chance();
    }),
  );
  return { levels, wrong };
}

/** What somebody goes by who knows from the start which levels say nothing: those that are right, exactly, and the mean for the others. */
function withoutWrong({ levels, wrong }: Declared): number[][] {
  return levels.map((row, agent) => row.map((level, domain) => (wrong[agent]?.[domain] === true ? UNIFORM : level)));
}

/** Agents of unequal ability, with strengths and weaknesses by domain, scaled to the published spread. */
function makeWorld(seed: number): World {
  const chance = seeded(seed);
  const abilities = centred(Array.from({ length: AGENTS }, () => normal(chance)));
  const bends = abilities.map(() => centred(Array.from({ length: DOMAINS }, () => normal(chance))));
  const step = (BEST_SINGLE - UNIFORM) / Math.max(...abilities);
  const ratesAt = (bend: number): number[][] =>
    abilities.map((ability, agent) =>
      (bends[agent] ?? []).map((more) => Math.min(0.98, Math.max(0.02, UNIFORM + step * ability + bend * more))),
    );
  let low = 0;
  let high = 1;
  for (let round = 0; round < 40; round++) {
    const bend = (low + high) / 2;
    const rates = ratesAt(bend);
    const oracle = meanOf(Array.from({ length: DOMAINS }, (_, domain) => Math.max(...rates.map((row) => row[domain] ?? 0))));
    if (oracle < DOMAIN_ORACLE) low = bend;
    else high = bend;
  }
  return { rates: ratesAt(low), chance };
}

const seeds = <Value>(course: (seed: number) => Value): Value[] => Array.from({ length: SEEDS }, (_, seed) => course(seed + 1));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const meanOf = (values: readonly number[]): number => sum(values) / values.length;
const centred = (values: readonly number[]): number[] => values.map((value) => value - meanOf(values));
const indexOfMost = (values: readonly number[]): number => values.indexOf(Math.max(...values));

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** The share of a standard normal distribution below a value (Abramowitz and Stegun 7.1.26, to 1e-7). */
function normalShare(value: number): number {
  const x = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const erf = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return value >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
