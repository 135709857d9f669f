import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { type SimulatedRun, type Simulation, simulate, type World } from '../simulate/simulate.ts';
import { agent, broken, task, team } from '../testing/scene.ts';
import { seeded } from './seeded.ts';

/**
 * Days of work too large to be scheduled by hand. What they take is written down: a change to the scheduler that moves one of these
 * figures is meant to, and to a better one on the whole, or is a mistake. Deferred are tasks for which a free slot was left alone on purpose.
 */
function figuresOf({ schedule, commands }: Simulation): string {
  const makespanMs = Math.max(...schedule.map(({ endMs }) => endMs));
  const meanEndMs = schedule.reduce((sum, { endMs }) => sum + endMs, 0) / schedule.length;
  const costUsd = schedule.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const done = schedule.filter(({ outcome }) => outcome === 'succeeded').length;
  const deferred = commands.filter(({ command }) => command.type === 'defer-task').length;
  return `${Math.round(makespanMs)} ms, ${Math.round(meanEndMs)} on average, $${costUsd.toFixed(4)}, ${done} of ${schedule.length} done, ${deferred} deferred`;
}

const CAPABILITIES = ['coding', 'writing', 'math'];

/** Agents from quick and dear to slow and cheap, each better at some work than at other. */
function unlike(count: number, seed: number, given: Partial<AgentProfile> = {}): AgentProfile[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const pace = 10 ** (random() - 0.5);
    const skilled = CAPABILITIES.filter((_, place) => place === index % CAPABILITIES.length || random() < 0.6);
    return agent(`a${index}`, {
      kind: 'model',
      capabilities: Object.fromEntries(skilled.map((name) => [name, 0.6 + 0.4 * random()])),
      latencyMs: Object.fromEntries(skilled.map((name) => [name, Math.round(10_000 * pace * (0.5 + random()))])),
      price: { perAttemptUsd: Math.round(200 / pace) / 1e4 },
      slots: 1 + (index % 2),
      ...given,
    });
  });
}

/** Tasks of which each needs some of the dozen before it. */
function work(count: number, seed: number, link: number, given: (random: () => number) => Partial<Task> = () => ({})): Task[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const needs = Array.from({ length: Math.min(12, index) }, (_, back) => `t${index - 1 - back}`).filter(() => random() < link);
    const capability = CAPABILITIES[Math.floor(random() * CAPABILITIES.length)] ?? 'coding';
    const durationMs = Math.round(1000 * 10 ** (random() * 1.5));
    return task(`t${index}`, durationMs, needs, { capabilities: [capability], attempts: 4, ...given(random) });
  });
}

/** Durations about the latency that the agent declares, or the estimate of the task; some attempts fail. */
function fate({ agents }: Team, seed: number, noise: number, failing: number): World['happen'] {
  const byId = new Map(agents.map((profile) => [profile.id, profile]));
  return (what, id, attempt, run) => {
    const random = seeded(
      seed + attempt * 7919 + [...`${run}/${what.id}/${id}`].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 7),
    );
    const { latencyMs = {}, price } = byId.get(id) ?? {};
    const declaredMs = Object.values(Object.fromEntries(what.capabilities.map((name) => [name, latencyMs[name]])))[0];
    return {
      durationMs: (declaredMs ?? what.estimate?.durationMs ?? 0) * Math.exp(noise * 2 * (random() + random() - 1)),
      costUsd: price?.perAttemptUsd ?? 0,
      ...(random() < failing ? { failure: broken } : {}),
    };
  };
}

const played = (world: Omit<World, 'happen'>, seed: number, noise = 0, failing = 0): string =>
  figuresOf(simulate({ ...world, happen: fate(world.team, seed, noise, failing) }));

