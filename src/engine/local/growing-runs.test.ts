import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, AgentProfile, Call, Outcome, Work } from '../../core/agent.ts';
import { RetryableError, TerminalError } from '../../core/agent-error.ts';
import type { RunEvent } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import { foldEvents, type RunRecord } from '../../core/run-record.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { statusOf } from '../../core/task-status.ts';
import { sleepOn } from '../../execute/clock.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import type { ExpansionRequest, Planner, PlanningRequest, PlanningStep, ReplanRequest } from '../../plan/planner.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { RunStore } from '../../store/run-store.ts';
import { ManualClock, runOnClock } from '../../testing/manual-clock.ts';
import type { StartRequest } from '../engine.ts';
import { openLocalEngine } from './local-engine.ts';

type Perform = (work: Work, call: Call) => Promise<Outcome>;

function agent(perform: Perform, given: Partial<AgentProfile> = {}): Agent {
  const profile: AgentProfile = {
    id: agentId('one'),
    kind: 'scripted',
    description: '',
    capabilities: { '*': 0.9 },
    slots: 8,
    limits: [],
    price: { perAttemptUsd: 0 },
    ...given,
  };
  return { profile, perform };
}

/** `task('b', ['a', 'c?'])` */
function task(id: string, dependsOn: string[] = [], given: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    dependsOn: dependsOn.map((name) => ({ task: taskId(name.replace('?', '')), optional: name.endsWith('?') })),
    ...given,
  });
}

/** Takes 100 ms a task, says what it was given, fails what it is told to. */
function worker(fails: readonly string[] = [], outputs: Readonly<Record<string, Json>> = {}): Perform {
  return async ({ task: { id, instruction }, dependencies }, call) => {
    await call.sleep(100);
    if (fails.includes(id)) throw new RetryableError('500', `${id} is too much`);
    const known = outputs[id];
    if (known !== undefined) return { output: known };
    return {
      output: `${instruction}(${dependencies.map(({ output }) => (output === undefined ? '-' : JSON.stringify(output))).join(' ')})`,
    };
  };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-growth-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class Stage {
  readonly clock = new ManualClock(1000);
  readonly store: RunStore;
  readonly engine;

  constructor(one: Agent, { store = createMemoryStore(), expander }: { store?: RunStore; expander?: Planner } = {}) {
    this.store = store;
    this.engine = openLocalEngine({
      team: { agents: [one.profile], limits: {}, resources: {} },
      agents: [one],
      store,
      clock: this.clock,
      isGone: () => true,
      ...(expander === undefined ? {} : { expander }),
    });
  }

  async run(planner: Planner, given: Partial<StartRequest> = {}): Promise<RunRecord> {
    const options = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: join(folder, 'out') } as const;
    const starting = this.engine.start({ request: 'do it', planner, options, run: runId('r'), ...given });
    const handle = await runOnClock(this.clock, starting);
    return runOnClock(this.clock, handle.finished);
  }

  /** Writes tasks at instants, as a model does: `[50, task]` comes 50 ms after the one before. */
  streaming(...script: readonly (readonly [number, PlanningStep | Error])[]): Planner {
    const clock = this.clock;
    return {
      name: 'stream',
      streams: true,
      async *plan({ signal }) {
        for (const [waitMs, step] of script) {
          await sleepOn(clock, waitMs, signal);
          if (step instanceof Error) throw step;
          yield step;
        }
      },
    };
  }
}

const startsOf = (record: RunRecord): Record<string, number> =>
  Object.fromEntries(
    [...record.tasks.values()].flatMap(({ task: { id }, attempts: [first] }) =>
      first === undefined ? [] : [[id, first.startedAtMs - record.startedAtMs]],
    ),
  );
const statuses = (record: RunRecord): Record<string, string> =>
  Object.fromEntries([...record.tasks.keys()].map((id) => [id, statusOf(record, id)]));
const outputOf = (record: RunRecord, id: string): Json | undefined => {
  const state = record.tasks.get(taskId(id))?.state;
  return state?.status === 'succeeded' && 'inline' in state.output ? state.output.inline : undefined;
};

