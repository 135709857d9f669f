import { describe, expect, it } from 'vitest';
import type { Failure } from '../core/event.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import type { Trial } from '../learn/evidence.ts';
import { Learner } from '../learn/learner.ts';
import { agent, broken, task } from '../testing/scene.ts';
import { cancelled, failed, idOf, run, succeeded, Told } from '../testing/told.ts';
import type { Command, SchedulerEvent } from './messages.ts';
import { Scheduler } from './scheduler.ts';

describe('what cannot be is an error that names it', () => {
  it('a run, a task or an attempt that is not there, or is there already', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10)]);
    expect(() => told.at(1, succeeded('t', 2))).toThrow(/attempt 2 of t in run r: is not under way/);
    expect(() => told.at(1, succeeded('other'))).toThrow(/attempt 1 of other in run r: is not under way/);
    expect(() => told.at(1, succeeded('t', 1, runId('q')))).toThrow(/attempt 1 of t in run q: is not under way/);
    expect(() => told.at(1, { type: 'plan-closed', run: runId('q') })).toThrow(/run q: the scheduler does not know this run/);
    expect(() => told.open(1, [])).toThrow(/run r: is open already/);
    expect(() => told.at(1, { type: 'agent-changed', agent: agentId('b'), slots: 1 })).toThrow(/agent b: the team has no such agent/);
    expect(() => told.at(1, { type: 'tasks-added', run, tasks: [{ task: task('t', 1) }] })).toThrow(/task t: has been added already/);
    expect(() => told.at(1, { type: 'tasks-added', run, tasks: [{ task: task('u', 1, ['v']) }] })).toThrow(/task u: names v/);
    const part = task('p', 1, [], { parent: taskId('t') });
    expect(() => told.at(1, { type: 'tasks-added', run, tasks: [{ task: part }] })).toThrow(
      /task p: cannot become a part of t, which has been started/,
    );
  });
});

describe('a task that nobody can do', () => {
  it('is given up in words that fit', () => {
    const told = new Told([agent('a', { capabilities: { math: 1 } })]);
    const refusals = new Map([[agentId('a'), 'reads no French']]);
    expect(told.open(0, [task('one', 1, [], { capabilities: ['art', 'law'] }), { task: task('two', 1), refusals }])).toEqual([
      'fail one: no agent of the team has art and law',
      'fail two: no agent of the team accepts it (a: reads no French)',
      'finish r failed',
    ]);
  });

  it('because who could has left is given up when they leave, or when it is reached', () => {
    const told = new Told([agent('a'), agent('b', { capabilities: { math: 1 } })]);
    const one = [task('now', 10), task('also', 10), task('later', 10, ['now'])].map((each) => ({ ...each, capabilities: ['art'] }));
    expect(told.open(0, one)).toEqual(['start now/1 a']);
    expect(told.at(1, { type: 'agent-changed', agent: agentId('a'), slots: 0, isGone: true })).toEqual([
      'fail also: every agent that could do it has left the team',
    ]);
    // What is under way goes on.
    expect(told.at(10, succeeded('now'))).toEqual(['fail later: every agent that could do it has left the team', 'finish r partial']);
  });
});

describe('what comes after a loss', () => {
  it('is blocked also when it is added later; parts are, and what is optional is skipped', () => {
    const told = new Told([agent('a')]);
    told.at(0, { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } });
    told.at(0, { type: 'tasks-added', run, tasks: [{ task: task('t', 10, [], { attempts: 1 }) }] });
    expect(told.at(5, failed('t'))).toEqual(['fail t: it broke (attempt 1 of 1, the last)']);
    const whole = task('whole', 0, ['t']);
    const parts = [task('part', 1, [], { parent: taskId('whole') }), task('extra', 1, [], { parent: taskId('whole'), optional: true })];
    const added = [whole, ...parts, task('after', 1, ['whole'])].map((each) => ({ task: each }));
    const closed = told.at(6, { type: 'tasks-added', run, tasks: added }, { type: 'plan-closed', run });
    expect(closed.toSorted()).toEqual([
      'block after by whole',
      'block part by t',
      'finish r failed',
      'skip extra: needs t, which did not succeed',
    ]);
  });

  it('ends a whole as the worst of the parts that it needs; an optional whole is skipped and no loss', () => {
    const told = new Told([agent('a', { slots: 3 })]);
    const part = (id: string, of: string, optional = false) => task(id, 10, [], { parent: taskId(of), optional, attempts: 1 });
    told.open(0, [
      task('needed', 0),
      part('fine', 'needed'),
      part('spare', 'needed', true),
      task('luxury', 0, [], { optional: true }),
      part('gone', 'luxury'),
      task('after', 1, ['needed', 'luxury']),
    ]);
    expect(told.at(10, succeeded('fine'))).toEqual([]);
    expect(told.at(11, failed('spare'))).toEqual(['skip spare: it broke (attempt 1 of 1, the last)']);
    // A skipped whole counts as done for what depends on it.
    expect(told.at(12, failed('gone'))).toEqual(['fail gone: it broke (attempt 1 of 1, the last)', 'start after/1 a']);
    expect(told.at(13, succeeded('after'))).toEqual(['finish r succeeded']);
  });
});

