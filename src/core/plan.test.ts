import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from './ids.ts';
import { locateIn } from './parse.ts';
import { DEFAULT_CAPS } from './plan.ts';
import { parsePlan, toPlanFileTask } from './plan-file.ts';
import { makeTask, titleOf } from './task.ts';

const complaint = (tasks: unknown, caps = DEFAULT_CAPS): string => {
  try {
    parsePlan({ tasks }, locateIn('plan.yaml'), caps);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('parsePlan', () => {
  it('fills in every default', () => {
    expect(parsePlan({ request: 'r', tasks: [{ id: 'fetch' }] })).toEqual({
      request: 'r',
      tasks: [makeTask({ id: taskId('fetch'), instruction: 'fetch', title: 'Fetch' })],
    });
  });

  it('reads every field of a task', () => {
    const { tasks } = parsePlan({
      tasks: [
        { id: 'box' },
        { id: 'a' },
        {
          id: 'b',
          title: 'B',
          instruction: 'do b',
          parent: 'box',
          dependsOn: ['a', { task: 'a', optional: true }],
          capabilities: ['data'],
          optional: true,
          priority: -2,
          resources: [
            { name: 'warehouse', access: 'read' },
            { name: 'gpu', units: 2 },
          ],
          attempts: 1,
          timeout: '60s',
          estimate: { durationMs: 1000 },
          output: { type: 'object' },
        },
      ],
    });
    expect(tasks[2]).toEqual({
      id: 'b',
      title: 'B',
      instruction: 'do b',
      parent: 'box',
      dependsOn: [
        { task: 'a', optional: false },
        { task: 'a', optional: true },
      ],
      capabilities: ['data'],
      optional: true,
      priority: -2,
      resources: [
        { name: 'warehouse', access: 'read', units: 1 },
        { name: 'gpu', access: 'write', units: 2 },
      ],
      attempts: 1,
      timeoutMs: 60_000,
      estimate: { durationMs: 1000 },
      output: { type: 'object' },
    });
  });

  it.each([
    [[], 'plan.yaml at tasks: expected at least 1 item, received []'],
    [[{ id: 'a b' }], 'plan.yaml at tasks[0].id: expected letters, digits and'],
    [[{ id: '__proto__' }], 'received "__proto__"'],
    [[{ id: 'a' }, { id: 'a' }], 'plan.yaml at tasks[1].id: the id "a" is taken by an earlier task (plan.yaml at tasks[0])'],
    [[{ id: 'fetch' }, { id: 'b', dependsOn: ['fecth'] }], 'there is no task "fecth" for it to depend on. Did you mean "fetch"?'],
    [[{ id: 'a', parent: 'nowhere' }], 'plan.yaml at tasks[0].parent: there is no task "nowhere" for it to be part of'],
    [[{ id: 'a', dependsOn: ['x'.repeat(1000)] }], 'expected at most 200 characters'],
    [[{ id: 'a', dependsOn: ['a'] }], 'the task "a" waits for itself'],
    [[{ id: 'a', timeout: 'soon' }], 'plan.yaml at tasks[0].timeout: expected a length of time'],
    [[{ id: 'a', attempts: Number.NaN }], 'plan.yaml at tasks[0].attempts: expected a number'],
    [[{ id: 'a', dependson: [] }], 'Did you mean "dependsOn"?'],
    [
      [
        { id: 'a', parent: 'b' },
        { id: 'b', parent: 'a' },
      ],
      'these tasks are parts of each other: a -> b -> a',
    ],
  ])('refuses %#, naming the place', (tasks, message) => {
    expect(complaint(tasks)).toContain(message);
  });

  it('names the shortest circle, each task waiting for the next', () => {
    const circle = [
      { id: 'a', dependsOn: ['b'] },
      { id: 'b', dependsOn: ['c'] },
      { id: 'c', dependsOn: ['a'] },
      { id: 'd', dependsOn: ['c', 'e'] },
      { id: 'e', dependsOn: ['d'] },
    ];
    expect(complaint(circle)).toMatch(/wait for each other: (d -> e -> d|e -> d -> e)\./);
    expect(complaint(circle.slice(0, 3))).toMatch(/wait for each other: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)\./);
  });

  it('refuses a part that depends on its whole, and a whole that depends on its part', () => {
    expect(complaint([{ id: 'p' }, { id: 'c', parent: 'p', dependsOn: ['p'] }])).toContain('p -> c -> p');
    expect(
      complaint([
        { id: 'p', dependsOn: ['c'] },
        { id: 'c', parent: 'p' },
      ]),
    ).toContain('p -> c -> p');
  });

  it('finds a circle that leads through compound tasks', () => {
    // x is in p and waits for q; y is in q and waits for p.
    const tasks = [{ id: 'p' }, { id: 'q' }, { id: 'x', parent: 'p', dependsOn: ['q'] }, { id: 'y', parent: 'q', dependsOn: ['p'] }];
    expect(complaint(tasks)).toContain('these tasks wait for each other');
  });

  it('keeps to its caps', () => {
    const nest = [{ id: 'a' }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'b' }];
    expect(complaint(nest, { ...DEFAULT_CAPS, maxDepth: 2 })).toBe('accepted');
    expect(complaint(nest, { ...DEFAULT_CAPS, maxDepth: 1 })).toContain('expected at most 1 levels of nesting');
    expect(complaint(nest, { ...DEFAULT_CAPS, maxTasks: 2 })).toContain('expected at most 2 tasks, received 3');
    const wide = [{ id: 'a' }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'a' }];
    expect(complaint(wide, { ...DEFAULT_CAPS, maxFanOut: 1 })).toContain('expected at most 1 parts of one task, received 2');
  });

  it('refuses an output schema that contains itself', () => {
    const circle: Record<string, unknown> = {};
    circle['not'] = circle;
    expect(complaint([{ id: 'a', output: circle }])).toContain('plan.yaml at tasks[0].output');
  });

  it('gives an instruction of blanks the id as its title', () => {
    expect(parsePlan({ tasks: [{ id: 'a', instruction: '  ' }] }).tasks[0]?.title).toBe('a');
  });

  it('takes the largest plan allowed', () => {
    const tasks = Array.from({ length: DEFAULT_CAPS.maxTasks }, (_, index) => ({
      id: `t${index}`,
      dependsOn: index === 0 ? [] : [`t${index - 1}`],
    }));
    expect(parsePlan({ tasks }).tasks).toHaveLength(DEFAULT_CAPS.maxTasks);
  }, 30_000);
});