describe('a plan that is still being written', () => {
  it('starts each task as soon as it and its dependencies have arrived', async () => {
    const stage = new Stage(agent(worker()));
    const planner = stage.streaming(
      [50, { tasks: [task('a')] }],
      [50, { tasks: [task('b', ['a'])] }],
      [200, { tasks: [task('c', ['a'])] }],
      [10, { note: 'that is all' }],
    );
    const record = await stage.run(planner);
    expect(startsOf(record)).toEqual({ a: 0, b: 100, c: 250 });
    expect(record).toMatchObject({ status: 'succeeded', planner: 'stream', planMs: 310, planNotes: ['that is all'] });
  });

  it('is not a run until it has a first task', async () => {
    const stage = new Stage(agent(worker()));
    await expect(stage.run(stage.streaming([50, new Error('no idea')]))).rejects.toThrow('no idea');
    await expect(stage.run(stage.streaming([50, { note: 'hm' }]))).rejects.toMatchObject({ code: 'cannot-plan' });
    expect(stage.store.runs()).toEqual([]);
  });

  it('makes a run partial when its planner stops in the middle, and the answer says so', async () => {
    const stage = new Stage(agent(worker()));
    const record = await stage.run(stage.streaming([50, { tasks: [task('a')] }], [50, new Error('the line is dead')]));
    expect(record.status).toBe('partial');
    expect(record.answer).toBe('a()\n\nMissing: the rest of the plan, because the line is dead.');
  });

  it('refuses a batch that does not fit, and goes on with what it had', async () => {
    const stage = new Stage(agent(worker()));
    const record = await stage.run(stage.streaming([50, { tasks: [task('a')] }], [50, { tasks: [task('b', ['nobody'])] }]));
    expect(record.status).toBe('partial');
    expect(record.planCutOff).toContain('there is no task "nobody"');
  });

  it('ends wholes with their parts, while more is written', async () => {
    const stage = new Stage(agent(worker()));
    const whole = { tasks: [task('w'), task('w/1', [], { parent: taskId('w') }), task('w/2', ['w/1'], { parent: taskId('w') })] };
    const record = await stage.run(stage.streaming([0, whole], [10, { tasks: [task('after', ['w'])] }], [1000, { tasks: [task('late')] }]));
    expect(startsOf(record)).toMatchObject({ after: 200, late: 1010 });
  });

  it('drops tasks that the planner withdraws: they are neither result nor missing', async () => {
    const stage = new Stage(agent(worker()));
    const planner = stage.streaming(
      [0, { tasks: [task('a')] }],
      [150, { tasks: [task('b', ['a']), task('c', ['b'])] }],
      [10, { withdrawn: [taskId('a'), taskId('b'), taskId('c')], reason: 'too large' }],
      [0, { planner: 'offline' }],
      [0, { tasks: [task('whole')] }],
    );
    const record = await stage.run(planner);
    expect(record).toMatchObject({ status: 'succeeded', planner: 'offline', answer: 'whole()', missing: [] });
    expect(statuses(record)).toEqual({ a: 'succeeded', b: 'skipped', c: 'skipped', whole: 'succeeded' });
  });

  it('stops being written when its run is cancelled', async () => {
    const stage = new Stage(agent(worker()));
    const options = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: folder } as const;
    const planner = stage.streaming([0, { tasks: [task('a')] }], [1_000_000, { tasks: [task('b')] }]);
    const handle = await runOnClock(stage.clock, stage.engine.start({ request: 'x', planner, options }));
    handle.cancel('enough');
    const record = await runOnClock(stage.clock, handle.finished);
    expect(record.status).toBe('cancelled');
    expect(stage.clock.nowMs()).toBeLessThan(10_000);
  });

  it('counts for the deadline, which is kept in the journal', async () => {
    const stage = new Stage(agent(worker()));
    const askedAtMs = stage.clock.nowMs();
    const options = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: folder, deadlineMs: 500 } as const;
    const record = await stage.run(stage.streaming([300, { tasks: [task('a')] }], [100, { tasks: [task('b')] }]), { options });
    expect(record.startedAtMs).toBe(askedAtMs + 300);
    expect(record.deadlineAtMs).toBe(askedAtMs + 500);
  });

  it('stops being written at the deadline', async () => {
    const stage = new Stage(agent(worker()));
    const options = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: folder, deadlineMs: 500 } as const;
    const record = await stage.run(stage.streaming([0, { tasks: [task('a')] }], [1_000_000, { tasks: [task('b')] }]), { options });
    expect(record.status).toBe('partial');
    expect(stage.clock.nowMs()).toBeLessThan(10_000);
  });
});

