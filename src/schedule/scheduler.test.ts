import { describe, expect, it } from 'vitest';
import type { Failure } from '../core/event.ts';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { type Simulation, simulate } from '../simulate/simulate.ts';
import { agent, broken, play, task, team } from '../testing/scene.ts';

const makespan = ({ schedule }: Simulation): number => Math.max(...schedule.map((attempt) => attempt.endMs));
const agentsOf = ({ schedule }: Simulation): Record<string, string> =>
  Object.fromEntries(schedule.map((attempt) => [attempt.task, attempt.agent]));
const typesOf = ({ commands }: Simulation, id: string): string[] =>
  commands.filter(({ command }) => 'task' in command && command.task === id).map(({ command }) => command.type);
const statusOf = (simulation: Simulation): string | undefined => [...simulation.statuses.values()][0];

describe('the scheduler', () => {
  it('spreads ten equal tasks over three agents as 4, 3 and 3', () => {
    const tasks = Array.from({ length: 10 }, (_, index) => task(`t${index}`, 100));
    const simulation = play({ team: team([agent('a'), agent('b'), agent('c')]), tasks });
    const counts = Object.values(Object.groupBy(simulation.schedule, (attempt) => attempt.agent)).map((attempts) => attempts?.length);
    expect(counts.toSorted()).toEqual([3, 3, 4]);
    expect(makespan(simulation)).toBe(400);
  });

  it('starts a task the moment its dependencies are done, without waiting for its level', () => {
    const tasks = [task('slow', 100), task('quick', 10), task('after-quick', 10, ['quick'])];
    const { schedule } = play({ team: team([agent('a', { slots: 3 })]), tasks });
    expect(schedule.find((attempt) => attempt.task === 'after-quick')?.startMs).toBe(10);
  });

  it('gives what needs a large context to those that have one', () => {
    const agents = [agent('small', { contextTokens: 8000 }), agent('large', { contextTokens: 100_000, latencyMs: { '*': 500 } })];
    const sized = (id: string, inputTokens: number): Task =>
      task(id, 100, [], { estimate: { durationMs: 100, inputTokens, outputTokens: 500 } });
    const simulation = play({ team: team(agents), tasks: [sized('fits', 7500), sized('is-long', 7501), sized('is-too-long', 100_000)] });
    expect(agentsOf(simulation)).toEqual({ fits: 'small', 'is-long': 'large' });
    expect(simulation.commands.find(({ command }) => command.type === 'fail-task')?.command).toMatchObject({
      task: 'is-too-long',
      reason:
        'no agent of the team accepts it (small: its context of 8000 tokens is too small for the 100500 that the task needs; large: its context of 100000 tokens is too small for the 100500 that the task needs)',
    });
  });

  it('starts the longest chain first', () => {
    const tasks = [task('short', 10), task('head', 10), task('tail', 80, ['head'])];
    expect(makespan(play({ team: team([agent('a')]), tasks }))).toBe(100);
    expect(play({ team: team([agent('a')]), tasks }).schedule.map((attempt) => attempt.task)).toEqual(['head', 'tail', 'short']);
  });

  it('puts user priority before the longest chain', () => {
    const tasks = [task('long', 100), task('urgent', 10, [], { priority: 5 })];
    expect(play({ team: team([agent('a')]), tasks }).schedule[0]?.task).toBe('urgent');
  });

  it('gives each task to the agent that is best at it', () => {
    const tasks = ['coding', 'research', 'analysis'].flatMap((kind) =>
      [1, 2].map((n) => task(`${kind}-${n}`, 100, [], { capabilities: [kind] })),
    );
    const specialist = (id: string, best: string) =>
      agent(id, { slots: 2, capabilities: { coding: 0.3, research: 0.3, analysis: 0.3, [best]: 0.9 } });
    const simulation = play({ team: team([specialist('c', 'coding'), specialist('r', 'research'), specialist('a', 'analysis')]), tasks });
    expect(agentsOf(simulation)).toEqual({
      'coding-1': 'c',
      'coding-2': 'c',
      'research-1': 'r',
      'research-2': 'r',
      'analysis-1': 'a',
      'analysis-2': 'a',
    });
  });

  it('leaves an agent idle that is ten times slower than waiting for the others', () => {
    const tasks = Array.from({ length: 12 }, (_, index) => makeTask({ id: taskId(`t${index}`), instruction: 'x' }));
    const speeds: Record<string, number> = { a: 100, b: 100, slow: 1000 };
    const agents = Object.entries(speeds).map(([id, latency]) => agent(id, { latencyMs: { '*': latency } }));
    const simulation = play({ team: team(agents), tasks, happen: (_, id) => ({ durationMs: speeds[id] ?? 0 }) });
    expect(makespan(simulation)).toBe(600);
  });

  it('takes another agent after a failure', () => {
    const tasks = [task('t', 100)];
    const simulation = play({
      team: team([agent('bad'), agent('good')]),
      tasks,
      happen: (_, id) => (id === 'bad' ? { failure: broken } : {}),
    });
    expect(simulation.schedule.map(({ agent, outcome }) => [agent, outcome])).toEqual([
      ['bad', 'failed'],
      ['good', 'succeeded'],
    ]);
    expect(statusOf(simulation)).toBe('succeeded');
  });

  it('tries a lone agent again after the back-off, no more often than the task allows', () => {
    const simulation = play({ team: team([agent('a')]), tasks: [task('t', 100)], happen: () => ({ failure: broken }) });
    // 0-100, then 250 ms of back-off, then 500
    expect(simulation.schedule.map(({ startMs }) => startMs)).toEqual([0, 350, 950]);
    expect(statusOf(simulation)).toBe('failed');
  });

  it('obeys retry-after', () => {
    const happen = (_: Task, __: string, attempt: number) => (attempt === 1 ? { failure: { ...broken, retryAfterMs: 5000 } } : {});
    expect(play({ team: team([agent('a')]), tasks: [task('t', 100)], happen }).schedule.map(({ startMs }) => startMs)).toEqual([0, 5100]);
  });

  it('does not count it as an attempt when a server has too much to do', () => {
    const busy: Failure = { kind: 'retryable', code: '429', message: 'too many requests', retryAfterMs: 100 };
    const refused = (times: number): Simulation =>
      play({
        team: team([agent('a')]),
        tasks: [task('t', 10, [], { attempts: 2 })],
        happen: (_, __, attempt) => (attempt <= times ? { durationMs: 0, failure: busy } : {}),
      });
    expect(statusOf(refused(8))).toBe('succeeded');
    // Eight are free; two more are all the attempts it has.
    expect(statusOf(refused(10))).toBe('failed');
    expect(refused(10).schedule).toHaveLength(10);
  });

  it('does not try again what no agent can do', () => {
    const happen = () => ({ failure: { kind: 'terminal-task' as const, code: 'division-by-zero', message: 'division by zero' } });
    const simulation = play({ team: team([agent('a'), agent('b')]), tasks: [task('t', 100)], happen });
    expect(simulation.schedule).toHaveLength(1);
    expect(typesOf(simulation, 't')).toEqual(['start-attempt', 'fail-task']);
  });

  it('skips an optional task that fails, goes on without it and succeeds', () => {
    const tasks = [task('extra', 10, [], { optional: true, attempts: 1 }), task('main', 10, ['extra'])];
    const simulation = play({ team: team([agent('a')]), tasks, happen: ({ id }) => (id === 'extra' ? { failure: broken } : {}) });
    expect(typesOf(simulation, 'extra')).toEqual(['start-attempt', 'skip-task']);
    expect(statusOf(simulation)).toBe('succeeded');
  });

  it('blocks what needs a failed task, does the rest and ends partial', () => {
    const tasks = [
      task('bad', 10, [], { attempts: 1 }),
      task('next', 10, ['bad']),
      task('after', 10, ['next']),
      task('other', 10),
      task('last', 10, ['other', 'bad?']),
    ];
    const simulation = play({ team: team([agent('a')]), tasks, happen: ({ id }) => (id === 'bad' ? { failure: broken } : {}) });
    expect(typesOf(simulation, 'next')).toEqual(['block-task']);
    expect(typesOf(simulation, 'after')).toEqual(['block-task']);
    expect(agentsOf(simulation)).toMatchObject({ other: 'a', last: 'a' });
    expect(statusOf(simulation)).toBe('partial');
    expect(simulation.commands.find(({ command }) => command.type === 'block-task' && command.task === 'after')?.command).toMatchObject({
      failedDependency: 'bad',
    });
  });

  it('fails a task at once that no agent can do, and says which capability is missing', () => {
    const simulation = play({
      team: team([agent('a', { capabilities: { math: 1 } })]),
      tasks: [task('t', 10, [], { capabilities: ['vision'] })],
    });
    expect(simulation.commands.map(({ command }) => command)).toContainEqual({
      type: 'fail-task',
      run: 'run-1',
      task: 't',
      reason: 'no agent of the team has vision',
    });
  });

  it('opens the parts of a compound task with it and waits for all of them', () => {
    const tasks = [
      task('fetch', 10),
      task('report', 0, ['fetch']),
      task('draft', 10, [], { parent: taskId('report') }),
      task('chart', 30, [], { parent: taskId('report') }),
      task('publish', 5, ['report']),
    ];
    const { schedule } = play({ team: team([agent('a', { slots: 4 })]), tasks });
    expect(schedule.map(({ task, startMs }) => [task, startMs])).toEqual([
      ['fetch', 0],
      ['draft', 10],
      ['chart', 10],
      ['publish', 40],
    ]);
  });

  it('blocks the dependents of a compound task that lost a part', () => {
    const tasks = [task('whole', 0), task('part', 10, [], { parent: taskId('whole'), attempts: 1 }), task('next', 5, ['whole'])];
    const simulation = play({ team: team([agent('a')]), tasks, happen: ({ id }) => (id === 'part' ? { failure: broken } : {}) });
    expect(typesOf(simulation, 'next')).toEqual(['block-task']);
    expect(statusOf(simulation)).toBe('failed');
  });

  it('lets readers share a resource and writers have it alone', () => {
    const uses = (access: 'read' | 'write') => ({ resources: [{ name: 'warehouse', access, units: 1 }] });
    const tasks = [
      task('r1', 10, [], uses('read')),
      task('r2', 10, [], uses('read')),
      task('w', 10, [], uses('write')),
      task('w2', 10, [], uses('write')),
    ];
    expect(makespan(play({ team: team([agent('a', { slots: 9 })]), tasks }))).toBe(30);
  });

  it('gives out no more units of a counted resource than exist', () => {
    const tasks = Array.from({ length: 4 }, (_, index) =>
      task(`t${index}`, 10, [], { resources: [{ name: 'gpu', access: 'write', units: 1 }] }),
    );
    expect(makespan(play({ team: team([agent('a', { slots: 9 })], { resources: { gpu: { capacity: 2 } } }), tasks }))).toBe(20);
  });

  it('never starts more requests in a minute than a limit allows, over all its agents', () => {
    const tasks = Array.from({ length: 5 }, (_, index) => task(`t${index}`, 10));
    const agents = [agent('a', { limits: ['key'], slots: 5 }), agent('b', { limits: ['key'], slots: 5 })];
    const { schedule } = play({ team: team(agents, { limits: { key: { requestsPerMinute: 2 } } }), tasks });
    expect(schedule.map(({ startMs }) => startMs)).toEqual([0, 0, 60_000, 60_000, 120_000]);
  });

  it('never has more attempts under way than a limit allows at once', () => {
    const tasks = Array.from({ length: 4 }, (_, index) => task(`t${index}`, 10));
    const agents = [agent('a', { limits: ['key'], slots: 5 })];
    expect(makespan(play({ team: team(agents, { limits: { key: { concurrency: 2 } } }), tasks }))).toBe(20);
  });

  it('stops spending before the budget is exceeded', () => {
    const tasks = Array.from({ length: 5 }, (_, index) => task(`t${index}`, 10));
    const agents = [agent('a', { slots: 5, price: { perAttemptUsd: 0.4 } })];
    const simulation = play({ team: team(agents), tasks, terms: { budgetUsd: 1 }, happen: () => ({ costUsd: 0.4 }) });
    expect(simulation.schedule).toHaveLength(2);
    expect(statusOf(simulation)).toBe('partial');
  });

  it('cancels what is under way when the deadline passes', () => {
    const simulation = play({ team: team([agent('a')]), tasks: [task('t1', 100), task('t2', 100)], terms: { deadlineAtMs: 150 } });
    expect(simulation.schedule.map(({ task, outcome, endMs }) => [task, outcome, endMs])).toEqual([
      ['t1', 'succeeded', 100],
      ['t2', 'cancelled', 150],
    ]);
    expect(statusOf(simulation)).toBe('partial');
  });

  it('prefers the cheaper agent, the faster one, or the better bargain, as the objective says', () => {
    const agents = [
      agent('cheap', { price: { perAttemptUsd: 0.001 }, latencyMs: { '*': 10_000 } }),
      agent('fast', { price: { perAttemptUsd: 0.1 }, latencyMs: { '*': 1000 } }),
    ];
    const chosen = (objective: 'cheapest' | 'fastest' | 'balanced') =>
      agentsOf(play({ team: team(agents), tasks: [task('t', 1000)], terms: { objective } }))['t'];
    expect(chosen('cheapest')).toBe('cheap');
    expect(chosen('fastest')).toBe('fast');
    // 9 s sooner is worth 0.025 USD at 10 USD an hour: less than the 0.1 it costs more
    expect(chosen('balanced')).toBe('cheap');
  });

  it('schedules two runs together, the more urgent one first', () => {
    const tasks = [task('t', 100)];
    const simulation = play({ team: team([agent('a')]), runs: [{ tasks }, { tasks, terms: { priority: 1 } }, { tasks }] });
    expect(simulation.schedule.map(({ run }) => run)).toEqual(['run-2', 'run-1', 'run-3']);
    const together = play({
      team: team([agent('a')]),
      runs: [{ tasks: [task('first', 1)] }, { tasks }, { tasks, terms: { priority: 1 } }],
    });
    expect(together.schedule.map(({ run }) => run)).toEqual(['run-3', 'run-1', 'run-2']);
  });

  it('gives runs of equal priority equal shares, however many tasks each has ready', () => {
    const many = Array.from({ length: 12 }, (_, index) => task(`m${index}`, 10));
    const few = Array.from({ length: 4 }, (_, index) => task(`f${index}`, 10));
    const { schedule } = play({ team: team([agent('a')]), runs: [{ tasks: many }, { tasks: few }] });
    // By turns: the fourth of the few is the eighth of all.
    expect(Math.max(...schedule.filter(({ run }) => run === 'run-2').map(({ endMs }) => endMs))).toBe(80);
  });

  it('gives a run of three times the weight three times the share', () => {
    const tasks = Array.from({ length: 8 }, (_, index) => task(`t${index}`, 10));
    const { schedule } = play({ team: team([agent('a')]), runs: [{ tasks, terms: { weight: 3 } }, { tasks }] });
    expect(schedule.slice(0, 8).filter(({ run }) => run === 'run-1')).toHaveLength(6);
  });

  it('starves no run of low priority: one priority is made up for in a minute of being passed over', () => {
    const urgent = Array.from({ length: 30 }, (_, index) => task(`u${index}`, 10_000));
    const { schedule } = play({
      team: team([agent('a')]),
      runs: [{ tasks: urgent, terms: { priority: 1 } }, { tasks: [task('low', 10_000)] }],
    });
    // After one minute it is as urgent as the others and has had less.
    expect(schedule.find(({ run }) => run === 'run-2')?.startMs).toBe(60_000);
  });

  it('gives nothing more to an agent that has left, and goes on when it is back', () => {
    const tasks = Array.from({ length: 3 }, (_, index) => task(`t${index}`, 100));
    const changes = [
      { atMs: 50, agent: agentId('a'), slots: 0 },
      { atMs: 500, agent: agentId('a'), slots: 2 },
    ];
    const { schedule } = simulate({
      team: team([agent('a')]),
      runs: [{ tasks }],
      changes,
      happen: () => ({ durationMs: 100 }),
    });
    expect(schedule.map(({ startMs }) => startMs)).toEqual([0, 500, 500]);
  });

  it('takes an estimate that makes no sense for none', () => {
    for (const durationMs of [Number.NaN, -5, Number.POSITIVE_INFINITY]) {
      const simulation = play({ team: team([agent('a')]), tasks: [task('t', durationMs)], happen: () => ({ durationMs: 1 }) });
      expect(simulation.schedule).toHaveLength(1);
    }
  });
});