describe('toPlanFileTask', () => {
  const file = fc.record(
    {
      title: fc.string({ minLength: 1 }),
      instruction: fc.string({ minLength: 1 }),
      capabilities: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
      dependsOn: fc.array(fc.oneof(fc.constant('first'), fc.record({ task: fc.constant('first'), optional: fc.boolean() })), {
        maxLength: 2,
      }),
      optional: fc.boolean(),
      check: fc.oneof(fc.string({ minLength: 1 }), fc.record({ rubric: fc.string({ minLength: 1 }) })),
      priority: fc.integer(),
      resources: fc.array(
        fc.record({ name: fc.string({ minLength: 1 }), access: fc.constantFrom('read', 'write'), units: fc.integer({ min: 1, max: 5 }) }),
        { maxLength: 2 },
      ),
      attempts: fc.integer({ min: 1, max: 1000 }),
      timeout: fc.oneof(fc.nat(1e9), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.constant('90s')),
      estimate: fc.record({ durationMs: fc.nat(), inputTokens: fc.nat() }, { requiredKeys: [] }),
      output: fc
        .dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue(), { maxKeys: 3 })
        // JSON has no negative zero.
        .map((output) => JSON.parse(JSON.stringify(output)) as typeof output),
      interrupted: fc.constantFrom('repeat', 'ask', 'fail'),
      playbook: fc.string(),
    },
    { requiredKeys: [] },
  );

  it('is read back as the same task', () => {
    fc.assert(
      fc.property(file, (given) => {
        const plan = parsePlan({
          tasks: [{ id: 'first' }, { id: 'second', parent: 'first', ...given, dependsOn: [] }, { id: 'third', ...given }],
        });
        const written: unknown = JSON.parse(JSON.stringify({ tasks: plan.tasks.map(toPlanFileTask) }));
        expect(parsePlan(written).tasks).toEqual(plan.tasks);
      }),
    );
  });

  it('leaves out what is default', () => {
    expect(toPlanFileTask(makeTask({ id: taskId('a'), instruction: 'do a' }))).toEqual({
      id: 'a',
      title: 'Do a',
      instruction: 'do a',
      dependsOn: [],
      capabilities: [],
    });
  });
});

describe('titleOf', () => {
  it('is the first line, capitalised, at most 72 characters', () => {
    expect(titleOf('  fetch the data\nand more')).toBe('Fetch the data');
    expect(titleOf('x'.repeat(72))).toBe(`X${'x'.repeat(71)}`);
    expect(titleOf('x'.repeat(73))).toBe(`X${'x'.repeat(70)}…`);
    expect(titleOf('')).toBe('');
  });

  it('does not cut a character in half', () => {
    expect(titleOf('😀'.repeat(80))).toBe(`${'😀'.repeat(71)}…`);
  });
});