describe('a plan that is known', () => {
  const differing = (terms: SimulatedRun['terms'] = {}) => ({ team: team(unlike(5, 1)), runs: [{ tasks: work(40, 2, 0.15), terms }] });
  const objectives = ['fastest', 'balanced', 'cheapest'] as const;

  it('on agents that differ, as expected', () => {
    expect(objectives.map((objective) => played(differing({ objective }), 3))).toEqual([
      '159397 ms, 71439 on average, $0.6110, 40 of 40 done, 0 deferred',
      '183586 ms, 89583 on average, $0.4458, 40 of 40 done, 0 deferred',
      '465901 ms, 250349 on average, $0.2560, 40 of 40 done, 0 deferred',
    ]);
  });

  it('on agents that differ, with surprises', () => {
    expect(objectives.map((objective) => played(differing({ objective }), 4, 0.5, 0.1))).toEqual([
      '214876 ms, 92573 on average, $0.6359, 40 of 43 done, 10 deferred',
      '215355 ms, 101176 on average, $0.4967, 40 of 42 done, 9 deferred',
      '525290 ms, 271405 on average, $0.3089, 40 of 45 done, 24 deferred',
    ]);
  });

  it('on slots that are alike', () => {
    const tasks = work(60, 5, 0.12, () => ({ capabilities: [] }));
    const world = { team: team([agent('a', { slots: 3 }), agent('b', { slots: 2 })]), runs: [{ tasks }] };
    expect([played(world, 6), played(world, 7, 0.5, 0.05)]).toEqual([
      '191147 ms, 73511 on average, $0.0000, 60 of 60 done, 2 deferred',
      '279745 ms, 104962 on average, $0.0000, 60 of 64 done, 7 deferred',
    ]);
  });

  it('within a budget that is ample, scarce, and too small', () => {
    const within = (budgetUsd: number): string => played(differing({ objective: 'fastest', budgetUsd }), 8, 0.3, 0.1);
    expect([within(10), within(0.6), within(0.2)]).toEqual([
      '221404 ms, 101347 on average, $0.6942, 40 of 46 done, 1 deferred',
      '221274 ms, 101284 on average, $0.5585, 40 of 44 done, 2 deferred',
      '415662 ms, 225143 on average, $0.1984, 29 of 31 done, 20 deferred',
    ]);
  });

  it('to a quality, and by a deadline', () => {
    const on = (terms: SimulatedRun['terms']): string => played(differing({ objective: 'cheapest', ...terms }), 9, 0.3, 0.1);
    expect([on({ quality: 0.8 }), on({ quality: 0.95 }), on({ deadlineAtMs: 300_000 })]).toEqual([
      '321270 ms, 156550 on average, $0.5439, 40 of 45 done, 24 deferred',
      '408587 ms, 216353 on average, $0.5472, 40 of 42 done, 22 deferred',
      '299087 ms, 140813 on average, $0.4876, 40 of 46 done, 7 deferred',
    ]);
  });
});

describe('more work than slots', () => {
  const limits = { key: { requestsPerMinute: 40, tokensPerMinute: 60_000 }, other: { concurrency: 2 } };
  const limited = unlike(6, 10).map((one, index) => ({ ...one, limits: index < 2 ? ['key'] : index === 2 ? ['other'] : [] }));
  const sized = (random: () => number): Partial<Task> => ({ estimate: { inputTokens: Math.round(10 ** (2 + 2 * random())) } });

  it('is shared out', () => {
    const world = { team: team(limited, { limits }), runs: [{ tasks: work(400, 11, 0, sized) }] };
    expect([played(world, 12), played(world, 13, 0.5, 0.1)]).toEqual([
      '409069 ms, 204047 on average, $11.3584, 400 of 400 done, 69 deferred',
      '471376 ms, 230481 on average, $12.9568, 400 of 445 done, 98 deferred',
    ]);
  });

  it('of three runs of different weight and priority, at different times', () => {
    const runs: SimulatedRun[] = [
      { tasks: work(120, 14, 0.01) },
      { tasks: work(120, 15, 0.01), terms: { weight: 3 }, atMs: 5000 },
      { tasks: work(40, 16, 0.05), terms: { priority: 2, objective: 'fastest' }, atMs: 20_000 },
    ];
    expect([played({ team: team(limited, { limits }), runs }, 17, 0.4, 0.05)]).toEqual([
      '289626 ms, 144993 on average, $8.0845, 280 of 293 done, 66 deferred',
    ]);
  });
});