describe('tasks that are broken down on the way', () => {
  const asked: ExpansionRequest[] = [];
  beforeEach(() => asked.splice(0));

  function expanding(tasks: readonly Task[], parts: (request: ExpansionRequest) => readonly Task[] | undefined): Planner {
    return {
      ...givenPlan({ tasks }, 'expanding'),
      expand: async (request) => {
        asked.push(request);
        const made = parts(request);
        return made === undefined ? undefined : { tasks: made, by: 'expanding' };
      },
    };
  }

  it('are asked about with what came before them; what waits for them gets the last results of their parts', async () => {
    const plan = [task('a'), task('big', ['a'], { expand: 'parts' }), task('end', ['big'])];
    const planner = expanding(plan, () => [task('x'), task('y'), task('z', ['x'])]);
    const record = await new Stage(agent(worker())).run(planner);
    expect(asked.map(({ dependencies }) => dependencies.map(({ output }) => output))).toEqual([['a()']]);
    expect(startsOf(record)).toEqual({ a: 0, 'big/x': 100, 'big/y': 100, 'big/z': 200, end: 300 });
    expect(outputOf(record, 'end')).toBe(`end(${['y("a()")', 'z("x(\\"a()\\")")'].map((text) => JSON.stringify(text)).join(' ')})`);
    expect(record.tasks.get(taskId('big'))?.brokenDown?.by).toBe('expanding');
    expect(record.status).toBe('succeeded');
  });

  it('are done as they are when there is nothing to break down, or when that fails', async () => {
    const plan = [task('big', [], { expand: 'parts' })];
    expect(outputOf(await new Stage(agent(worker())).run(expanding(plan, () => undefined)), 'big')).toBe('big()');
    const broken = expanding(plan, () => {
      throw new Error('no idea');
    });
    expect(outputOf(await new Stage(agent(worker())).run(broken), 'big')).toBe('big()');
    const circle = expanding(plan, () => [task('x', ['y']), task('y', ['x'])]);
    expect(outputOf(await new Stage(agent(worker())).run(circle), 'big')).toBe('big()');
    expect(outputOf(await new Stage(agent(worker())).run(givenPlan({ tasks: plan })), 'big')).toBe('big()');
  });

  it('go no deeper than allowed', async () => {
    const planner = expanding([task('t', [], { expand: 'parts' })], () => [
      task('t', [], { expand: 'parts', instruction: `t${asked.length}` }),
    ]);
    const record = await new Stage(agent(worker())).run(planner, { caps: { ...DEFAULT_CAPS, maxDepth: 3 } });
    expect([...record.tasks.keys()]).toEqual(['t', 't/t', 't/t/t', 't/t/t/t']);
    expect(asked).toHaveLength(3);
  });

  it('do not become more than allowed', async () => {
    const planner = expanding([task('t', [], { expand: 'parts' })], () => [task('x'), task('y')]);
    const record = await new Stage(agent(worker())).run(planner, { caps: { ...DEFAULT_CAPS, maxTasks: 2 } });
    expect([...record.tasks.keys()]).toEqual(['t']);
    expect(record.status).toBe('succeeded');
  });

  it('become a task for each item that is known only now', async () => {
    const each = task('each', ['list'], { instruction: 'length of {item}', expand: 'items' });
    const list = { kind: 'x', items: ['Danube', 'Rhine', { name: 'Elbe' }] };
    const plan = givenPlan({ tasks: [task('list'), each, task('table', ['each'])] });
    const record = await new Stage(agent(worker([], { list }))).run(plan);
    expect([...record.tasks.keys()]).toEqual(['list', 'each', 'table', 'each/1', 'each/2', 'each/3']);
    expect(record.tasks.get(taskId('each/1'))?.task.instruction).toBe('length of Danube');
    expect(record.tasks.get(taskId('each/3'))?.task.instruction).toContain('<item>\n{"name":"Elbe"}\n</item>');
    expect(record.tasks.get(taskId('each/3'))?.task.title).toBe('Length of Elbe');
    expect(String(outputOf(record, 'table'))).toContain('length of Rhine');
    expect(startsOf(record)).toMatchObject({ 'each/1': 100, 'each/2': 100, 'each/3': 100, table: 200 });
  });

  it('share the items when there are more of them than tasks may be', async () => {
    const each = task('each', ['list'], { expand: 'items' });
    const plan = givenPlan({ tasks: [task('list'), each] });
    const list = Array.from({ length: 10 }, (_, index) => index);
    const record = await new Stage(agent(worker([], { list }))).run(plan, { caps: { ...DEFAULT_CAPS, maxTasks: 6 } });
    const told = [...record.tasks.values()].slice(2).map(({ task: { instruction } }) => /<items>\n(.*)\n/.exec(instruction)?.[1]);
    expect(told).toEqual(['[0,1,2]', '[3,4,5]', '[6,7,8]', undefined]);
  });

  it('are broken down when they keep failing as a whole, and what waits for them goes on', async () => {
    const planner = expanding([task('big', [], { attempts: 2 }), task('end', ['big'])], () => [task('x'), task('y')]);
    const record = await new Stage(agent(worker(['big']))).run(planner);
    expect(asked.map(({ failures }) => failures)).toEqual([['big is too much', 'big is too much']]);
    expect(statuses(record)).toEqual({ big: 'succeeded', end: 'succeeded', 'big/x': 'succeeded', 'big/y': 'succeeded' });
    expect(record.status).toBe('succeeded');
    expect(record.missing).toEqual([]);
  });

  it('are not broken down when nobody could do them in any way', async () => {
    const planner = expanding([task('t')], () => [task('x')]);
    const hopeless = agent(async () => Promise.reject(new TerminalError('division-by-zero', 'one cannot', { for: 'task' })));
    const record = await new Stage(hopeless).run(planner);
    expect(asked).toEqual([]);
    expect(record.status).toBe('failed');
  });
});

