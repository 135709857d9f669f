import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../core/event.ts';
import { agentId, runId, taskId } from '../../core/ids.ts';
import { foldEvents } from '../../core/run-record.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { plain } from '../../report/paint.ts';
import { displayWidth } from '../../report/text/display-width.ts';
import { ansiPaint } from '../terminal/paint.ts';
import type { LiveState } from './live-state.ts';
import { renderView } from './live-view.ts';

const START_MS = 1_000_000;

interface Sketch {
  readonly title?: string;
  readonly after?: readonly string[];
  readonly parent?: string;
  readonly durationMs?: number;
}

function tasksOf(sketches: Readonly<Record<string, Sketch>>): Task[] {
  return Object.entries(sketches).map(([id, { title, after = [], parent, durationMs }]) =>
    makeTask({
      id: taskId(id),
      instruction: title ?? id,
      dependsOn: after.map((task) => ({ task: taskId(task), optional: false })),
      ...(parent === undefined ? {} : { parent: taskId(parent) }),
      ...(durationMs === undefined ? {} : { estimate: { durationMs } }),
    }),
  );
}

/** The state after some events, each with its time in ms since the start. */
function stateAfter(
  tasks: readonly Task[],
  events: readonly (readonly [atMs: number, body: EventBody])[] = [],
  given: Partial<LiveState> & { readonly budgetUsd?: number; readonly request?: string } = {},
): LiveState {
  const { budgetUsd, request = 'Compare the two regions', ...rest } = given;
  const bodies: (readonly [number, EventBody])[] = [
    [
      0,
      {
        type: 'run-started',
        request,
        options: {
          objective: 'balanced',
          priority: 0,
          seed: 1,
          inputs: [],
          directory: '/out',
          ...(budgetUsd === undefined ? {} : { budgetUsd }),
        },
        agents: [agentId('data')],
      },
    ],
    [0, { type: 'tasks-planned', tasks }],
    [0, { type: 'plan-completed', planner: 'offline', planMs: 1, notes: [] }],
    ...events,
  ];
  const record = foldEvents(
    bodies.map(([atMs, body], index): RunEvent => ({ ...body, run: runId('k3f9'), seq: index + 1, atMs: START_MS + atMs })),
  );
  if (record === undefined) throw new Error('there is an event');
  return { record, progress: new Map(), expectedMs: (task) => task.estimate?.durationMs, stopping: false, ...rest };
}

const started = (task: string, attempt = 1, agent = 'data'): EventBody => ({
  type: 'attempt-started',
  task: taskId(task),
  attempt,
  agent: agentId(agent),
  decision: { why: 'only one' },
});
const succeeded = (task: string, attempt = 1, costUsd = 0): EventBody => ({
  type: 'attempt-succeeded',
  task: taskId(task),
  attempt,
  agent: agentId('data'),
  output: { inline: 1 },
  artifacts: [],
  costUsd,
});
const failed = (task: string, message: string): EventBody => ({
  type: 'attempt-failed',
  task: taskId(task),
  attempt: 1,
  agent: agentId('data'),
  failure: { kind: 'retryable', code: '429', message },
});

const view = (state: LiveState, { columns = 80, rows = 24, nowMs = 0 } = {}): string[] =>
  renderView(state, columns, rows, START_MS + nowMs, plain).map((line) => line.trimEnd());