describe('a day on which much happens', () => {
  const mixed = (random: () => number): Partial<Task> => ({
    priority: Math.floor(random() * 3),
    optional: random() < 0.1,
    preemptible: random() < 0.5,
    ...(random() < 0.3
      ? { resources: [{ name: random() < 0.5 ? 'file' : 'seats', access: random() < 0.5 ? 'read' : 'write', units: 1 }] }
      : {}),
  });
  const runs: SimulatedRun[] = [
    { tasks: work(80, 20, 0.05, mixed) },
    { tasks: work(30, 21, 0.1, mixed), terms: { priority: 4 }, atMs: 15_000 },
    { tasks: work(30, 22, 0.1, mixed), terms: { deadlineAtMs: 90_000, budgetUsd: 1 }, atMs: 30_000 },
  ];

  it('resources, priorities, deadlines, what may be broken off', () => {
    const given = team(unlike(4, 23), { resources: { seats: { capacity: 2 } } });
    expect([played({ team: given, runs }, 24, 0.3, 0.1)]).toEqual(['226037 ms, 93017 on average, $6.3468, 125 of 177 done, 78 deferred']);
  });

  it('agents that come, go and fall ill', () => {
    const agents = unlike(6, 25);
    const changes = [
      { atMs: 5000, agent: agentId('a0'), slots: 0 },
      { atMs: 20_000, agent: agentId('a0'), slots: 3 },
      { atMs: 25_000, agent: agentId('a1'), slots: 0, isGone: true },
      { atMs: 30_000, agent: agentId('a2'), slots: 5 },
    ];
    expect([played({ team: team(agents), runs, changes }, 26, 0.5, 0.35)]).toEqual([
      '282854 ms, 79338 on average, $7.7225, 124 of 251 done, 97 deferred',
    ]);
  });

  it('limits that nobody declared, which are found by trying', () => {
    const agents = unlike(4, 27, { limits: ['key'], slots: 4 });
    const given = team(agents, { limits: { key: {} } });
    const happen = fate(given, 28, 0.2, 0);
    const tooMany = { kind: 'retryable', code: '429', message: 'too many' } as const;
    let asked = 0;
    const simulation = simulate({
      team: given,
      runs: [{ tasks: work(300, 29, 0) }],
      happen: (...attempt) => (++asked % 9 === 0 ? { durationMs: 50, failure: tooMany } : happen(...attempt)),
    });
    expect([figuresOf(simulation)]).toEqual(['146466 ms, 63875 on average, $7.9405, 300 of 337 done, 86 deferred']);
  });

  it('agents that are worse than they declare', () => {
    const given = team(unlike(5, 30));
    const [good, bad] = [fate(given, 31, 0.3, 0.02), fate(given, 31, 0.3, 0.7)];
    const happen: World['happen'] = (...attempt) => (attempt[1] === 'a0' ? bad(...attempt) : good(...attempt));
    expect([figuresOf(simulate({ team: given, runs: [{ tasks: work(200, 32, 0.01) }], happen }))]).toEqual([
      '322014 ms, 145722 on average, $6.4111, 200 of 212 done, 65 deferred',
    ]);
  });

  it('in a large team of four kinds', () => {
    const kinds = unlike(4, 34);
    const agents = Array.from({ length: 48 }, (_, index) => ({ ...(kinds[index % 4] ?? agent('')), id: agentId(`m${index}`) }));
    expect([
      played({ team: team(agents), runs }, 35, 0.5, 0.2),
      played({ team: team(agents), runs: [{ tasks: work(600, 36, 0.005) }] }, 37, 0.5, 0.2),
    ]).toEqual([
      '268172 ms, 77913 on average, $2.1307, 121 of 156 done, 0 deferred',
      '184552 ms, 87024 on average, $10.1616, 599 of 770 done, 318 deferred',
    ]);
  });
});
