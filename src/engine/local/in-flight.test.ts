import { expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import { foldEvents } from '../../core/run-record.ts';
import { INTERRUPTED_POLICIES, makeTask } from '../../core/task.ts';
import { settleInFlight } from './in-flight.ts';

it.each(INTERRUPTED_POLICIES)('lets a task be that a twin of the attempt in flight has ended, also under the policy %s', (interrupted) => {
  const task = taskId('t');
  const start = (attempt: number, agent: string): EventBody => ({
    type: 'attempt-started',
    task,
    attempt,
    agent: agentId(agent),
    decision: { why: '' },
    interrupted,
  });
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' } as const;
  const bodies: EventBody[] = [
    { type: 'run-started', request: 'x', options, agents: [agentId('ann'), agentId('bob')] },
    { type: 'tasks-planned', tasks: [makeTask({ id: task, instruction: 't' })] },
    start(1, 'ann'),
    start(2, 'bob'),
    { type: 'attempt-succeeded', task, attempt: 2, agent: agentId('bob'), output: { inline: 1 }, artifacts: [] },
  ];
  const record = foldEvents(bodies.map((body, index): RunEvent => ({ ...body, run: runId('r'), seq: index + 1, atMs: index })));
  if (record === undefined) throw new TypeError('a journal has a record');
  const { bodies: said, settled } = settleInFlight(record, {});
  expect([said, settled.size]).toEqual([[], 0]);
});