describe('renderView', () => {
  it('shows every task with sign, word, agent, time and tries, and how far the run is', () => {
    const tasks = tasksOf({
      fetch: { title: 'Fetch the sales', durationMs: 400 },
      north: { title: 'Analyse the north', after: ['fetch'], durationMs: 2000 },
      south: { title: 'Analyse the south', after: ['fetch'], durationMs: 2000 },
      report: { title: 'Write the report', after: ['north', 'south'], durationMs: 1000 },
    });
    const state = stateAfter(
      tasks,
      [
        [0, started('fetch')],
        [400, succeeded('fetch', 1, 0.02)],
        [400, started('north')],
        [400, started('south')],
        [600, failed('south', 'too many requests')],
        [900, started('south', 2)],
      ],
      { budgetUsd: 2, progress: new Map([[taskId('north'), 'reading sales.csv']]) },
    );
    expect(view(state, { columns: 100, nowMs: 1400 })).toEqual([
      'Compare the two regions                                                                    run k3f9',
      '✓ done      Fetch the sales                                                   data   400 ms',
      '● running   Analyse the north - reading sales.csv                             data    1.0 s',
      '● running   Analyse the south                                                 data   500 ms try 2',
      '· waiting   Write the report',
      // Left: 1000 + 1500 + 1000 of 5400, two at once 1750; the longest chain is 1500 + 1000. Done: 1900 of 5400, so 7 of 20.
      '███████░░░░░░░░░░░░░  1 done, 2 running, 1 waiting of 4 · 1.4 s, about 2.5 s left · $0.02 of $2.00',
    ]);
  });

  it('puts parts under their parent', () => {
    const tasks = tasksOf({ all: { title: 'Everything' }, one: { parent: 'all' }, two: { parent: 'all' } });
    expect(view(stateAfter(tasks, [[0, started('one')]]), { nowMs: 10 }).slice(1, 4)).toEqual([
      '● running   Everything',
      '  ● running   One                                         data    10 ms',
      '  ○ ready     Two',
    ]);
  });

  it('says what went wrong and what is held up by it', () => {
    const tasks = tasksOf({ fetch: { title: 'Fetch it' }, use: { title: 'Use it', after: ['fetch'] } });
    const state = stateAfter(tasks, [
      [0, started('fetch')],
      [5, failed('fetch', 'no such file')],
      [5, { type: 'task-failed', task: taskId('fetch'), reason: 'no such file' }],
      [5, { type: 'task-blocked', task: taskId('use'), failedDependency: taskId('fetch') }],
    ]);
    expect(view(state).slice(1, 3)).toEqual([
      '✗ failed    Fetch it - no such file                       data     5 ms',
      '⊘ blocked   Use it - needs Fetch it',
    ]);
  });

  it('keeps what runs, then what failed, when there is no room for all, and counts the rest', () => {
    const names = Array.from({ length: 30 }, (_, index) => `t${index}`);
    const tasks = tasksOf(Object.fromEntries(names.map((name) => [name, {}])));
    const events: [number, EventBody][] = [];
    for (const name of names.slice(0, 10)) events.push([0, started(name)], [5, succeeded(name)]);
    events.push([5, started('t10')], [6, failed('t10', 'broken')], [6, { type: 'task-failed', task: taskId('t10'), reason: 'broken' }]);
    events.push([6, started('t20')], [6, started('t25')]);
    const lines = view(stateAfter(tasks, events), { rows: 7, nowMs: 6 });
    expect(lines).toHaveLength(7);
    expect(lines.slice(1, 6).map((line) => line.slice(0, 20).trimEnd())).toEqual([
      '✗ failed    T10 - br',
      '○ ready     T11',
      '● running   T20',
      '● running   T25',
      '  … 10 done, 16 wait',
    ]);
  });

  it('says that it is stopping, and that a plan is not finished yet', () => {
    const state = stateAfter(tasksOf({ a: {} }), [], { stopping: true });
    state.record.planCompleted = false;
    expect(view(state, { nowMs: 100 }).at(-1)).toBe('░░░░░░░░░░░░░░░░░░░░  stopping · 1 waiting of 1 so far · 100 ms');
  });

  it('shows only how far it is when there is no room for more', () => {
    const state = stateAfter(tasksOf({ a: {}, b: {} }), [[0, started('a')]]);
    expect(view(state, { rows: 3, columns: 40, nowMs: 50 })).toEqual(['1 running, 1 waiting of 2 · 50 ms']);
  });

  it('prints nothing that a title, a message or a request could do to the terminal', () => {
    const tasks = tasksOf({ evil: { title: '\x1b[2J\x07evil\nsecond line' } });
    const state = stateAfter(tasks, [[0, started('evil')]], {
      request: 'a\x1b]0;owned\x07b\r\nc',
      progress: new Map([[taskId('evil'), '\x9b31mred']]),
    });
    const text = view(state, { nowMs: 1 }).join('|');
    expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    expect(text).toContain('evil - red');
  });

  it('never exceeds the terminal, whatever it shows', () => {
    const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(
        fc.array(title, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 20 }),
        (titles, columns, rows) => {
          const sketches = titles.map((text, index) => [
            `t${index}`,
            { title: `x${text}`, ...(index === 0 ? {} : { parent: `t${Math.floor(index / 2)}` }) },
          ]);
          const state = stateAfter(tasksOf(Object.fromEntries(sketches)), [[0, started(`t${titles.length - 1}`)]]);
          const lines = view(state, { columns, rows, nowMs: 1 });
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(1, columns - 1));
        },
      ),
    );
  });

  it('differs with colour in nothing but the colour', () => {
    const state = stateAfter(tasksOf({ a: {}, b: { after: ['a'] } }), [[0, started('a')]]);
    const coloured = renderView(state, 80, 24, START_MS, ansiPaint);
    expect(coloured.map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual(renderView(state, 80, 24, START_MS, plain));
  });

  it('draws ten thousand tasks', () => {
    const tasks = tasksOf(Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`t${index}`, { durationMs: 1 }])));
    expect(view(stateAfter(tasks))).toHaveLength(24);
  });
});
