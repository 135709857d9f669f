import { describe, expect, it } from 'vitest';
import { agentId, runId, taskId } from '../core/ids.ts';
import { type Simulation, simulate } from '../simulate/simulate.ts';
import { agent, broken, play, task, team } from '../testing/scene.ts';
import { Quota } from './quota.ts';
import { Scheduler } from './scheduler.ts';

const typesOf = ({ commands }: Simulation, id: string): string[] =>
  commands.filter(({ command }) => 'task' in command && command.task === id).map(({ command }) => command.type);
const statusOf = (simulation: Simulation): string | undefined => [...simulation.statuses.values()][0];

describe('agents that are ill', () => {
  it('rest after a row of failures that is too unlikely, come back with one task, and in full after a success', () => {
    // An agent of level 0.9 fails three times in a row once in a thousand; it rests for 30 s. The other one does the rest at a tenth of the speed.
    const ill = agent('ill', { slots: 2, capabilities: { '*': 0.9 }, latencyMs: { '*': 1000 } });
    const slow = agent('slow', { capabilities: { '*': 0.9 }, latencyMs: { '*': 10_000 } });
    const tasks = Array.from({ length: 40 }, (_, index) => task(`t${index}`, 1000));
    let failures = 0;
    const { schedule } = play({
      team: team([ill, slow]),
      tasks,
      happen: (_, id) => (id === 'slow' ? { durationMs: 10_000 } : failures++ < 4 ? { failure: broken } : {}),
    });
    const own = schedule.filter((attempt) => attempt.agent === 'ill').toSorted((a, b) => a.startMs - b.startMs);
    // Two at once fail twice, with a back-off of 250 ms between: the third failure makes it rest. It is tried again with one task, then two go on.
    expect(own.slice(0, 7).map(({ startMs }) => startMs)).toEqual([0, 0, 1250, 1250, 32_250, 33_250, 33_250]);
  });

  it('are waited for when nobody else can do the work, and the reason says so', () => {
    const { commands } = play({
      team: team([agent('only', { capabilities: { '*': 0.95 } })]),
      tasks: [task('t', 100, [], { attempts: 9 })],
      happen: (_, __, attempt) => (attempt < 5 ? { failure: broken } : {}),
    });
    const deferred = commands.flatMap(({ command }) => (command.type === 'defer-task' ? [command.decision.why] : []));
    expect(deferred.some((why) => /^waits 30\.0 s for only, which rests after 3 failures in a row: nobody else can do it$/.test(why))).toBe(
      true,
    );
  });

  it('fail their tasks when they have left for good and nobody else can do them', () => {
    const simulation = simulate({
      team: team([agent('a')]),
      runs: [{ tasks: [task('one', 100), task('two', 100)] }],
      changes: [{ atMs: 50, agent: agentId('a'), slots: 0, isGone: true }],
      happen: () => ({ durationMs: 100 }),
    });
    expect(statusOf(simulation)).toBe('partial');
    expect(typesOf(simulation, 'two').at(-1)).toBe('fail-task');
  });
});

describe('a team without agents', () => {
  it('gives every task up as soon as it is ready, and says why', () => {
    const simulation = play({ team: team([]), tasks: [task('a', 100), task('b', 100, ['a']), task('c', 100, [], { optional: true })] });
    expect(simulation.commands.filter(({ command }) => 'task' in command).map(({ atMs, command }) => ({ atMs, ...command }))).toEqual([
      { atMs: 0, type: 'fail-task', run: 'run-1', task: 'a', reason: 'the team has no agents' },
      { atMs: 0, type: 'block-task', run: 'run-1', task: 'b', failedDependency: 'a' },
      { atMs: 0, type: 'skip-task', run: 'run-1', task: 'c', reason: 'the team has no agents' },
    ]);
    expect(statusOf(simulation)).toBe('failed');
  });
});