describe('a run that is cancelled', () => {
  it('stops what is under way, twins too, cancels the rest once, and finishes when all has stopped', () => {
    const told = new Told([agent('a'), agent('b')]);
    told.open(0, [task('t', 10_000), task('whole', 0, ['t']), task('part', 10, [], { parent: taskId('whole') })]);
    // Late after 10 s * exp(1.645 * 0.5) = 22.76 s.
    expect(told.at(30_000, { type: 'time-passed' })).toEqual(['start t/2 b']);
    const stop: SchedulerEvent = { type: 'run-cancelled', run, reason: 'enough' };
    expect(told.at(31_000, stop)).toEqual(['stop t/1: enough', 'stop t/2: enough', 'cancel part: enough']);
    expect(told.at(31_001, stop)).toEqual([]);
    expect(told.at(31_100, cancelled('t', 2))).toEqual([]);
    expect(told.at(31_200, failed('t', 1))).toEqual(['cancel t: enough', 'finish r cancelled']);
  });

  it('takes in nothing more, and lets what succeeds in the meantime count', () => {
    const told = new Told([agent('a')]);
    told.at(0, { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } });
    told.at(0, { type: 'tasks-added', run, tasks: [{ task: task('t', 10) }] });
    expect(told.at(1, { type: 'run-cancelled', run, reason: 'enough' })).toEqual(['stop t/1: enough']);
    expect(told.at(2, { type: 'tasks-added', run, tasks: [{ task: task('u', 10) }] })).toEqual(['cancel u: enough']);
    expect(told.at(3, { type: 'plan-closed', run })).toEqual([]);
    expect(told.at(4, succeeded('t'))).toEqual(['finish r cancelled']);
  });
});

describe('urgency', () => {
  it('grows as the longest chain fills what is left before the deadline: half, four fifths, all of it', () => {
    const ahead = (deadlineAtMs: number, priority: number): string | undefined => {
      const told = new Told([agent('a')]);
      told.open(0, [task('first', 10)], { id: 'first' });
      told.open(0, [task('tight', 1000)], { id: 'tight', deadlineAtMs });
      told.open(0, [task('plain', 1000)], { id: 'plain', priority });
      return told.at(10, succeeded('first', 1, runId('first'))).find((words) => words.startsWith('start'));
    };
    // At 10 ms: a chain of 1,000 in 2,500 is two fifths, in 2,000 half, in 1,250 four fifths, in 1,000 all.
    const winners = [2510, 2010, 1260, 1010].map((deadlineAtMs) =>
      [1, 2, 3].filter((priority) => ahead(deadlineAtMs, priority) === 'start tight/1 a'),
    );
    expect(winners).toEqual([[], [1], [1, 2], [1, 2, 3]]);
  });

  it('takes the slot of the least urgent that may be broken off, of equals that with the least work lost', () => {
    const told = new Told([agent('a', { slots: 3 })]);
    const long = (id: string, priority: number) => task(id, 100_000, [], { preemptible: true, priority });
    told.open(0, [long('high', 1), long('old', 0)], { id: 'low' });
    told.open(5000, [long('new', 0)], { id: 'late' });
    expect(told.open(10_000, [task('now', 1000)], { id: 'now', priority: 4 })).toEqual([
      'stop new/1: makes room for now of run now, which is more urgent',
    ]);
    // One slot is enough for one task; nobody else is told.
    expect(told.at(10_001, { type: 'time-passed' })).toEqual([]);
    expect(told.at(10_002, cancelled('new', 1, runId('late')))).toEqual(['start now/1 a']);
    expect(told.open(10_003, [task('next', 1000)], { id: 'next', priority: 4 })).toEqual([
      'stop old/1: makes room for next of run next, which is more urgent',
    ]);
  });
});

