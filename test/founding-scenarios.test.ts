import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein } from './skein.ts';

interface Attempt {
  readonly attempt: number;
  readonly agent: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: string;
}

interface RunTask {
  readonly id: string;
  readonly title: string;
  readonly parent: string | null;
  readonly dependsOn: readonly (string | { readonly task: string })[];
  readonly status: string;
  readonly agent: string | null;
  readonly output: unknown;
  readonly attempts: readonly Attempt[];
}

interface RunDocument {
  readonly status: string;
  readonly answer: string;
  readonly missing: readonly { readonly task: string; readonly reason: string }[];
  readonly artifacts: readonly string[];
  readonly tasks: readonly RunTask[];
  readonly metrics: Readonly<Record<string, number>>;
}

/** Runs a request or plan with `--json` in a folder of its own. */
async function run(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<RunDocument & { readonly code: number | null }> {
  const ended = await skein(['run', ...args, '--json'], { directory: freshFolder(files), environment });
  return { ...(ended.json as RunDocument), code: ended.code };
}

const leaves = ({ tasks }: RunDocument): RunTask[] => tasks.filter(({ attempts }) => attempts.length > 0);
const start = (task: RunTask | undefined): number => task?.attempts[0]?.startedAtMs ?? Number.NaN;
const end = (task: RunTask | undefined): number => task?.attempts.at(-1)?.endedAtMs ?? Number.NaN;

function expectPrecedence(document: RunDocument): void {
  const byId = new Map(document.tasks.map((task) => [task.id, task]));
  for (const task of leaves(document)) {
    for (const dependency of task.dependsOn) {
      const before = byId.get(typeof dependency === 'string' ? dependency : dependency.task);
      if (before !== undefined && before.attempts.length > 0)
        expect(start(task), `${task.id} after ${before.id}`).toBeGreaterThanOrEqual(end(before));
    }
  }
}

/** A team of scripted agents, one per line: id, capabilities, script. */
function team(...agents: readonly (readonly [id: string, capabilities: string, script: string, slots?: number])[]): string {
  const lines = agents.map(
    ([id, capabilities, script, slots = 1]) =>
      `  - { id: ${id}, capabilities: { ${capabilities} }, scripted: { ${script} }, slots: ${slots} }`,
  );
  return `embedded: false\nagents:\n${lines.join('\n')}\n`;
}

function plan(...tasks: readonly string[]): string {
  return `tasks:\n${tasks.map((task) => `  - { ${task} }`).join('\n')}\n`;
}

describe('scenario 1, arithmetic', () => {
  it('adds twice in parallel, then multiplies: 21', async () => {
    const document = await run(['Calculate 1+2 and 3+4, then multiply the results']);
    expect(document).toMatchObject({ code: 0, status: 'succeeded', answer: '21' });
    const [first, second, product, ...more] = leaves(document);
    expect(more).toEqual([]);
    expect([first?.output, second?.output, product?.output]).toEqual([3, 7, 21]);
    // Neither addition could have waited for the other: each starts before the other ends.
    expect(start(first)).toBeLessThanOrEqual(end(second));
    expect(start(second)).toBeLessThanOrEqual(end(first));
    expect(second?.dependsOn).toEqual([]);
    expect(product?.dependsOn).toHaveLength(2);
    expectPrecedence(document);
  });
});

describe('scenario 2, a data pipeline', () => {
  const sales = 'region,month,revenue\nNorth,2026-01,100.50\nSouth,2026-01,80\nNorth,2026-02,20.25\nNorth,2026-02,20.25\nSouth,2026-02,\n';

  it('fetches, cleans, adds up by region and draws, each from what the one before made', async () => {
    const document = await run(['Fetch sales.csv, process it, analyze revenue by region, visualize the result'], { 'sales.csv': sales });
    expect(document).toMatchObject({ code: 0, status: 'succeeded' });
    expectPrecedence(document);
    const [fetched, cleaned, analysed, drawn, ...more] = leaves(document);
    expect(more).toEqual([]);
    expect(fetched?.output).toMatchObject({ kind: 'table', rowCount: 5 });
    // One row is there twice.
    expect(cleaned?.output).toMatchObject({ kind: 'table', rowCount: 4 });
    expect(JSON.stringify(analysed?.output)).toMatch(/North.*120\.75.*South.*80/s);
    expect(drawn?.output).toMatchObject({ kind: 'chart' });
    expect(document.artifacts.some((path) => path.endsWith('.svg') && readFileSync(path, 'utf8').startsWith('<svg'))).toBe(true);
    expect(document.artifacts.some((path) => path.endsWith('.png') && existsSync(path))).toBe(true);
    expect(document.answer).toMatch(/North/);
  });
});

describe('scenario 3, different strengths', () => {
  it('gives each task to the agent that is best at it', async () => {
    const kinds = ['coding', 'research', 'analysis'];
    const tasks = kinds.flatMap((kind) => [1, 2, 3].map((n) => `id: ${kind}-${n}, capabilities: [${kind}]`));
    const strengths = (best: string): string => kinds.map((kind) => `${kind}: ${kind === best ? 0.95 : 0.4}`).join(', ');
    const document = await run(['plan.yaml'], {
      'plan.yaml': plan(...tasks),
      'skein.yaml': team(
        ['coder', strengths('coding'), 'latencyMs: 60', 2],
        ['scholar', strengths('research'), 'latencyMs: 60', 2],
        ['analyst', strengths('analysis'), 'latencyMs: 60', 2],
      ),
    });
    expect(document.status).toBe('succeeded');
    const best: Readonly<Record<string, string>> = { coding: 'coder', research: 'scholar', analysis: 'analyst' };
    for (const { id, agent } of leaves(document)) expect(agent, id).toBe(best[id.split('-')[0] ?? '']);
  });
});

describe('scenario 4, failures', () => {
  it('gives a task that one agent cannot do to another', async () => {
    const document = await run(['plan.yaml'], {
      'plan.yaml': plan('id: fetch', 'id: report, dependsOn: [fetch]'),
      'skein.yaml': team(
        ['shaky', '"*": 0.95', 'latencyMs: 10, failTasks: [fetch], error: "500"'],
        ['steady', '"*": 0.9', 'latencyMs: 10'],
      ),
    });
    expect(document).toMatchObject({ code: 0, status: 'succeeded' });
    expect(document.tasks[0]?.attempts.map(({ agent, outcome }) => [agent, outcome])).toEqual([
      ['shaky', 'failed'],
      ['steady', 'succeeded'],
    ]);
    expect(document.metrics).toMatchObject({ reassignments: 1, attempts: 3 });
  });

  it('skips an optional task that always fails, and succeeds without it', async () => {
    const document = await run(['plan.yaml'], {
      'plan.yaml': plan('id: extra, optional: true, attempts: 2', 'id: report, dependsOn: [extra]'),
      'skein.yaml': team(['worker', '"*": 0.9', 'latencyMs: 10, failTasks: [extra], error: "500"']),
    });
    expect(document).toMatchObject({ code: 0, status: 'succeeded' });
    expect(document.tasks.map(({ id, status }) => [id, status])).toEqual([
      ['extra', 'skipped'],
      ['report', 'succeeded'],
    ]);
  });

  it('ends partial when a task that is needed always fails: the rest is done, and what is missing is named', async () => {
    const document = await run(['plan.yaml'], {
      'plan.yaml': plan('id: bad, attempts: 2', 'id: after, dependsOn: [bad]', 'id: other', 'id: last, dependsOn: [other]'),
      'skein.yaml': team(['worker', '"*": 0.9', 'latencyMs: 10, failTasks: [bad], error: "500"', 2]),
    });
    expect(document).toMatchObject({ code: 3, status: 'partial' });
    expect(document.tasks.map(({ id, status }) => [id, status])).toEqual([
      ['bad', 'failed'],
      ['after', 'blocked'],
      ['other', 'succeeded'],
      ['last', 'succeeded'],
    ]);
    expect(document.missing.map(({ task }) => task)).toEqual(['bad', 'after']);
  });

  it('fails when nothing could be done', async () => {
    const document = await run(['plan.yaml'], {
      'plan.yaml': plan('id: bad, attempts: 1'),
      'skein.yaml': team(['worker', '"*": 0.9', 'latencyMs: 10, failTasks: [bad], error: "500"']),
    });
    expect(document).toMatchObject({ code: 1, status: 'failed' });
  });
});

/** The same plan and team on a clock that only the schedule moves: what it makes of them, to the millisecond. */
async function simulate(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
  const { json } = await skein(['simulate', 'plan.yaml', '--json'], { directory: freshFolder(files) });
  return json as Readonly<Record<string, unknown>>;
}

/** How many attempts were under way at once, at most. */
function mostAtOnce(document: RunDocument): number {
  const attempts = leaves(document).flatMap((task) => task.attempts);
  const at = (ms: number): number => attempts.filter(({ startedAtMs, endedAtMs }) => startedAtMs <= ms && ms < endedAtMs).length;
  return Math.max(...attempts.map(({ startedAtMs }) => at(startedAtMs)));
}

describe('scenario 5, load', () => {
  const equal = (count: number): string => plan(...Array.from({ length: count }, (_, index) => `id: t${index + 1}`));

  it('spreads ten equal tasks over three agents as 4, 3 and 3, in four task lengths', async () => {
    const agents = ['a', 'b', 'c'].map((id) => [id, '"*": 0.9', 'latencyMs: 200'] as const);
    const files = { 'plan.yaml': equal(10), 'skein.yaml': team(...agents) };
    const document = await run(['plan.yaml'], files);
    const counts = Object.values(Object.groupBy(leaves(document), ({ agent }) => agent ?? '')).map((tasks) => tasks?.length);
    expect(counts.toSorted()).toEqual([3, 3, 4]);
    expect(await simulate(files)).toMatchObject({ makespanMs: 4 * 200, speedup: 2.5, utilization: 1 });
  });

  it('starts long tasks first, so that unequal ones end together', async () => {
    // 800 700 600 500 400 300 200 100 on three agents: 3600 of work, at best 1200 each, and it can be had.
    const tasks = [100, 200, 300, 400, 500, 600, 700, 800].map(
      (durationMs) => `id: t${durationMs}, estimate: { durationMs: ${durationMs} }`,
    );
    const agents = ['a', 'b', 'c'].map((id) => [id, '"*": 0.9', 'success: 1'] as const);
    const files = { 'plan.yaml': plan(...tasks), 'skein.yaml': team(...agents) };
    const document = await run(['plan.yaml'], files);
    const first = leaves(document).toSorted((a, b) => start(a) - start(b) || a.id.localeCompare(b.id));
    expect(first.slice(0, 3).map(({ id }) => id)).toEqual(['t600', 't700', 't800']);
    expect(await simulate(files)).toMatchObject({ makespanMs: 1200, utilization: 1 });
  });

  it('does not give an agent that is ten times slower what the others do sooner', async () => {
    const quick = ['a', 'b'].map((id) => [id, '"*": 0.9', 'latencyMs: 100'] as const);
    const files = { 'plan.yaml': equal(12), 'skein.yaml': team(...quick, ['slow', '"*": 0.9', 'latencyMs: 1000']) };
    const document = await run(['plan.yaml'], files);
    expect(leaves(document).filter(({ agent }) => agent === 'slow')).toEqual([]);
    // Six rounds of the two quick ones: no schedule is shorter, since the slow one needs ten rounds for a task.
    expect(await simulate(files)).toMatchObject({ makespanMs: 6 * 100 });
  });

  it('runs thirty wide tasks on ten slots ten times as fast as one after another', async () => {
    const files = {
      'plan.yaml': equal(30),
      'skein.yaml': team(['a', '"*": 0.9', 'latencyMs: 300', 5], ['b', '"*": 0.9', 'latencyMs: 300', 5]),
    };
    const document = await run(['plan.yaml'], files);
    expect(mostAtOnce(document)).toBe(10);
    // By the run's own durations, so that a slow machine slows both.
    expect(document.metrics['speedup']).toBeGreaterThan(3);
    expect(await simulate(files)).toMatchObject({ makespanMs: 3 * 300, speedup: 10 });
  });
});