describe('what servers say of their limits', () => {
  it('is obeyed: no more than what is left until it is there again', () => {
    const tasks = Array.from({ length: 6 }, (_, index) => task(`t${index}`, 100));
    const { schedule } = play({
      team: team([agent('a', { kind: 'model', slots: 1 })]),
      tasks,
      happen: (_, __) => ({ rateLimit: { remainingRequests: 1, requestsResetMs: 5000 } }),
    });
    // Each answer leaves one more request for five seconds: one is made at once, and its answer says the same again.
    expect(schedule.map(({ startMs }) => startMs)).toEqual([0, 100, 200, 300, 400, 500]);
    const none = play({
      team: team([agent('a', { kind: 'model', slots: 1 })]),
      tasks,
      happen: () => ({ rateLimit: { remainingRequests: 0, requestsResetMs: 5000 } }),
    });
    expect(none.schedule.map(({ startMs }) => startMs)).toEqual([0, 5100, 10_200, 15_300, 20_400, 25_500]);
  });

  it('is found by trying when nobody declared it', () => {
    const quota = new Quota('key', {});
    // A server that takes ten requests in any minute and refuses the rest.
    const taken: number[] = [];
    let refusals = 0;
    for (let nowMs = 0; nowMs < 3_600_000; ) {
      nowMs = Math.max(nowMs + 1000, quota.earliestMs(0, nowMs));
      const draws: number[] = [];
      quota.reserve(0, nowMs, draws, 0);
      const isFull = taken.filter((atMs) => atMs + 60_000 > nowMs).length >= 10;
      quota.settle(draws, 0, undefined, isFull);
      if (isFull) {
        refusals++;
        quota.refused(nowMs, undefined);
      } else {
        taken.push(nowMs);
        quota.accepted(nowMs);
      }
    }
    // In an hour at most 600; it gets nearly all of them with few refusals.
    expect(taken.length).toBeGreaterThan(450);
    expect(refusals).toBeLessThan(40);
    expect(quota.foundPerMinute).toBeGreaterThanOrEqual(6);
    expect(quota.foundPerMinute).toBeLessThanOrEqual(12);
  });
});

describe('resources', () => {
  it('go to a writer that waits before readers that come later', () => {
    const use = (access: 'read' | 'write') => [{ name: 'file', access, units: 1 }];
    // Readers of 100 ms come one after the other, overlapping; the writer is less urgent than all of them.
    const readers = Array.from({ length: 20 }, (_, index) =>
      task(`r${index}`, 100, index < 2 ? [] : [`r${index - 2}`], { resources: use('read'), priority: 1 }),
    );
    const writer = task('w', 100, [], { resources: use('write') });
    const { schedule } = play({
      team: team([agent('a', { slots: 3 })]),
      tasks: [...readers, writer],
      happen: ({ id }) => (id === 'r1' ? { durationMs: 150 } : {}),
    });
    // Both first readers hold the file when it first asks; they end at 100 and 150.
    expect(schedule.find(({ task }) => task === 'w')?.startMs).toBe(150);
  });
});

describe('priorities within a run', () => {
  it('age: tasks of the lowest priority are not passed over for ever', () => {
    const urgent = Array.from({ length: 300 }, (_, index) => task(`u${index}`, 1000, [], { priority: 1 }));
    const { schedule } = play({ team: team([agent('a')]), tasks: [task('low', 1000), ...urgent] });
    // One priority below: at the latest after two minutes, plus the task under way.
    expect(schedule.find(({ task }) => task === 'low')?.startMs).toBeLessThanOrEqual(121_000);
  });
});

describe('one task of a run', () => {
  const cancelling = (type: 'task-cancelled' | 'task-skipped') => {
    const scheduler = new Scheduler(team([agent('a', { slots: 2 })]));
    const run = runId('r');
    const tasks = [task('one', 100), task('two', 100, ['one']), task('three', 100)];
    scheduler.stepAll(
      [
        { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } },
        { type: 'tasks-added', run, tasks: tasks.map((added) => ({ task: added })) },
        { type: 'plan-closed', run },
      ],
      0,
    );
    const commands = scheduler.step({ type, run, task: taskId('one'), reason: 'not wanted' }, 10);
    return { scheduler, run, commands: commands.map((command) => ('task' in command ? `${command.type} ${command.task}` : command.type)) };
  };

  it('is cancelled: its attempt is stopped and what depends on it is blocked', () => {
    const { scheduler, run, commands } = cancelling('task-cancelled');
    expect(commands).toEqual(['cancel-attempt one', 'cancel-task one', 'block-task two']);
    const rest = scheduler.stepAll(
      [
        { type: 'attempt-cancelled', run, task: taskId('one'), attempt: 1 },
        { type: 'attempt-succeeded', run, task: taskId('three'), attempt: 1 },
      ],
      20,
    );
    expect(rest.at(-1)).toEqual({ type: 'finish-run', run, status: 'partial' });
  });

  it('is skipped: what depends on it goes on', () => {
    const { commands } = cancelling('task-skipped');
    expect(commands.slice(0, 2)).toEqual(['cancel-attempt one', 'skip-task one']);
    expect(commands).not.toContain('block-task two');
  });

  it('that is not there is an error', () => {
    const { scheduler, run } = cancelling('task-skipped');
    expect(() => scheduler.step({ type: 'task-cancelled', run, task: taskId('none'), reason: '' }, 30)).toThrow(/none/);
  });
});

