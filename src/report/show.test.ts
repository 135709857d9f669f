import { describe, expect, it } from 'vitest';
import { metricsOf } from './metrics.ts';
import { metricsText } from './metrics-text.ts';
import { agent, blocked, failed, recordOf, skipped, task } from './run-of.fixture.ts';
import { runTree } from './run-tree.ts';
import { showRun } from './show.ts';
import { timeline } from './timeline.ts';

const tasks = [
  task('fetch', [], { title: 'Get the data' }),
  task('box', ['fetch']),
  task('box/a'),
  task('box/b', [], { optional: true }),
  task('c', ['a']),
];
const record = recordOf(
  tasks,
  [
    { task: 'fetch', agent: 'x', startMs: 0, endMs: 10, error: 'busy', costUsd: 0.5 },
    { task: 'fetch', agent: 'x', startMs: 10, endMs: 20, output: 1, costUsd: 0.5 },
    { task: 'a', agent: 'y', startMs: 20, endMs: 40, error: 'no\x1b[2J way', costUsd: 0 },
  ],
  [
    [40, failed('a', 'no\x1b[2J way')],
    [40, skipped('b', 'no need')],
    [40, blocked('c', 'a')],
  ],
);
const team = { agents: [agent('x'), agent('y')], limits: {}, resources: {} };

describe('runTree', () => {
  it('says of every task how it stands, who did it and what went wrong', () => {
    expect(runTree(record)).toEqual([
      '├─ ✓ succeeded  fetch  Get the data  x · 10 ms · 2 attempts · $1.00',
      '├─ ✗ failed  box',
      '│  ├─ ✗ failed  a  y · 20 ms · no way',
      '│  └─ – skipped  b  optional · no need',
      '└─ ⊘ blocked  c  needs a, which did not succeed',
    ]);
  });
});

describe('timeline', () => {
  it('draws a lane for each slot in use, bars in proportion', () => {
    const two = recordOf(
      [task('a'), task('b'), task('c'), task('d')],
      [
        { task: 'a', agent: 'x', startMs: 0, endMs: 100 },
        { task: 'b', agent: 'x', startMs: 0, endMs: 50, error: 'no' },
        { task: 'c', agent: 'x', startMs: 50, endMs: 100, cancelled: 'stop' },
        { task: 'd', agent: 'yy', startMs: 75 },
      ],
    );
    // 44 columns, 2 of them for names and 2 for the gap: 40 for 100 ms.
    expect(timeline(two, undefined, 44).slice(0, -1)).toEqual([
      '    0 ms                50 ms         100 ms',
      `x   [a${'─'.repeat(37)}]`,
      `    [b${'─'.repeat(17)}✗[c${'─'.repeat(17)}■`,
      `yy  ${' '.repeat(30)}[d${'─'.repeat(7)}›`,
    ]);
  });

  it('marks columns into which several attempts fall', () => {
    const many = Array.from({ length: 400 }, (_, index) => `t${index}`);
    const dense = recordOf(
      many.map((name) => task(name)),
      many.map((name, index) => ({ task: name, agent: 'x', startMs: index, endMs: index + 1 })),
    );
    const lanes = timeline(dense, undefined, 43);
    expect(lanes).toHaveLength(3);
    expect(lanes[1]).toMatch(/^x {2}#{39}/);
    expect(lanes[1]?.length).toBeLessThanOrEqual(43);
  });

  it('never is wider than it may be, whatever runs', () => {
    for (const columns of [40, 57, 100])
      for (const line of timeline(record, undefined, columns).slice(0, -1)) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('draws attempts that took no time, and nothing when there are none', () => {
    const quick = recordOf([task('a')], [{ task: 'a', agent: 'x', startMs: 5, endMs: 5 }]);
    expect(timeline(quick)[1]).toMatch(/^x {2}\[a─+\]$/);
    expect(timeline(recordOf([task('a')]))).toEqual([]);
  });
});

describe('metricsText', () => {
  it('says the figures in words', () => {
    expect(metricsText(metricsOf(record, team.agents))).toEqual([
      'Took 40 ms, 10 ms one task after another (speedup 0.25); no schedule on this team takes less than 10 ms.',
      '50 % of the slots were busy over the whole run.',
      '3 attempts (1 retry, 0 by another agent), 25 % of the tasks succeeded.',
      'Cost $1.00; $0 with each task on its cheapest agent.',
    ]);
  });

  it('leaves out what is not known', () => {
    expect(metricsText(metricsOf(recordOf([task('a')]), team.agents))).toEqual(['Nothing has ended yet.', '0 attempts.', 'Cost $0.']);
  });
});

describe('showRun', () => {
  it('has a section for each side of a run, and none that is empty', () => {
    const headings = showRun(record, team).filter((line) => /^[A-Z][a-z]+$/.test(line));
    expect(headings).toEqual(['Tasks', 'Timeline', 'Figures']);
    const finished = recordOf(
      [task('a')],
      [],
      [[1, { type: 'run-finished', status: 'succeeded', answer: '21', missing: [], artifacts: [] }]],
    );
    expect(showRun(finished, team).slice(0, 5)).toEqual(['Do it', 'run run-1: succeeded, planned by offline in 5 ms', '', 'Answer', '21']);
  });

  it('lets nothing through that a terminal would obey', () => {
    expect(showRun(record, team).join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});