describe('what is not done', () => {
  const asked: ReplanRequest[] = [];
  beforeEach(() => asked.splice(0));

  function replanning(tasks: readonly Task[], again: (request: ReplanRequest) => readonly Task[] | undefined): Planner {
    return {
      ...givenPlan({ tasks }, 'replanning'),
      replan: async (request) => {
        asked.push(request);
        const made = again(request);
        return made === undefined ? undefined : { tasks: made, by: 'replanning' };
      },
    };
  }

  const plan = [task('a'), task('b', ['a'], { attempts: 1 }), task('c', ['b']), task('side', ['a'])];

  it('is planned anew when a task is lost that is needed; what is done is kept', async () => {
    const planner = replanning(plan, () => [
      task('other', ['a'], { instruction: 'other' }),
      task('c', ['other'], { instruction: 'c anew' }),
    ]);
    const record = await new Stage(agent(worker(['b']))).run(planner);
    expect(asked[0]?.lost).toMatchObject({ task: { id: 'b' }, status: 'failed' });
    expect(asked[0]?.replaced.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(asked[0]?.kept.map(({ task: { id }, status }) => [id, status])).toEqual([
      ['a', 'succeeded'],
      ['side', 'running'],
    ]);
    expect(statuses(record)).toEqual({
      a: 'succeeded',
      b: 'skipped',
      c: 'skipped',
      side: 'succeeded',
      other: 'succeeded',
      'c-2': 'succeeded',
    });
    expect(record).toMatchObject({ status: 'succeeded', missing: [], replans: 1 });
    expect(record.answer).toContain('c anew');
    expect(record.tasks.get(taskId('a'))?.attempts).toHaveLength(1);
  });

  it('is planned anew only so often', async () => {
    let count = 0;
    const planner = replanning(plan, () => [task('b', ['a'], { attempts: 1, instruction: `try ${++count}` })]);
    const record = await new Stage(agent(worker(['b', 'b-2', 'b-3', 'b-4']))).run(planner, { maxReplans: 2 });
    expect(asked).toHaveLength(2);
    expect(statuses(record)).toMatchObject({ b: 'skipped', 'b-2': 'skipped', 'b-3': 'failed' });
    expect(record.status).toBe('partial');
  });

  it('is never planned the same way again', async () => {
    const planner = replanning(plan, () => [task('x', ['a'], { instruction: 'b' }), task('y', ['x'], { instruction: 'C!' })]);
    const record = await new Stage(agent(worker(['b']))).run(planner);
    expect(statuses(record)).toMatchObject({ b: 'failed', c: 'blocked' });
    expect([...record.tasks.keys()]).toHaveLength(4);
  });

  it('stays as it is when all of the budget is spent', async () => {
    const planner = { ...replanning(plan.slice(0, 2), () => [task('x', ['a'])]), expand: async () => expect.unreachable('no money') };
    const stage = new Stage(agent(worker(['b']), { price: { perAttemptUsd: 1 } }));
    const options = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: join(folder, 'out'), budgetUsd: 2 } as const;
    const record = await stage.run(planner, { options });
    expect(asked).toEqual([]);
    expect(statuses(record)).toEqual({ a: 'succeeded', b: 'failed' });
  });

  it('stays as it is when the lost task can be done without', async () => {
    const planner = replanning([task('a', [], { optional: true, attempts: 1 }), task('b', ['a'])], () => [task('x')]);
    const record = await new Stage(agent(worker(['a']))).run(planner);
    expect(asked).toEqual([]);
    expect(statuses(record)).toEqual({ a: 'skipped', b: 'succeeded' });
  });
});

