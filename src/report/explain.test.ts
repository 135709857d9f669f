import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../core/ids.ts';
import { explainRun, explainTask } from './explain.ts';
import { blocked, type Fact, failed, recordOf, START_AT_MS, task } from './run-of.fixture.ts';

const decision = {
  why: 'best expected utility of 2 agents',
  candidates: [
    { agent: agentId('x'), finishMs: 200, success: 0.9, costUsd: 0.01, utility: 0.01234 },
    { agent: agentId('dear'), finishMs: 150, success: 0.95 },
    { agent: agentId('writer'), ruledOut: 'has no level at data' },
  ],
};
const deferred: Fact = [15, { type: 'task-deferred', task: taskId('fetch'), untilMs: START_AT_MS + 20, decision: { why: 'waits for x' } }];
const record = recordOf(
  [
    task('start'),
    task('fetch', ['start'], { title: 'Get the data', capabilities: ['data'] }),
    task('box', ['fetch?', 'start']),
    task('box/part'),
  ],
  [
    { task: 'start', agent: 'x', startMs: 2, endMs: 10 },
    { task: 'fetch', agent: 'x', startMs: 20, endMs: 120, error: 'busy\x1b[31m', decision },
    { task: 'fetch', agent: 'y', startMs: 130, endMs: 140, costUsd: 0.5, decision: { why: 'given to another agent after a failure' } },
  ],
  [deferred],
);

describe('explainTask', () => {
  it('tells what it waited for, who was weighed, what was held back and what went wrong, in the order of time', () => {
    expect(explainTask(record, taskId('fetch'))).toEqual([
      '✓ succeeded  fetch  Get the data',
      'It needs data.',
      'It waited for start (succeeded). The last of them to end was start, at 10 ms.',
      '',
      'Held back at 15 ms until 20 ms: waits for x',
      '',
      'Attempt 1 by x at 20 ms, failed after 100 ms',
      '  Why x: best expected utility of 2 agents',
      '  agent   done in  success     cost  utility',
      '  x        200 ms     90 %    $0.01   0.0123  chosen',
      '  dear     150 ms     95 %  unknown',
      '  writer                                      ruled out: has no level at data',
      '  Failed: busy (error, it may be tried again)',
      '',
      'Attempt 2 by y at 130 ms, succeeded after 10 ms, $0.50',
      '  Why y: given to another agent after a failure',
    ]);
  });

  it('counts the dependencies of what it is part of', () => {
    expect(explainTask(record, taskId('part'))).toEqual([
      '○ ready  part',
      'Part of box.',
      'It names no capability: any agent that accepts it may do it.',
      'It waited for fetch (optional, succeeded), start (succeeded). The last of them to end was fetch, at 140 ms.',
    ]);
  });

  it('names the parts of a compound task', () => {
    expect(explainTask(record, taskId('box'))).toContain('Its parts: part (ready).');
  });

  it('says why a task never began', () => {
    const lost = recordOf(
      [task('a'), task('b', ['a'])],
      [],
      [
        [1, failed('a', 'no agent can do it')],
        [1, blocked('b', 'a')],
      ],
    );
    expect(explainTask(lost, taskId('b')).at(-1)).toBe('Blocked: it needs a, which did not succeed');
    expect(explainTask(lost, taskId('a')).at(-1)).toBe('Given up: no agent can do it');
  });

  it('refuses a task that is not there, with a suggestion', () => {
    expect(() => explainTask(record, taskId('fecth'))).toThrow('run run-1 has no task "fecth". Did you mean "fetch"?');
    expect(() => explainTask(record, taskId('zzzzzz'))).toThrow('Its tasks: start, fetch, box, part.');
  });

  it('shows the last ten of many waits', () => {
    const waits = Array.from(
      { length: 25 },
      (_, at): Fact => [at, { type: 'task-deferred', task: taskId('a'), untilMs: START_AT_MS + at, decision: { why: 'full' } }],
    );
    const lines = explainTask(recordOf([task('a')], [], waits), taskId('a'));
    expect(lines.filter((line) => line.startsWith('Held back'))).toHaveLength(10);
    expect(lines).toContain('15 earlier waits not shown.');
  });
});

describe('explainRun', () => {
  it('tells of every task in the order in which they began: who, when, why', () => {
    expect(explainRun(record)).toEqual([
      'Do it (run run-1, running)',
      'Planned by offline in 5 ms: 3 tasks.',
      '',
      '✓ succeeded  start',
      '  Attempt 1 by x at 2 ms, succeeded after 8 ms: the only agent that can do it',
      '',
      '✓ succeeded  fetch  Get the data',
      '  Attempt 1 by x at 20 ms, failed after 100 ms: best expected utility of 2 agents',
      '    failed: busy',
      '  Attempt 2 by y at 130 ms, succeeded after 10 ms, $0.50: given to another agent after a failure',
      '',
      '○ ready  part',
    ]);
  });

  it('says what holds a task back that was never tried', () => {
    const held = recordOf([task('fetch')], [], [deferred]);
    expect(explainRun(held).at(-1)).toBe('  held back at 15 ms: waits for x');
  });

  it('takes a hundred thousand tasks', () => {
    const many = recordOf(Array.from({ length: 100_000 }, (_, index) => task(`t${index}`)));
    expect(explainRun(many).length).toBe(2 + 2 * 100_000);
  }, 30_000);
});
