import { describe, expect, it } from 'vitest';
import type { Work } from '../../../src/core/agent.ts';
import type { EventBody, RunEvent } from '../../../src/core/event.ts';
import { agentId, idempotencyKey, runId, taskId } from '../../../src/core/ids.ts';
import { makeTask } from '../../../src/core/task.ts';
import { ManualClock } from '../../../src/testing/manual-clock.ts';
import { Life } from './life.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import { Witness } from './witness.ts';

const run = runId('r');
const [one, two] = [agentId('one'), agentId('two')];
const task = makeTask({ id: taskId('t'), instruction: 'do it', attempts: 9 });
const decision = { why: 'it is the only one' };
const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' } as const;

/** A world of two agents and no faults, with a run in it that says of itself what a test has it say. */
class World {
  readonly #clock = new ManualClock(1000);
  readonly witness: Witness;
  #seq = 0;

  constructor() {
    const profile = { kind: 'scripted', description: '', capabilities: { '*': 1 }, slots: 1, limits: [], price: {} } as const;
    const team = { agents: [one, two].map((id) => ({ ...profile, id })), limits: {}, resources: {} };
    const { faults, ...rest } = scenarioOf(1);
    const scenario: Scenario = { ...rest, team, faults: { ...faults, skewMs: 0 } };
    this.witness = new Witness(scenario, () => this.#clock.nowMs());
  }

  process(number: number): Life {
    return new Life(number, this.#clock, 0, () => {});
  }

  /** Is written by the process, which hears of it in the same step unless it is told later. */
  writes(life: Life, ...bodies: readonly EventBody[]): readonly RunEvent[] {
    const events = bodies.map((body): RunEvent => ({ ...body, run, seq: ++this.#seq, atMs: this.#clock.nowMs() }));
    this.witness.written(life, events, this.#clock.nowMs());
    return events;
  }

  hears(life: Life, events: readonly RunEvent[]): void {
    this.witness.acknowledged(life, events);
  }

  begins(life: Life, attempt: number): void {
    const work: Work = {
      run,
      task,
      attempt,
      idempotencyKey: idempotencyKey(run, task.id, attempt),
      request: '',
      dependencies: [],
      inputs: [],
      seed: 1,
    };
    this.witness.begins(life, one, work, new AbortController().signal);
  }

  get found(): string[] {
    return this.witness.violations.map(({ invariant }) => invariant);
  }
}

const opening: readonly EventBody[] = [
  { type: 'run-started', request: '', options, agents: [one, two] },
  { type: 'tasks-planned', tasks: [task] },
  { type: 'plan-completed', planner: 'given', planMs: 0, notes: [] },
];
const starts = (attempt: number): EventBody => ({ type: 'attempt-started', task: task.id, attempt, agent: one, decision });
const cancel: readonly EventBody[] = [
  { type: 'run-cancel-requested', reason: 'enough' },
  { type: 'task-cancelled', task: task.id, reason: 'enough' },
  { type: 'run-finished', status: 'cancelled', answer: '', missing: [], artifacts: [] },
];
const again: EventBody = { type: 'run-reopened', tasks: [task.id] };

describe('the witness of a run that was cancelled', () => {
  it('accuses who begins something after it has heard of that', () => {
    const world = new World();
    const first = world.process(1);
    world.writes(first, ...opening, starts(1));
    world.hears(first, world.writes(first, ...cancel));
    world.witness.afterStep();
    world.begins(first, 1);
    expect(world.found).toContain('cancel-reaches-every-child');
  });

  it('lets it be driven again when it was opened anew, by whoever drove it before', () => {
    const world = new World();
    const [first, second] = [world.process(1), world.process(2)];
    world.writes(first, ...opening);
    world.hears(first, world.writes(first, ...cancel));
    world.witness.afterStep();
    world.writes(second, again);
    world.writes(first, { type: 'run-resumed' }, starts(1));
    world.begins(first, 1);
    expect(world.found).toEqual([]);
  });

  it('does not hold the cancellation against it when that is heard of after it was opened anew', () => {
    const world = new World();
    const [first, second] = [world.process(1), world.process(2)];
    world.writes(first, ...opening);
    const cancelled = world.writes(first, ...cancel);
    world.writes(second, again);
    world.hears(first, cancelled);
    world.witness.afterStep();
    world.writes(first, { type: 'run-resumed' }, starts(1));
    world.begins(first, 1);
    expect(world.found).toEqual([]);
  });
});

describe('the witness of a process that stood still', () => {
  it('accuses it of beginning what another one repeats by then', () => {
    const world = new World();
    const [first, second] = [world.process(1), world.process(2)];
    world.writes(first, ...opening, starts(1));
    world.writes(second, { type: 'run-resumed' }, starts(1));
    world.begins(second, 1);
    expect(world.found).toEqual([]);
    world.begins(first, 1);
    expect(world.found).toEqual(['cause-before-effect', 'repeats-only-what-was-in-flight']);
  });
});