describe('stragglers', () => {
  const models = [agent('a', { kind: 'model' }), agent('b', { kind: 'model' })];
  const late = (objective: 'fastest' | 'cheapest') =>
    play({
      team: team(models),
      tasks: [task('t', 10_000)],
      terms: { objective },
      happen: (_, __, attempt) => ({ durationMs: attempt === 1 ? 100_000 : 10_000, costUsd: 0.01 }),
    });

  it('get a twin on another agent, the first to succeed wins, and both are paid for', () => {
    const { schedule, statuses, commands } = late('fastest');
    // Expected 10 s with a log deviation of 0.5: late after 10 s * exp(1.645 * 0.5) = 22.76 s.
    expect(schedule.map(({ attempt, agent: id, outcome }) => `${attempt} ${id} ${outcome}`)).toEqual(['2 b succeeded', '1 a cancelled']);
    expect(schedule[0]?.startMs).toBeCloseTo(22_762, -1);
    expect([...statuses.values()]).toEqual(['succeeded']);
    const twin = commands.find(({ command }) => command.type === 'start-attempt' && command.attempt === 2)?.command;
    expect(twin?.type === 'start-attempt' && twin.decision.why).toMatch(/^a twin of attempt 1 on a, which has run for/);
  });

  it('get none where it costs more than the time is worth, where the agent is not repeatable, and where no slot is idle', () => {
    const costly = play({
      team: team([agent('a', { kind: 'model', price: { perAttemptUsd: 5 } }), agent('b', { kind: 'model', price: { perAttemptUsd: 5 } })]),
      tasks: [task('t', 10_000)],
      terms: { objective: 'cheapest' },
      happen: () => ({ durationMs: 100_000 }),
    });
    expect(costly.schedule).toHaveLength(1);
    const writing = play({
      team: team(models.map((profile) => ({ ...profile, repeatable: false }))),
      tasks: [task('t', 10_000)],
      happen: () => ({ durationMs: 100_000 }),
    });
    expect(writing.schedule).toHaveLength(1);
    const busy = play({
      team: team(models),
      tasks: Array.from({ length: 4 }, (_, index) => task(`t${index}`, 10_000)),
      terms: { objective: 'fastest' },
      happen: ({ id }) => ({ durationMs: id === 't0' ? 40_000 : 10_000 }),
    });
    // The other agent has work until 30 s; only then is there a slot to spare.
    expect(busy.schedule.filter(({ attempt }) => attempt === 2).every(({ startMs }) => startMs >= 30_000)).toBe(true);
  });

  it('leave the task to the other attempt when one fails', () => {
    const { schedule, statuses } = play({
      team: team(models),
      tasks: [task('t', 10_000, [], { attempts: 1 })],
      terms: { objective: 'fastest' },
      happen: (_, __, attempt) => (attempt === 1 ? { durationMs: 25_000, failure: broken } : { durationMs: 10_000 }),
    });
    expect(schedule.map(({ outcome }) => outcome)).toEqual(['failed', 'succeeded']);
    expect([...statuses.values()]).toEqual(['succeeded']);
  });
});

describe('an urgent run', () => {
  const slowly = task('slow', 100_000, [], { preemptible: true, attempts: 1 });
  const scene = (priority: number, preemptible: boolean) =>
    play({
      team: team([agent('a')]),
      runs: [{ tasks: [{ ...slowly, preemptible }] }, { tasks: [task('now', 1000)], terms: { priority }, atMs: 10_000 }],
    });

  it('takes the slot of a task that may be broken off, which is then begun anew and charged nothing', () => {
    const { schedule, statuses } = scene(2, true);
    expect(schedule.map(({ task: id, startMs, outcome }) => `${id} ${startMs} ${outcome}`)).toEqual([
      'slow 0 cancelled',
      'now 10000 succeeded',
      'slow 11000 succeeded',
    ]);
    expect([...statuses.values()]).toEqual(['succeeded', 'succeeded']);
  });

  it('waits when it is not much more urgent, or the task may not be broken off', () => {
    expect(scene(1, true).schedule.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    expect(scene(9, false).schedule.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  });

  it('breaks a task off twice at most', () => {
    const { schedule } = play({
      team: team([agent('a')]),
      runs: [
        { tasks: [slowly] },
        ...Array.from({ length: 4 }, (_, index) => ({ tasks: [task('now', 1000)], terms: { priority: 5 }, atMs: 10_000 * (index + 1) })),
      ],
    });
    expect(schedule.filter(({ outcome }) => outcome === 'cancelled')).toHaveLength(2);
  });
});
