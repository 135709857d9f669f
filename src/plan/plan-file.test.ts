import { describe, expect, it } from 'vitest';
import { toPlanFileTask } from '../core/plan-file.ts';
import { readPlanFile } from './plan-file.ts';

const read = (text: string) => readPlanFile(text, 'plan.yaml');

describe('a plan file', () => {
  it('reads the whole of the format and can be written back unchanged', () => {
    const text = `
request: Compare the two regions
tasks:
  - id: fetch
    title: Fetch the sales data
    instruction: fetch sales.csv
    capabilities: [data]
    priority: 2
    resources: [{ name: warehouse, access: read }]
    attempts: 5
    timeout: 60s
    estimate: { durationMs: 1000, inputTokens: 500 }
    output: { type: object }
  - id: chart
    dependsOn: [{ task: fetch, optional: true }]
    optional: true
`;
    const plan = read(text);
    expect(plan.tasks[0]).toMatchObject({
      timeoutMs: 60_000,
      resources: [{ name: 'warehouse', access: 'read', units: 1 }],
      estimate: { durationMs: 1000, inputTokens: 500 },
    });
    expect(plan.tasks[1]).toMatchObject({ instruction: 'chart', dependsOn: [{ task: 'fetch', optional: true }], optional: true });
    expect(read(JSON.stringify({ request: plan.request, tasks: plan.tasks.map(toPlanFileTask) }))).toEqual(plan);
  });

  it.each([
    ['tasks:\n  - id: a\n   bad: 1\n', /^plan\.yaml:3:1: Sequence item/],
    [
      'tasks:\n  - id: a\n    dependOn: [b]\n',
      /plan\.yaml:3:5 \(tasks\[0\]\.dependOn\): unknown key "dependOn".*Did you mean "dependsOn"\?/,
    ],
    [
      'tasks:\n  - id: a\n    dependsOn: [bb]\n  - id: b\n',
      /plan\.yaml:3:17 \(tasks\[0\]\.dependsOn\[0\]\).*no task "bb".*Did you mean "b"/,
    ],
    ['tasks:\n  - id: a\n  - id: a\n', /plan\.yaml:3:5 \(tasks\[1\]\.id\).*taken/],
    [
      'tasks:\n  - id: a\n    dependsOn: [c]\n  - id: b\n    dependsOn: [a]\n  - id: c\n    dependsOn: [b]\n',
      /wait for each other: a -> c -> b -> a/,
    ],
    ['tasks:\n  - id: a\n    dependsOn: [a]\n', /"a" waits for itself/],
    ['tasks: []\n', /tasks.*at least 1/],
    ['', /expected a mapping, received nothing|plan\.yaml/],
    ['tasks:\n  - id: a\n    timeout: soon\n', /plan\.yaml:3:5 \(tasks\[0\]\.timeout\).*length of time.*soon/],
    ['tasks:\n  - id: a\n    attempts: 0\n', /tasks\[0\]\.attempts.*at least 1.*received 0/],
    ['tasks:\n  - id: a\n    output: { "$ref": "#" }\n', /tasks\[0\]\.output\): is no JSON Schema that outputs can be checked by/],
    [
      'tasks:\n  - id: a\n    output: { type: nonsense }\n',
      /plan\.yaml:3:5 \(tasks\[0\]\.output\): is no JSON Schema .*nonsense.*For example/,
    ],
    ['{"tasks":[{"id":"a","prioritty":1}]}', /plan\.yaml:1:\d+ .*Did you mean "priority"/],
    [
      'a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\ntasks: [*c,*c,*c,*c,*c]\n',
      /alias/i,
    ],
  ])('says what is wrong with %j, and where', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-plan' }));
  });

  it('reads a recorded workflow, edges named by either end, seconds as milliseconds', () => {
    const workflow = {
      name: 'blast',
      schemaVersion: '1.5',
      workflow: {
        specification: { tasks: [{ id: 'split', children: ['blast'] }, { id: 'blast' }, { id: 'cat', parents: ['blast'] }] },
        execution: {
          tasks: [
            { id: 'split', runtimeInSeconds: 1.5 },
            { id: 'blast', runtimeInSeconds: 60 },
          ],
        },
      },
    };
    const { tasks } = read(JSON.stringify(workflow));
    expect(tasks.map(({ id, dependsOn, estimate }) => [id, dependsOn.map(({ task }) => task), estimate?.durationMs])).toEqual([
      ['split', [], 1500],
      ['blast', ['split'], 60_000],
      ['cat', ['blast'], undefined],
    ]);
  });

  it('reads a plan of 10,000 tasks', () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }));
    expect(read(JSON.stringify({ tasks })).tasks).toHaveLength(10_000);
  });

  it('refuses a plan over the cap', () => {
    expect(() => readPlanFile('tasks: [{id: a}, {id: b}]', 'p', { maxTasks: 1, maxDepth: 1, maxFanOut: 1 })).toThrow(
      /at most 1 tasks, received 2/,
    );
  });
});