describe('a large team of agents that are all alike', () => {
  const many = Array.from({ length: 40 }, (_, index) => agent(`a${index}`));

  it('gives a task to one that takes it, though others of its kind do not', () => {
    const refusals = new Map(many.flatMap(({ id }) => (id === 'a27' ? [] : [[id, 'not me'] as const])));
    expect(new Told(many).open(0, [{ task: task('t', 10), refusals }])).toEqual(['start t/1 a27']);
  });

  it('has everybody at work while there is work, and passes those over that rest', () => {
    const told = new Told(many);
    const first = told.open(
      0,
      Array.from({ length: 60 }, (_, index) => task(`t${index}`, 1000, [], { attempts: 9 })),
    );
    expect(new Set(first.map((words) => words.split(' ')[2])).size).toBe(40);
    const failure: Failure = { kind: 'retryable', code: '500', message: 'it broke', retryAfterMs: 90_000 };
    const [words = ''] = first;
    // Who asks to be left alone for 90 s gets none of the twenty that are left; the task that it lost goes to another.
    const next = told.at(
      1000,
      ...first.map((start) => idOf(start)).map((id) => (id === idOf(words) ? failed(id, 1, failure) : succeeded(id))),
    );
    expect(next).toHaveLength(20 + 1);
    expect(next.some((start) => start.endsWith(` ${words.split(' ')[2]}`))).toBe(false);
  });
});

describe('more priorities than are told apart by age', () => {
  it('still go by their numbers', () => {
    const told = new Told([agent('a')]);
    const order = told.open(
      0,
      Array.from({ length: 12 }, (_, index) => task(`t${index}`, 10, [], { priority: index })),
    );
    for (let nowMs = 10; order.length < 12; nowMs += 10) order.push(...told.at(nowMs, succeeded(idOf(order.at(-1) ?? ''))));
    expect(order).toEqual(Array.from({ length: 12 }, (_, index) => `start t${11 - index}/1 a`));
  });
});

describe('servers that speak of limits', () => {
  it('are obeyed for an agent that declares none', () => {
    const told = new Told([agent('a', { slots: 2 })]);
    const rateLimit = { remainingRequests: 0, requestsResetMs: 5000 };
    told.open(0, [task('one', 10), task('two', 20), task('three', 10)]);
    expect(told.at(10, { ...succeeded('one'), rateLimit } as SchedulerEvent)).toEqual([]);
    expect(told.at(5009, { type: 'time-passed' })).toEqual([]);
    expect(told.at(5010, { type: 'time-passed' })).toEqual(['start three/1 a']);
  });

  it('that refuse are left alone, and it does not count as a failing of the agent', () => {
    const told = new Told([agent('a', { slots: 4 })]);
    told.open(
      0,
      [1, 2, 3, 4].map((index) => task(`t${index}`, 10, [], { attempts: 9 })),
    );
    const refusal: Failure = { kind: 'retryable', code: '429', message: 'too many', retryAfterMs: 2000 };
    expect(told.at(10, ...[1, 2, 3, 4].map((index) => failed(`t${index}`, 1, refusal)))).toEqual([]);
    expect(told.at(2009, { type: 'time-passed' })).toEqual([]);
    // All four again at once: an agent that had failed four times in a row would rest for 30 s, and come back with one.
    expect(told.at(2010, { type: 'time-passed' })).toHaveLength(4);
  });
});

