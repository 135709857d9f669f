import { describe, expect, it } from 'vitest';
import type { Agent, Work } from '../../core/agent.ts';
import type { RunOptions } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import type { Planner } from '../../plan/planner.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import { ManualClock, runOnClock } from '../../testing/manual-clock.ts';
import { openLocalEngine } from './local-engine.ts';
import { nobody } from './this-owner.ts';

const OPTIONS: RunOptions = { objective: 'balanced', priority: 0, seed: 7, inputs: [], directory: '/nowhere' };

const task = (id: string, dependsOn: readonly string[] = [], given: Partial<Task> = {}): Task =>
  makeTask({ id: taskId(id), instruction: id, dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })), ...given });

/** An agent that takes 100 ms for a task, and 10 s for one that is slow; what it was asked to do. */
function worker(): { readonly agent: Agent; readonly works: Work[] } {
  const works: Work[] = [];
  const agent: Agent = {
    profile: {
      id: agentId('worker'),
      kind: 'scripted',
      description: '',
      capabilities: { data: 0.9 },
      slots: 4,
      limits: [],
      price: { perAttemptUsd: 0 },
    },
    async perform(work, call) {
      works.push(work);
      await call.sleep(work.task.id === taskId('slow') ? 10_000 : 100);
      return { output: `${work.task.id} done` };
    },
  };
  return { agent, works };
}

const clock = new ManualClock(1000);

function engineOn(store = createMemoryStore(), expander?: Planner) {
  const { agent, works } = worker();
  const team = { agents: [agent.profile], limits: {}, resources: {} };
  const engine = openLocalEngine({
    team,
    agents: [agent],
    store,
    clock,
    isGone: () => false,
    ...(expander === undefined ? {} : { expander }),
  });
  return { engine, works, store };
}

/** Lets happen what needs no time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const typesIn = (store: ReturnType<typeof createMemoryStore>, run: string): string[] => store.events(runId(run)).map(({ type }) => type);

/** A planner that streams: its plan takes long, so that it is asked when its run begins. */
function streaming(tasks: readonly Task[]): Planner & { asked: number } {
  return {
    name: 'streaming',
    streams: true,
    asked: 0,
    async *plan() {
      this.asked++;
      for (const one of tasks) yield { tasks: [one] };
    },
  };
}

describe('a run that is taken in', () => {
  it('is planned and durable, and nothing of it begins until somebody resumes it', async () => {
    const { engine, works, store } = engineOn();
    const planner = givenPlan({ tasks: [task('a'), task('b', ['a'])] });
    const run = await engine.admit({ request: 'do it', planner, options: OPTIONS, fingerprint: 'f4711' });
    expect(typesIn(store, run)).toEqual(['run-started', 'tasks-planned', 'plan-completed']);
    expect(store.events(run)[0]).toMatchObject({ request: 'do it', fingerprint: 'f4711' });
    clock.advanceBy(60_000);
    await turns();
    expect(works).toEqual([]);
    // Any engine on the store may drive it, at once.
    const other = engineOn(store);
    const { finished } = await other.engine.resume(run);
    expect(await runOnClock(clock, finished)).toMatchObject({ status: 'succeeded' });
    expect(other.works.map((work) => work.task.id)).toEqual(['a', 'b']);
  });

  it('is planned when it begins by a planner that streams', async () => {
    const planner = streaming([task('a'), task('b', ['a'])]);
    const { engine, store } = engineOn(createMemoryStore(), planner);
    const run = await engine.admit({ request: 'do it', planner, options: OPTIONS });
    expect(planner.asked).toBe(0);
    expect(typesIn(store, run)).toEqual(['run-started']);
    const { finished } = await engine.resume(run);
    const record = await runOnClock(clock, finished);
    expect(record).toMatchObject({ status: 'succeeded', planner: 'streaming' });
    expect(planner.asked).toBe(1);
  });

  it('leaves nothing behind when nobody can do any of it, or when its id is taken', async () => {
    const { engine, store } = engineOn();
    const poem = givenPlan({ tasks: [task('poem', [], { capabilities: ['writing'] })] });
    await expect(engine.admit({ request: 'a poem', planner: poem, options: OPTIONS })).rejects.toMatchObject({ code: 'no-agent' });
    expect(store.runs()).toEqual([]);
    const planner = givenPlan({ tasks: [task('a')] });
    const asked = { request: 'do it', planner, options: OPTIONS, run: runId('mine') };
    const both = await Promise.allSettled([engine.admit(asked), engineOn(store).engine.admit(asked)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(engine.admit(asked)).rejects.toMatchObject({ code: 'wrong-state' });
    expect(typesIn(store, 'mine')).toEqual(['run-started', 'tasks-planned', 'plan-completed']);
  });

  it('is not kept out by somebody who died just before it was there', async () => {
    const { engine, store } = engineOn();
    const run = runId('mine');
    const nowMs = clock.nowMs();
    await store.claim(run, { owner: nobody(), nowMs, untilMs: nowMs });
    expect(await engine.admit({ request: 'do it', planner: givenPlan({ tasks: [task('a')] }), options: OPTIONS, run })).toBe(run);
  });

  it('can be cancelled while it waits', async () => {
    const { engine, store } = engineOn();
    const run = await engine.admit({ request: 'do it', planner: givenPlan({ tasks: [task('a')] }), options: OPTIONS });
    expect(await runOnClock(clock, engineOn(store).engine.cancel(run, 'not wanted'))).toMatchObject({ status: 'cancelled' });
  });
});

describe('an engine that leaves', () => {
  it('lets attempts end within its grace, begins nothing more, and others go on at once', async () => {
    const { engine, works, store } = engineOn();
    const planner = givenPlan({ tasks: [task('a'), task('b', ['a'])] });
    const { run, finished } = await engine.start({ request: 'do it', planner, options: OPTIONS });
    await turns();
    const left = expect(finished).rejects.toThrow('is left to others');
    await runOnClock(clock, engine.leave(5_000));
    await left;
    expect(works.map((work) => work.task.id)).toEqual(['a']);
    expect(typesIn(store, run).slice(-2)).toEqual(['attempt-started', 'attempt-succeeded']);
    const other = engineOn(store);
    expect(await runOnClock(clock, (await other.engine.resume(run)).finished)).toMatchObject({ status: 'succeeded' });
    expect(other.works.map((work) => work.task.id)).toEqual(['b']);
  });

  it('breaks off what takes longer, without a word in the journal: it is repeated under its own number', async () => {
    const { engine, works, store } = engineOn();
    const planner = givenPlan({ tasks: [task('slow'), task('b', ['slow'])] });
    const { run, finished } = await engine.start({ request: 'do it', planner, options: OPTIONS });
    await turns();
    finished.catch(() => {});
    await runOnClock(clock, engine.leave(50));
    expect(typesIn(store, run).at(-1)).toBe('attempt-started');
    const other = engineOn(store);
    expect(await runOnClock(clock, (await other.engine.resume(run)).finished)).toMatchObject({ status: 'succeeded' });
    const keys = [...works, ...other.works].map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([`${run}/slow/1`, `${run}/slow/1`, `${run}/b/1`]);
  });

  it('lets a run end that has nothing more to begin', async () => {
    const { engine } = engineOn();
    const { finished } = await engine.start({ request: 'do it', planner: givenPlan({ tasks: [task('a')] }), options: OPTIONS });
    await turns();
    await runOnClock(clock, engine.leave(5_000));
    expect(await finished).toMatchObject({ status: 'succeeded' });
  });
});
