import { expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import type { RunEvent } from '../core/event.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { foldEvents, type RunRecord } from '../core/run-record.ts';
import { makeTask } from '../core/task.ts';
import { missingAgents } from './missing-agents.ts';

const profile = (id: string, capabilities: Readonly<Record<string, number>>): AgentProfile => ({
  id: agentId(id),
  kind: 'scripted',
  description: '',
  capabilities,
  slots: 1,
  limits: [],
  price: {},
});

const teamOf = (...agents: AgentProfile[]) => ({ agents, limits: {}, resources: {} });

function record(...done: string[]): RunRecord {
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' } as const;
  const which = { attempt: 1, agent: agentId('ann') };
  const bodies: readonly object[] = [
    { type: 'run-started', request: 'x', options, agents: ['ann', 'bob'] },
    {
      type: 'tasks-planned',
      tasks: [
        makeTask({ id: taskId('sum'), instruction: 'sum', capabilities: ['math'] }),
        makeTask({ id: taskId('poem'), instruction: 'poem', capabilities: ['writing'] }),
      ],
    },
    ...done.map((task) => ({ type: 'attempt-succeeded', task, ...which, output: { inline: 1 }, artifacts: [] })),
  ];
  const folded = foldEvents(bodies.map((body, index) => ({ ...body, run: runId('r'), seq: index + 1, atMs: index }) as RunEvent));
  if (folded === undefined) throw new TypeError('a journal has a record');
  return folded;
}

const ann = profile('ann', { math: 1 });
const bob = profile('bob', { writing: 1 });

it('is what keeps a run from going on when nobody left can do what is left of it', () => {
  expect(missingAgents(record(), teamOf(ann, bob))).toBeUndefined();
  expect(missingAgents(record(), teamOf(ann))).toContain('task poem needs writing, and the team it began with had bob');
  expect(missingAgents(record('poem'), teamOf(ann))).toBeUndefined();
  expect(missingAgents(record(), teamOf(ann, profile('eve', { '*': 0.5 })))).toBeUndefined();
});