describe('with a learner', () => {
  const team = [agent('a', { capabilities: { math: 0.9 } }), agent('b', { capabilities: { math: 0.8 } })];
  const one = task('t', 1000, [], { capabilities: ['math'], attempts: 99 });
  const start = (learner: Learner): Extract<Command, { type: 'start-attempt' }> => {
    const events: SchedulerEvent[] = [
      { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } },
      { type: 'tasks-added', run, tasks: [{ task: one }] },
    ];
    const commands = new Scheduler({ agents: team, limits: {}, resources: {} }, { learner }).stepAll(events, 0);
    const found = commands.find((command) => command.type === 'start-attempt');
    if (found === undefined) throw new Error('nothing was started');
    return found;
  };

  it('a record moves a choice, and the reason says whom the declarations would have chosen', () => {
    const learner = new Learner({ exploration: 0 });
    expect(start(learner)).toMatchObject({ agent: 'a', decision: { why: expect.not.stringContaining('declare') } });
    for (let index = 0; index < 40; index++) {
      const trial = (who: string, score: number) => ({ key: `${who}${index}`, atMs: index, score, failedBefore: 0 });
      learner.observe(learner.skill('a', 'math', 0.9), trial('a', index % 4 === 0 ? 1 : 0), '');
      learner.observe(learner.skill('b', 'math', 0.8), trial('b', 1), '');
    }
    const { agent: chosen, decision } = start(learner);
    expect(chosen).toBe('b');
    expect(decision.why).toMatch(/; by what agents declare it would have been a: their records say otherwise$/);
    expect(decision.candidates?.map(({ agent: id, declared, trials }) => [id, declared, trials])).toEqual([
      ['b', 0.8, 40],
      ['a', 0.9, 40],
    ]);
  });

  it('the second best is tried where it may suit the words better, and the reason says so', () => {
    const equals = [agent('a', { slots: 99, capabilities: { math: 0.8 } }), agent('b', { slots: 99, capabilities: { math: 0.8 } })];
    const decisions = (exploration: number) => {
      const learner = new Learner({ exploration });
      for (let turn = 0; turn < 60; turn++) {
        const skill = learner.skill(turn % 2 === 0 ? 'a' : 'b', 'math', 0.8);
        const score = turn % 2 === 0 ? Number(turn % 20 > 0) : Number(turn % 5 > 0);
        learner.observe(skill, { key: `${turn}`, atMs: turn, score }, `sum number ${turn}`);
        // What texts tell here: which tasks nobody can do.
        learner.observe(skill, { key: `hard ${turn}`, atMs: turn, score: 0 }, `Prove that $x^{${turn}} + y^2 = z$ has no roots.`);
      }
      const told = new Scheduler({ agents: equals, limits: {}, resources: {} }, { learner });
      const tasks = Array.from({ length: 60 }, (_, index) => ({
        task: task(`t${index}`, 1000, [], {
          capabilities: ['math'],
          instruction: `Translate verse ${index} into Finnish, keeping the metre.`,
        }),
      }));
      const commands = told.stepAll(
        [
          { type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } },
          { type: 'tasks-added', run, tasks },
        ],
        0,
      );
      return commands.filter((command) => command.type === 'start-attempt');
    };
    const tried = decisions(0.25).filter(({ decision }) => decision.why.includes('tried here'));
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.length).toBeLessThan(30);
    expect(new Set(tried.map(({ agent: id }) => id))).toEqual(new Set(['b']));
    expect(tried[0]?.decision.why).toMatch(
      /^best expected utility of 2 agents \(success \d+ %, done in 1\.0 s, \$0\); tried here, as it may suit such words better than is known$/,
    );
    expect(decisions(0).filter(({ decision }) => decision.why.includes('tried here'))).toEqual([]);
  });

  it('an attempt counts unless its failure says nothing of the agent', () => {
    const counted = (end: Partial<Failure> | undefined): number => {
      const learner = new Learner();
      const told = new Told(team, {}, { learner });
      told.open(0, [one]);
      if (end === undefined)
        told.at(500, { ...succeeded('t'), usage: { inputTokens: 7, outputTokens: 3 }, costUsd: 0.5 } as SchedulerEvent);
      else told.at(500, failed('t', 1, { ...broken, ...end }));
      const { evidence } = learner.skill('a', 'math', 0.9);
      return evidence.trials;
    };
    expect(counted(undefined)).toBe(1);
    expect(counted({})).toBe(1);
    expect(counted({ kind: 'terminal-agent', code: 'check-failed' })).toBe(1);
    for (const code of ['401', '403', 'auth', 'no-credit', 'no-key', 'no-network', 'interrupted']) expect(counted({ code }), code).toBe(0);
    expect(counted({ kind: 'terminal-task' })).toBe(0);
    expect(counted({ code: '429' })).toBe(0);
    expect(counted({ retryAfterMs: 100 })).toBe(0);
  });

  it('is told what the attempt took, and how it failed', () => {
    const trials: Trial[] = [];
    const learner = new Learner();
    learner.observe = (_, trial) => trials.push(trial);
    const told = new Told([agent('a', { capabilities: { math: 0.9 } })], {}, { learner });
    told.open(0, [one]);
    told.at(400, failed('t'));
    told.at(1000, { type: 'time-passed' });
    told.at(1600, { ...succeeded('t', 2), usage: { inputTokens: 7, outputTokens: 3 }, costUsd: 0.5 } as SchedulerEvent);
    expect(trials).toEqual([
      { key: 'r/t/1', atMs: 400, score: 0, failedBefore: 0, why: '500: it broke' },
      {
        key: 'r/t/2',
        atMs: 1600,
        score: 1,
        latencyMs: 600,
        declaredMs: 1000,
        inputTokens: 7,
        outputTokens: 3,
        costUsd: 0.5,
        failedBefore: 1,
      },
    ]);
  });
});