describe('the answer', () => {
  const model = { kind: 'model', capabilities: { writing: 0.9, data: 0.9 } } as const;

  it('is worded from the results by a model, with what is missing told', async () => {
    const tasks = [task('north'), task('south', [], { attempts: 1 }), task('gone', ['south'])];
    const record = await new Stage(agent(worker(['south']), model)).run(givenPlan({ tasks }), { synthesis: true });
    const answer = record.tasks.get(taskId('answer'));
    expect(answer?.task.dependsOn.map(({ task: id, optional }) => [id, optional])).toEqual([
      ['north', true],
      ['gone', true],
    ]);
    expect(outputOf(record, 'answer')).toContain('("north()" -)');
    expect(record.answer).toContain('Write the answer to the request');
    expect(record.answer).toContain('Missing: South');
    expect(record.status).toBe('partial');
  });

  it('is put together without a model, for one result, or when wording it fails', async () => {
    const two = givenPlan({ tasks: [task('a'), task('b')] });
    const plain = await new Stage(agent(worker())).run(two, { synthesis: true });
    expect([...plain.tasks.keys()]).toEqual(['a', 'b']);
    const one = await new Stage(agent(worker(), model)).run(givenPlan({ tasks: [task('a'), task('b', ['a'])] }), { synthesis: true });
    expect([...one.tasks.keys()]).toEqual(['a', 'b']);
    const failed = await new Stage(agent(worker(['answer']), model)).run(two, { synthesis: true });
    expect(failed).toMatchObject({ status: 'succeeded', missing: [], answer: 'A: a()\nB: b()' });
  });

  it('is worded when one result becomes several on the way, and only then', async () => {
    const expanding = (parts: readonly Task[]): Planner => ({
      ...givenPlan({ tasks: [task('a'), task('big', ['a'], { expand: 'parts' })] }, 'expanding'),
      expand: async () => ({ tasks: parts, by: 'expanding' }),
    });
    const two = await new Stage(agent(worker(), model)).run(expanding([task('x'), task('y')]), { synthesis: true });
    expect([...two.tasks.keys()]).toEqual(['a', 'big', 'big/x', 'big/y', 'answer']);
    expect(outputOf(two, 'answer')).toContain('Write the answer to the request');
    expect(two.tasks.get(taskId('answer'))?.attempts[0]?.startedAtMs).toBe(1000 + 200);
    const chain = await new Stage(agent(worker(), model)).run(expanding([task('x'), task('y', ['x'])]), { synthesis: true });
    expect([...chain.tasks.keys()]).toEqual(['a', 'big', 'big/x', 'big/y']);
    const nested = [task('all'), task('n', [], { parent: taskId('all') }), task('s', [], { parent: taskId('all') })];
    const whole = await new Stage(agent(worker(), model)).run(givenPlan({ tasks: nested }), { synthesis: true });
    expect([...whole.tasks.keys()]).toEqual(['all', 'n', 's', 'answer']);
  });

  it('is worded anew from what took the place of lost tasks', async () => {
    const planner: Planner = {
      ...givenPlan({ tasks: [task('a'), task('b', [], { attempts: 1 })] }, 'replanning'),
      replan: async () => ({ tasks: [task('c')], by: 'replanning' }),
    };
    const record = await new Stage(agent(worker(['b']), model)).run(planner, { synthesis: true });
    expect(statuses(record)).toEqual({ a: 'succeeded', b: 'skipped', answer: 'skipped', c: 'succeeded', 'answer-2': 'succeeded' });
    expect(outputOf(record, 'answer-2')).toContain('("a()" "c()")');
  });
});

