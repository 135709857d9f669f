import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, AgentProfile, Call, Outcome, Work } from '../../core/agent.ts';
import { RetryableError, TerminalError } from '../../core/agent-error.ts';
import type { RunEvent, RunOptions } from '../../core/event.ts';
import { agentId, taskId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import type { Planner } from '../../plan/planner.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { RunStore } from '../../store/run-store.ts';
import { ManualClock, runOnClock } from '../../testing/manual-clock.ts';
import type { RunHandle } from '../engine.ts';
import { openLocalEngine } from './local-engine.ts';

type Perform = (work: Work, call: Call) => Promise<Outcome>;

function agent(id: string, perform: Perform, given: Partial<AgentProfile> = {}, refuses?: Agent['refuses']): Agent {
  const profile: AgentProfile = {
    id: agentId(id),
    kind: 'scripted',
    description: '',
    capabilities: { '*': 0.9 },
    slots: 4,
    limits: [],
    price: { perAttemptUsd: 0 },
    ...given,
  };
  return refuses === undefined ? { profile, perform } : { profile, perform, refuses };
}

function task(id: string, dependsOn: string[] = [], given: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })),
    ...given,
  });
}

const sleeper: Perform = async (work, call) => {
  await call.sleep(100);
  return { output: `${work.task.id} done` };
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class Stage {
  readonly clock: ManualClock;
  readonly store: RunStore;
  readonly events: RunEvent[] = [];
  readonly agents: readonly Agent[];
  readonly engine;
  /** Whether every other engine on the store is known to be gone. */
  gone = false;

  constructor(agents: readonly Agent[], store: RunStore = createMemoryStore(), startMs = 1000) {
    this.clock = new ManualClock(startMs);
    this.agents = agents;
    this.store = store;
    this.engine = openLocalEngine({
      team: { agents: agents.map(({ profile }) => profile), limits: {}, resources: {} },
      agents,
      store,
      clock: this.clock,
      isGone: () => this.gone,
      observer: { event: (event) => this.events.push(event) },
      composeAnswer: (record, outputOf) => ({
        answer: [...record.tasks.values()]
          .map(({ state }) => (state.status === 'succeeded' ? JSON.stringify(outputOf(state.output)) : state.status))
          .join(' '),
        missing: [],
        artifacts: [],
      }),
    });
  }

  start(plan: readonly Task[] | Planner, options: Partial<RunOptions> = {}): Promise<RunHandle> {
    const planner = 'plan' in plan ? plan : givenPlan({ tasks: plan });
    return this.engine.start({
      request: 'do it',
      planner,
      options: { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: join(folder, 'out'), ...options },
    });
  }

  async run(plan: readonly Task[] | Planner, options: Partial<RunOptions> = {}): Promise<RunRecord> {
    return runOnClock(this.clock, (await this.start(plan, options)).finished);
  }
}

describe('the local engine', () => {
  it('runs independent tasks at once and hands outputs on', async () => {
    const seen: Json[] = [];
    const adder = agent('adder', async ({ task, dependencies }, call) => {
      await call.sleep(100);
      if (task.id === 'sum') seen.push(...dependencies.map(({ output }) => output ?? null));
      return { output: task.id === 'sum' ? 10 : Number(task.instruction) };
    });
    const record = await new Stage([adder]).run([
      task('a', [], { instruction: '3' }),
      task('b', [], { instruction: '7' }),
      task('sum', ['a', 'b']),
    ]);
    expect(record.status).toBe('succeeded');
    expect(seen).toEqual([3, 7]);
    expect((record.endedAtMs ?? 0) - record.startedAtMs).toBe(200);
  });

  it('makes every event durable before anybody hears of it', async () => {
    const store = createMemoryStore();
    const stage = new Stage([agent('a', sleeper)], store);
    const unheard: string[] = [];
    const engine = openLocalEngine({
      team: { agents: stage.agents.map(({ profile }) => profile), limits: {}, resources: {} },
      agents: stage.agents,
      store,
      clock: stage.clock,
      composeAnswer: () => ({ answer: '', missing: [], artifacts: [] }),
      observer: {
        event: (event) => {
          if (!store.events(event.run).some(({ seq }) => seq === event.seq)) unheard.push(event.type);
        },
      },
    });
    const handle = await engine.start({
      request: 'x',
      planner: givenPlan({ tasks: [task('t')] }),
      options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: folder },
    });
    await runOnClock(stage.clock, handle.finished);
    expect(unheard).toEqual([]);
  });

  it('gives a failed task to another agent, and says why in the journal', async () => {
    const bad = agent('bad', async () => Promise.reject(new RetryableError('500', 'it broke')), { capabilities: { '*': 1 } });
    const record = await new Stage([bad, agent('good', sleeper)]).run([task('t')]);
    const attempts = record.tasks.get(taskId('t'))?.attempts ?? [];
    expect(attempts.map(({ agent, outcome }) => [agent, outcome])).toEqual([
      ['bad', 'failed'],
      ['good', 'succeeded'],
    ]);
    expect(attempts[1]?.decision.why).toMatch(/another agent after a failure/);
  });

  it('ends partial, with the statuses of what was lost', async () => {
    const worker = agent('worker', async (work, call) => {
      if (work.task.id === 'bad') throw new TerminalError('nope', 'cannot be done', { for: 'task' });
      return sleeper(work, call);
    });
    const record = await new Stage([worker]).run([task('bad'), task('next', ['bad']), task('fine')]);
    expect(record.status).toBe('partial');
    expect([...record.tasks.values()].map(({ state }) => state.status)).toEqual(['failed', 'blocked', 'succeeded']);
  });

  it('stops an attempt that takes too long and tries again', async () => {
    let calls = 0;
    const slow = agent('slow', async (_, call) => {
      calls++;
      await call.sleep(calls === 1 ? 10_000 : 10);
      return { output: 'in time' };
    });
    const record = await new Stage([slow]).run([task('t', [], { timeoutMs: 500 })]);
    expect(record.tasks.get(taskId('t'))?.attempts.map(({ failure }) => failure?.code)).toEqual(['timeout', undefined]);
    expect(record.status).toBe('succeeded');
  });

  it('refuses an output that does not satisfy the schema of its task', async () => {
    const stubborn = agent('stubborn', async () => ({ output: { total: 'many' } }));
    const output = { type: 'object', required: ['total'], properties: { total: { type: 'number' } } };
    const record = await new Stage([stubborn]).run([task('t', [], { attempts: 1, output })]);
    expect(record.tasks.get(taskId('t'))?.attempts[0]?.failure).toMatchObject({
      code: 'bad-output',
      message: expect.stringContaining('total'),
    });
  });

  it('keeps large outputs by hash and hands them on whole', async () => {
    const long = 'x'.repeat(10_000);
    let received: Json | undefined;
    const worker = agent('worker', async ({ task, dependencies }) => {
      if (task.id === 'read') received = dependencies[0]?.output;
      return { output: task.id === 'write' ? long : 'ok' };
    });
    const record = await new Stage([worker]).run([task('write'), task('read', ['write'])]);
    expect(received).toBe(long);
    expect(record.tasks.get(taskId('write'))?.state).toMatchObject({ output: { bytes: 10_002 } });
  });

  it('cancels what runs and what waits', async () => {
    const stage = new Stage([agent('a', sleeper, { slots: 1 })]);
    const handle = await stage.start([task('one'), task('two')]);
    stage.clock.at(1050, () => handle.cancel('enough'));
    const record = await runOnClock(stage.clock, handle.finished);
    expect(record.status).toBe('cancelled');
    expect(stage.clock.nowMs()).toBe(1050);
    expect([...record.tasks.values()].map(({ state }) => state.status)).toEqual(['cancelled', 'cancelled']);
    handle.cancel('again');
  });

  it('starts tasks of a streamed plan while the rest is still being written', async () => {
    const stage = new Stage([agent('a', sleeper)]);
    const planner: Planner = {
      name: 'slow-writer',
      streams: true,
      async *plan() {
        yield { tasks: [task('first')] };
        await new Promise<void>((resolve) => stage.clock.at(1300, resolve));
        yield { tasks: [task('second', ['first'])] };
      },
    };
    const record = await stage.run(planner);
    const at = (id: string) => record.tasks.get(taskId(id))?.attempts[0]?.startedAtMs;
    expect([at('first'), at('second')]).toEqual([1000, 1300]);
    expect(record.planMs).toBe(300);
  });

  it('records nothing when nobody can do any of it, and names the capability', async () => {
    const stage = new Stage([agent('a', sleeper, { capabilities: { math: 1 } })]);
    await expect(stage.start([task('t', [], { capabilities: ['vision'] })])).rejects.toThrow(
      /needs vision, which nobody in the team has.*skein\.yaml/s,
    );
    expect(stage.store.runs()).toEqual([]);
  });

  it('asks agents what they refuse', async () => {
    const picky = agent('picky', sleeper, {}, ({ id }) => (id === 'no' ? 'not my kind of task' : undefined));
    const record = await new Stage([picky]).run([task('no'), task('yes')]);
    expect(record.tasks.get(taskId('no'))?.state.status).toBe('failed');
    expect(record.status).toBe('partial');
  });

  it('goes on with an interrupted run: what succeeded is kept, what was in flight is repeated under its number', async () => {
    const store = createMemoryStore();
    const keys: string[] = [];
    const worker = agent('w', async (work, call) => {
      keys.push(work.idempotencyKey);
      return sleeper(work, call);
    });
    const first = new Stage([worker], store);
    const { run } = await first.start([task('one'), task('two', ['one']), task('three', ['two'])]);
    // Up to 150 ms: `one` is done, `two` is under way. Then the process is gone.
    for (const untilMs of [1000, 1100, 1150]) {
      for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
      first.clock.advanceBy(untilMs - first.clock.nowMs());
    }
    await expect(new Stage([worker], store, 15_999).engine.resume(run)).rejects.toThrow(
      /is driven by process \d+ on .* since 1970-01-01T00:00:01/,
    );
    const second = new Stage([worker], store, 16_000);
    const handle = await second.engine.resume(run);
    const record = await runOnClock(second.clock, handle.finished);
    expect(record.status).toBe('succeeded');
    expect(keys.map((key) => key.slice(run.length))).toEqual(['/one/1', '/two/1', '/two/1', '/three/1']);
    await expect(second.engine.resume(run)).rejects.toMatchObject({ code: 'wrong-state' });
  });

  it('tells whoever waits when the journal cannot be written, and starts nothing more', async () => {
    const store = createMemoryStore();
    let writes = 0;
    let performed = 0;
    const full: RunStore = {
      ...store,
      append: (...given) => (++writes > 1 ? Promise.reject(new Error('disk full')) : store.append(...given)),
    };
    const worker = agent('w', async (work, call) => {
      performed++;
      return sleeper(work, call);
    });
    const stage = new Stage([worker], full);
    const handle = await stage.start([task('one'), task('two', ['one'])]);
    await expect(runOnClock(stage.clock, handle.finished)).rejects.toThrow('disk full');
    expect(performed).toBe(1);
  });

  it('never gives two files the same path, nor one outside the output folder', async () => {
    const paths: string[] = [];
    const writer = agent('w', async (_, call) => {
      for (const name of ['report.md', 'report.md', '../../etc/passwd', '']) {
        const path = await call.artifactPath(name);
        writeFileSync(path, 'x');
        paths.push(path.slice(folder.length));
      }
      return { output: null };
    });
    await new Stage([writer]).run([task('t')]);
    expect(paths).toEqual(['/out/report.md', '/out/report-2.md', '/out/passwd', '/out/artifact']);
  });

  it('does again what failed and what depended on it, nothing else, and goes on counting', async () => {
    const store = createMemoryStore();
    const keys: string[] = [];
    let broken = true;
    const worker = agent('w', async (work, call) => {
      keys.push(`${work.task.id}/${work.attempt}`);
      if (broken && work.task.id === 'fetch') throw new RetryableError('500', 'it broke');
      return sleeper(work, call);
    });
    const plan = [
      task('other'),
      task('fetch', [], { attempts: 2 }),
      task('use', ['fetch']),
      task('sum', [], { dependsOn: [{ task: taskId('fetch'), optional: true }] }),
    ];
    const first = new Stage([worker], store);
    const before = await first.run(plan);
    expect(keys.toSorted()).toEqual(['fetch/1', 'fetch/2', 'other/1', 'sum/1']);
    expect(before.status).toBe('partial');
    broken = false;
    const second = new Stage([worker], store, 100_000);
    const record = await runOnClock(second.clock, (await second.engine.retry(before.run)).finished);
    expect(keys.slice(4).toSorted()).toEqual(['fetch/3', 'sum/2', 'use/1']);
    expect(record.status).toBe('succeeded');
    expect(record.answer).toBe('"other done" "fetch done" "use done" "sum done"');
    await expect(second.engine.retry(before.run)).rejects.toThrow(/is missing nothing/);
    await expect(second.engine.retry(before.run, taskId('fech'))).rejects.toThrow(/Did you mean "fetch"/);
    await runOnClock(second.clock, (await second.engine.retry(before.run, taskId('use'))).finished);
    expect(keys.slice(7)).toEqual(['use/2']);
  });

  it('gives a task that is done again all of its attempts, also after another interruption', async () => {
    const store = createMemoryStore();
    const numbers: number[] = [];
    const worker = agent('w', async (work, call) => {
      numbers.push(work.attempt);
      await call.sleep(100);
      throw new RetryableError('500', 'it broke');
    });
    const before = await new Stage([worker], store).run([task('t', [], { attempts: 2 })]);
    const second = new Stage([worker], store, 50_000);
    await second.engine.retry(before.run);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    second.clock.advanceBy(100);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(numbers).toEqual([1, 2, 3]);
    const third = new Stage([worker], store, 100_000);
    const record = await runOnClock(third.clock, (await third.engine.resume(before.run)).finished);
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect(record.status).toBe('failed');
  });

  it('lets go of a run that another engine has taken over, and goes on with the others', async () => {
    const store = createMemoryStore();
    const worker = agent('w', sleeper, { slots: 2 });
    const first = new Stage([worker], store);
    const [stolen, own] = [await first.start([task('a'), task('b', ['a'])]), await first.start([task('c'), task('d', ['c'])])];
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    // The first engine hears nothing for a while: its process was suspended.
    const second = new Stage([worker], store, 20_000);
    const taken = await second.engine.resume(stolen.run);
    expect(await runOnClock(first.clock, own.finished)).toMatchObject({ status: 'succeeded' });
    await expect(stolen.finished).rejects.toMatchObject({ code: 'wrong-state' });
    expect(await runOnClock(second.clock, taken.finished)).toMatchObject({ status: 'succeeded' });
    const started = store.events(stolen.run).filter(({ type }) => type === 'attempt-started');
    expect(started.map((event) => ('task' in event ? event.task : ''))).toEqual(['a', 'a', 'b']);
    // The slots that the lost run held are free again.
    const after = await first.start([task('e'), task('f')]);
    expect(await runOnClock(first.clock, after.finished)).toMatchObject({ status: 'succeeded' });
  });

  it('stops the attempts of a run that was taken over as soon as it renews its lease, not when they end', async () => {
    const store = createMemoryStore();
    const stopped: unknown[] = [];
    const endless = agent('w', (_, call) => {
      call.signal.addEventListener('abort', () => stopped.push(call.signal.reason));
      return new Promise(() => {});
    });
    const first = new Stage([endless], store);
    const stolen = await first.start([task('a')]);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    const second = new Stage([agent('w', sleeper)], store, 20_000);
    const taken = await second.engine.resume(stolen.run);
    // A third of the 15 s that a lease lasts.
    first.clock.advanceBy(5000);
    await expect(stolen.finished).rejects.toMatchObject({ code: 'wrong-state', message: /is driven by process \d+/ });
    expect(stopped).toHaveLength(1);
    expect(await runOnClock(second.clock, taken.finished)).toMatchObject({ status: 'succeeded' });
    // Its slot is free again, and the run can be looked at from here.
    await expect(first.engine.resume(stolen.run)).rejects.toThrow(/is finished/);
  });

  it('begins nothing that it wrote before it stood still for longer than its lease', async () => {
    const store = createMemoryStore();
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    const begun: string[] = [];
    const worker = (name: string): Agent =>
      agent('w', (work, call) => {
        begun.push(`${name} ${work.task.id}`);
        return sleeper(work, call);
      });
    const goOn = Promise.withResolvers<void>();
    // What it writes is on the disk; before it hears of that, its process is suspended.
    const suspended: RunStore = Object.assign(Object.create(store) as RunStore, {
      append: async (...given: Parameters<RunStore['append']>): Promise<void> => {
        await store.append(...given);
        if (given[0].some((event) => event.type === 'attempt-started' && event.task === 'b')) await goOn.promise;
      },
    });
    const first = new Stage([worker('first')], suspended);
    const stolen = await first.start([task('a'), task('b', ['a'])]);
    await turns();
    first.clock.advanceBy(100);
    await turns();
    const second = new Stage([worker('second')], store, 20_000);
    const taken = await second.engine.resume(stolen.run);
    Object.assign(first.clock, { nowMs: () => 20_000 });
    goOn.resolve();
    await expect(stolen.finished).rejects.toMatchObject({ code: 'wrong-state', message: /is driven by process \d+/ });
    expect(await runOnClock(second.clock, taken.finished)).toMatchObject({ status: 'succeeded' });
    expect(begun).toEqual(['first a', 'second b']);
  });

  it('cancels a run that another engine drives', async () => {
    const store = createMemoryStore();
    const first = new Stage([agent('a', sleeper)], store);
    const handle = await first.start([task('one'), task('two', ['one'])]);
    const second = new Stage([agent('a', sleeper)], store, 1010);
    const cancelled = second.engine.cancel(handle.run, 'enough');
    expect((await runOnClock(first.clock, handle.finished)).status).toBe('cancelled');
    const record = await runOnClock(second.clock, cancelled);
    expect(record.status).toBe('cancelled');
    await expect(second.engine.cancel(handle.run, 'again')).rejects.toThrow(/was cancelled/);
  });

  it('ends a run whose engine is gone when it is cancelled, and starts nothing', async () => {
    const store = createMemoryStore();
    let performed = 0;
    const worker = agent('a', async (work, call) => {
      performed++;
      return sleeper(work, call);
    });
    const { run } = await new Stage([worker], store).start([task('one'), task('two', ['one'])]);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    const second = new Stage([worker], store, 20_000);
    const record = await runOnClock(second.clock, second.engine.cancel(run, 'enough'));
    expect(record.status).toBe('cancelled');
    expect(record.tasks.get(taskId('one'))?.attempts).toMatchObject([{ attempt: 1, outcome: 'cancelled' }]);
    expect(performed).toBe(1);
  });

  it('writes times that never go back, though the clock did between two processes', async () => {
    const store = createMemoryStore();
    const worker = agent('a', sleeper);
    const first = new Stage([worker], store, 1_000_000);
    const { run } = await first.start([task('one'), task('two', ['one'])]);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    const second = new Stage([worker], store, 5000);
    second.gone = true;
    const record = await runOnClock(second.clock, (await second.engine.resume(run)).finished);
    expect(record.status).toBe('succeeded');
    const times = store.events(run).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  describe('treats what was in flight by its policy', () => {
    async function interrupted(policy: Partial<Task>, profile: Partial<AgentProfile> = {}) {
      const store = createMemoryStore();
      const keys: string[] = [];
      const worker = agent(
        'w',
        async (work, call) => {
          keys.push(work.idempotencyKey.slice(work.run.length));
          return sleeper(work, call);
        },
        profile,
      );
      const { run } = await new Stage([worker], store).start([task('mail', [], policy), task('file', ['mail'])]);
      for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
      // The team of later has nothing to say about what was started earlier.
      const second = new Stage([agent('w', worker.perform)], store, 20_000);
      return { run, keys, second };
    }
    const mail = taskId('mail');

    it('fails what must not be repeated, and blocks what needs it', async () => {
      const { run, keys, second } = await interrupted({}, { interrupted: 'fail' });
      const record = await runOnClock(second.clock, (await second.engine.resume(run)).finished);
      expect(keys).toEqual(['/mail/1']);
      expect(record.tasks.get(mail)).toMatchObject({ state: { status: 'failed' }, attempts: [{ failure: { code: 'interrupted' } }] });
      expect(record.tasks.get(taskId('file'))?.state).toEqual({ status: 'blocked', failedDependency: 'mail' });
      await runOnClock(second.clock, (await second.engine.retry(run)).finished);
      expect(keys).toEqual(['/mail/1', '/mail/2', '/file/1']);
    });

    it('skips what must not be repeated when the run can do without', async () => {
      const { run, keys, second } = await interrupted({ interrupted: 'fail', optional: true });
      const record = await runOnClock(second.clock, (await second.engine.resume(run)).finished);
      expect(record.status).toBe('succeeded');
      expect(keys).toEqual(['/mail/1', '/file/1']);
    });

    it('lets the task overrule its agent', async () => {
      const { run, keys, second } = await interrupted({ interrupted: 'repeat' }, { interrupted: 'fail' });
      await runOnClock(second.clock, (await second.engine.resume(run)).finished);
      expect(keys).toEqual(['/mail/1', '/mail/1', '/file/1']);
    });

    it('asks first, changes nothing until it is answered, and does what the answer says', async () => {
      const { run, keys, second } = await interrupted({ interrupted: 'ask' });
      const before = second.store.events(run);
      await expect(second.engine.resume(run)).rejects.toThrow(/not to be repeated unasked.*: mail \(by w\).*--repeat mail/);
      await expect(second.engine.resume(run, { fail: [taskId('file')] })).rejects.toMatchObject({ code: 'bad-usage' });
      expect(second.store.events(run)).toEqual(before);
      const handle = await second.engine.resume(run, { repeat: 'all' });
      expect((await runOnClock(second.clock, handle.finished)).status).toBe('succeeded');
      expect(keys).toEqual(['/mail/1', '/mail/1', '/file/1']);
      const other = await interrupted({ interrupted: 'ask' });
      const failed = await other.second.engine.resume(other.run, { fail: [mail] });
      expect((await runOnClock(other.second.clock, failed.finished)).status).toBe('failed');
    });
  });

  describe('shares limits with the other engines on its store', () => {
    const limits = { key: { requestsPerMinute: 3, concurrency: 2 } };
    /** Two engines with a clock and a store in common, and when each began its attempts. */
    function pair(store = createMemoryStore()) {
      const clock = new ManualClock(0);
      const began: number[] = [];
      const engines = ['one', 'two'].map((name) => {
        const worker = agent(
          name,
          async (work, call) => {
            began.push(clock.nowMs());
            return sleeper(work, call);
          },
          { limits: ['key'], price: { perAttemptUsd: 1 } },
        );
        return openLocalEngine({
          team: { agents: [worker.profile], limits, resources: {} },
          agents: [worker],
          store,
          clock,
          composeAnswer: () => ({ answer: '', missing: [], artifacts: [] }),
        });
      });
      const start = (engine: (typeof engines)[number]) =>
        engine.start({
          request: 'x',
          planner: givenPlan({ tasks: ['a', 'b', 'c', 'd'].map((id) => task(id, [], { timeoutMs: 500 })) }),
          options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: folder },
        });
      return { clock, began, engines, start };
    }

    it('so that together they stay inside a sliding minute, and waiting counts against no time-out', async () => {
      const { clock, began, engines, start } = pair();
      const handles = await Promise.all(engines.map(start));
      const records = await runOnClock(clock, Promise.all(handles.map(({ finished }) => finished)));
      expect(records.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
      expect(began).toHaveLength(8);
      for (const atMs of began) expect(began.filter((other) => other <= atMs && other > atMs - 60_000).length).toBeLessThanOrEqual(3);
      // Three in each of three minutes is all that eight take.
      expect(Math.max(...began)).toBeLessThan(125_000);
    });

    it('and what waits costs nothing when it is called off', async () => {
      const { clock, engines, start } = pair();
      const [first, second] = await Promise.all(engines.map(start));
      clock.at(30_000, () => second?.cancel('enough'));
      const record = await runOnClock(clock, second?.finished ?? Promise.reject(new Error('no run')));
      expect(record.status).toBe('cancelled');
      const attempts = [...record.tasks.values()].flatMap((one) => one.attempts);
      const waited = attempts.filter(({ outcome }) => outcome === 'cancelled');
      expect(waited.length).toBeGreaterThan(0);
      expect(waited.map(({ costUsd }) => costUsd)).toEqual(waited.map(() => undefined));
      expect((await runOnClock(clock, first?.finished ?? Promise.reject(new Error('no run')))).status).toBe('succeeded');
    });
  });
});
