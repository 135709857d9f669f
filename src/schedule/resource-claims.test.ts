import { expect, it } from 'vitest';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { simulate } from '../simulate/simulate.ts';

const team: Team = {
  agents: [
    { id: agentId('ann'), kind: 'scripted', description: '', capabilities: { '*': 1 }, slots: 2, limits: [], price: { perAttemptUsd: 0 } },
  ],
  limits: {},
  resources: {},
};

const writer = (id: string, durationMs: number): Task =>
  makeTask({ id: taskId(id), instruction: id, estimate: { durationMs }, resources: [{ name: 'file', access: 'write', units: 1 }] });

it('lets a task go on that waits for a claim, though the claimant waits for its agent to rest', () => {
  // The first fails and its agent rests; the second has claimed the file meanwhile, and waits for the agent too.
  const { schedule, statuses } = simulate({
    team,
    runs: [{ tasks: [writer('first', 20), writer('second', 10)] }],
    happen: (task, _, attempt) => ({
      durationMs: 10,
      ...(task.id === 'first' && attempt === 1
        ? { failure: { kind: 'retryable' as const, code: '429', message: 'too many requests', retryAfterMs: 1000 } }
        : {}),
    }),
  });
  expect([...statuses.values()]).toEqual(['succeeded']);
  expect(schedule.map(({ task, startMs }) => [task, startMs])).toEqual([
    ['first', 0],
    // The claim was given up while the agent rested, so the longer task goes first again.
    ['first', 1010],
    ['second', 1020],
  ]);
});

it('lets a task go on that waits for a claim, though the claimant is given up', () => {
  // The second claims the file while the first has it; then the money is gone for it, though not for the first.
  const cheap = { ...team.agents[0], id: agentId('cheap'), capabilities: { math: 1 }, slots: 1, price: { perAttemptUsd: 0.1 } };
  const dear = { ...team.agents[0], id: agentId('dear'), capabilities: { coding: 1 }, slots: 1, price: { perAttemptUsd: 0.5 } };
  const { schedule, statuses } = simulate({
    team: { ...team, agents: [cheap, dear] as Team['agents'] },
    runs: [
      {
        tasks: [
          { ...writer('first', 20), capabilities: ['math'] },
          { ...writer('second', 10), capabilities: ['coding'] },
        ],
        terms: { budgetUsd: 0.55 },
      },
    ],
    happen: (_, agent, attempt) => ({
      durationMs: 10,
      costUsd: agent === 'dear' ? 0.5 : 0.1,
      ...(attempt === 1 ? { failure: { kind: 'retryable' as const, code: '500', message: 'it failed' } } : {}),
    }),
  });
  expect([...statuses.values()]).toEqual(['partial']);
  expect(schedule.map(({ task, outcome }) => [task, outcome])).toEqual([
    ['first', 'failed'],
    ['first', 'succeeded'],
  ]);
});
