import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import { foldEvent, type RunRecord } from '../../core/run-record.ts';
import { makeTask } from '../../core/task.ts';
import { plain } from '../../report/paint.ts';
import { OutputStream } from '../output-stream.ts';
import { plainLines } from './plain-lines.ts';

it('tell what agents say, at most every two seconds for each task, and at once in a new attempt', () => {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  let nowMs = 5000;
  let record: RunRecord | undefined;
  const progress = plainLines(new OutputStream(stream as never), plain, () => nowMs);
  const happens = (body: EventBody): void => {
    const event: RunEvent = { ...body, run: runId('r'), seq: (record?.lastSeq ?? 0) + 1, atMs: nowMs };
    record = foldEvent(record, event);
    progress.event?.(event, record);
  };
  const says = (task: string, message: string): void => progress.progress?.(runId('r'), task, 'scribe', message);
  const starts = (attempt: number): void =>
    happens({ type: 'attempt-started', task: taskId('a'), attempt, agent: agentId('scribe'), decision: { why: 'it can' } });
  says('a', 'before there is a run');
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' } as const;
  happens({ type: 'run-started', request: 'x', options, agents: [] });
  const tasks = ['a', 'b'].map((id) => makeTask({ id: taskId(id), instruction: `write ${id}` }));
  happens({ type: 'tasks-planned', tasks });
  starts(1);
  written.length = 0;
  says('a', 'Once upon\n\x1b[31ma time');
  nowMs = 6999;
  says('a', 'there was');
  says('b', 'another');
  says('b', ' ');
  nowMs = 7000;
  says('a', 'a goose.');
  starts(2);
  says('a', 'Twice upon a time');
  const lines = written.join('').split('\n');
  expect(lines).toEqual([
    '    0 ms  works      Write a (scribe): Once upon a time',
    '   2.0 s  works      Write b (scribe): another',
    '   2.0 s  works      Write a (scribe): a goose.',
    '   2.0 s  started    Write a (scribe, try 2)',
    '   2.0 s  works      Write a (scribe): Twice upon a time',
    '',
  ]);
});
