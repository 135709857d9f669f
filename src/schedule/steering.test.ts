import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import type { Failure } from '../core/event.ts';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { Learner } from '../learn/learner.ts';
import { type Simulation, simulate } from '../simulate/simulate.ts';
import type { World } from '../simulate/world.ts';

const agent = (id: string, level: number, perAttemptUsd: number): AgentProfile => ({
  id: agentId(id),
  kind: 'scripted',
  description: '',
  capabilities: { '*': level },
  slots: 8,
  limits: [],
  price: { perAttemptUsd },
});

const cheap = agent('cheap', 0.6, 0.01);
const dear = agent('dear', 0.95, 0.2);
const failure: Failure = { kind: 'retryable', code: '500', message: 'it broke' };

const task = (id: string, given: Partial<Task> = {}): Task =>
  makeTask({ id: taskId(id), instruction: id, estimate: { durationMs: 1000 }, ...given });
const chain = (length: number): Task[] =>
  Array.from({ length }, (_, index) =>
    task(`t${index}`, { dependsOn: index === 0 ? [] : [{ task: taskId(`t${index - 1}`), optional: false }] }),
  );

interface Terms {
  readonly objective?: 'cheapest' | 'balanced' | 'fastest';
  readonly budgetUsd?: number;
  readonly quality?: number;
}

function play(
  tasks: readonly Task[],
  terms: Terms,
  fails: (agent: string, attempt: number) => boolean = () => false,
  first = cheap,
): Simulation {
  return simulate({
    team: { agents: [first, dear], limits: {}, resources: {} },
    runs: [{ tasks, terms }],
    happen: (_, who, attempt) => ({
      durationMs: 1000,
      costUsd: who === 'cheap' ? 0.01 : 0.2,
      ...(fails(who, attempt) ? { failure } : {}),
    }),
  });
}

const agentsOf = ({ schedule }: Simulation): string[] => schedule.map((attempt) => attempt.agent);

describe('steering by quality', () => {
  it('takes the cheapest agent where any quality will do', () => {
    expect(agentsOf(play([task('a')], { objective: 'cheapest' }))).toEqual(['cheap']);
  });

  it('takes the cheapest of those that reach the floor', () => {
    expect(agentsOf(play([task('a')], { objective: 'cheapest', quality: 0.5 }))).toEqual(['cheap']);
    expect(agentsOf(play([task('a')], { objective: 'cheapest', quality: 0.9 }))).toEqual(['dear']);
  });

  it('takes the most able when nobody reaches the floor', () => {
    expect(agentsOf(play([task('a')], { objective: 'cheapest', quality: 0.99 }))).toEqual(['dear']);
  });

  it('does not wait for one that declares most and rests after failing in a row, also where nothing is learned', () => {
    const tasks = Array.from({ length: 10 }, (_, index) => task(`t${index}`, { attempts: 3 }));
    const world: World = {
      team: { agents: [agent('boaster', 0.95, 0.01), agent('plain', 0.6, 0.01)], limits: {}, resources: {} },
      runs: [{ tasks, terms: { quality: 0.9 } }],
      happen: (_, who) => ({ durationMs: 1000, costUsd: 0.01, ...(who === 'boaster' ? { failure } : {}) }),
    };
    const { schedule } = simulate(world, { learner: new Learner({ exploration: 0 }) });
    expect(schedule.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(10);
    // A second of failures, then ten tasks on eight slots: no rest of 30 s is sat out.
    expect(Math.max(...schedule.map(({ endMs }) => endMs))).toBeLessThan(5000);
  });

  it('begins cheaply where the result is checked, and escalates when the check fails', () => {
    // 1 - 0.4 x 0.05 = 0.98 with one more attempt by the dear one
    const checked = task('a', { attempts: 2, output: { type: 'string' } });
    expect(agentsOf(play([checked], { objective: 'cheapest', quality: 0.9 }))).toEqual(['cheap']);
    expect(agentsOf(play([checked], { objective: 'cheapest', quality: 0.9 }, (who) => who === 'cheap'))).toEqual(['cheap', 'dear']);
  });

  it('spends more on the last attempt rather than lose the task', () => {
    const tasks = [task('a', { attempts: 3 })];
    expect(agentsOf(play(tasks, { objective: 'cheapest' }, (who) => who === 'cheap')).at(-1)).toBe('dear');
  });
});

describe('steering by what is left of the budget', () => {
  it('keeps enough for all tasks, instead of spending all on the first', () => {
    // All by the dear one would be 2 USD. What the others need at the least comes first, so it gets the last tasks.
    const { schedule, statuses } = play(chain(10), { objective: 'fastest', budgetUsd: 0.8 }, undefined, agent('cheap', 0.2, 0.01));
    expect([...statuses.values()]).toEqual(['succeeded']);
    expect(schedule.filter((attempt) => attempt.agent === 'dear').length).toBeGreaterThanOrEqual(1);
    expect(schedule.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeLessThanOrEqual(0.8 + 1e-9);
  });

  it('spends freely where there is enough', () => {
    expect(new Set(agentsOf(play(chain(10), { objective: 'fastest', budgetUsd: 5 })))).toEqual(new Set(['dear']));
  });

  it('never spends more than there is, whatever fails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.infiniteStream(fc.boolean()),
        (count, budgetUsd, luck) => {
          const fails = (): boolean => luck.next().value === true;
          const { schedule } = play(chain(count), { objective: 'balanced', budgetUsd }, fails);
          expect(schedule.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeLessThanOrEqual(budgetUsd + 1e-9);
        },
      ),
    );
  });
});