describe('a growing run that was interrupted', () => {
  const rest = (request: PlanningRequest): readonly Task[] => {
    const known = new Set(request.begun?.map(({ task: { id } }) => id));
    return [task('a'), task('b', ['a']), task('each', ['b'], { instruction: 'say {item}', expand: 'items' }), task('end', ['each'])].filter(
      ({ id }) => !known.has(id),
    );
  };
  const planner: Planner = {
    name: 'patient',
    streams: true,
    continues: true,
    async *plan(request) {
      for (const one of rest(request)) yield { tasks: [one] };
    },
  };
  const one = agent(worker([], { b: ['x', 'y'] }));

  /** The journal up to and with an event, in a store of its own. */
  async function cut(events: readonly RunEvent[], count: number): Promise<RunStore> {
    const store = createMemoryStore();
    await store.append(events.slice(0, count));
    return store;
  }

  it('comes to the same end from every point of its journal', async () => {
    const whole = new Stage(one);
    const record = await whole.run(planner);
    expect(record.status).toBe('succeeded');
    const events = whole.store.events(record.run);
    const told = outputOf(record, 'end');
    for (let count = 1; count < events.length; count++) {
      const stage = new Stage(one, { store: await cut(events, count), expander: planner });
      const handle = await stage.engine.resume(record.run);
      const after = await runOnClock(stage.clock, handle.finished);
      expect([count, after.status, outputOf(after, 'end')]).toEqual([count, 'succeeded', told]);
      expect([count, foldEvents(stage.store.events(record.run))?.planCompleted]).toEqual([count, true]);
    }
  });

  it('takes no more attempts than it may, wherever it was cut off, and is broken down after the last', async () => {
    const parts: Planner = {
      ...givenPlan({ tasks: [task('big', [], { attempts: 2 }), task('end', ['big'])] }),
      expand: async () => ({ tasks: [task('x'), task('y')], by: 'parts' }),
    };
    const failing = agent(worker(['big']));
    const whole = new Stage(failing);
    const record = await whole.run(parts);
    const events = whole.store.events(record.run);
    for (let count = 2; count < events.length; count++) {
      const stage = new Stage(failing, { store: await cut(events, count), expander: parts });
      const after = await runOnClock(stage.clock, (await stage.engine.resume(record.run)).finished);
      const made = after.tasks.get(taskId('big'))?.attempts.map(({ attempt, outcome }) => `${attempt} ${outcome}`);
      expect([count, made]).toEqual([count, ['1 failed', '2 failed']]);
      expect([count, statuses(after)]).toEqual([count, statuses(record)]);
    }
  });

  it('says that its plan is not complete when nobody can go on with it', async () => {
    const whole = new Stage(one);
    const record = await whole.run(planner);
    const events = whole.store.events(record.run);
    const firstOnly = events.findIndex(({ type }) => type === 'tasks-planned') + 1;
    const stage = new Stage(one, { store: await cut(events, firstOnly) });
    const after = await runOnClock(stage.clock, (await stage.engine.resume(record.run)).finished);
    expect(after.status).toBe('partial');
    expect(after.answer).toContain('Missing: the rest of the plan, because the plan was interrupted.');
  });
});
