import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer, until } from './server.ts';
import { freshFolder, skein, startSkein } from './skein.ts';

/** 12 tasks, each after the one before it. */
const CHAIN = {
  request: 'A chain',
  tasks: Array.from({ length: 12 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] })),
};
const TEAM = 'embedded: false\nagents: [{ id: hare, slots: 4, scripted: { latencyMs: 20 } }]';
const SLOTH = 'embedded: false\nagents: [{ id: sloth, slots: 4, scripted: { latencyMs: 600000 } }]';

describe('skein serve', () => {
  it('estimates a plan by the agents that the objective would choose', async () => {
    const quick = '{ id: quick, scripted: { latencyMs: 100, costUsd: 0.5 } }';
    const cheap = '{ id: cheap, scripted: { latencyMs: 4000, costUsd: 0.01 } }';
    const server = await startServer(freshFolder({ 'skein.yaml': `embedded: false\nagents: [${quick}, ${cheap}]` }));
    const costOf = async (objective: string): Promise<unknown> => {
      const { json } = await server.ask('/plans', { plan: { tasks: [{ id: 'only' }] }, objective });
      return (json as { readonly estimate: { readonly costUsd: number } }).estimate.costUsd;
    };
    expect([await costOf('fastest'), await costOf('cheapest')]).toEqual([0.5, 0.01]);
  });

  it('runs a request to its end, and answers as the commands do', async () => {
    const directory = freshFolder();
    const server = await startServer(directory);
    const request = 'Calculate 1+2 and 3+4, then multiply the results';
    expect((await server.ask('/plans', { request })).json).toEqual((await skein(['plan', request, '--json'], { directory })).json);
    const posted = await server.ask('/runs', { request });
    expect(posted).toMatchObject({ status: 202, json: { status: 'running' } });
    const { runId } = posted.json as { runId: string };
    const events = await server.events(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded', answer: '21' });

    const shown = await skein(['show', runId, '--json'], { directory });
    expect((await server.ask(`/runs/${runId}`)).json).toEqual(shown.json);
    expect((await server.ask('/runs')).json).toEqual((await skein(['runs', '--json'], { directory })).json);
    expect((await server.ask(`/runs/${runId}/explain`)).json).toEqual((await skein(['explain', runId, '--json'], { directory })).json);
    const task = 'multiply-results';
    expect((await server.ask(`/runs/${runId}/explain?task=${task}`)).json).toEqual(
      (await skein(['explain', runId, task, '--json'], { directory })).json,
    );
    // What was learned fades with every moment, so its figures differ.
    const { learned, ...team } = (await skein(['agents', '--json'], { directory })).json as { learned: unknown[] };
    expect((await server.ask('/agents')).json).toMatchObject({ ...team, learned: learned.map(() => ({ agent: 'calculator', trials: 3 })) });
  });

  it('streams events from any of them on: none lost, none twice, and then no more', async () => {
    const server = await startServer(freshFolder({ 'skein.yaml': TEAM }));
    const { runId } = (await server.ask('/runs', { plan: CHAIN })).json as { runId: string };
    const first = await server.events(runId, { most: 7 });
    const rest = await server.events(runId, { after: 7 });
    expect([...first, ...rest].map(({ seq }) => seq)).toEqual([...first, ...rest].map((_, index) => index + 1));
    expect([...first, ...rest].at(-1)?.type).toBe('run-finished');
    // A browser that comes back after the end is told to stay away.
    const last = rest.at(-1)?.seq ?? 0;
    expect(await server.ask(`/runs/${runId}/events?after=${last}`)).toMatchObject({ status: 204 });
    expect(await server.events(runId, { after: last - 1 })).toEqual(rest.slice(-1));
  });

  it('streams the events of a run that another process drives', async () => {
    const directory = freshFolder({ 'skein.yaml': TEAM, 'plan.json': JSON.stringify(CHAIN) });
    const server = await startServer(directory);
    const other = startSkein(['run', 'plan.json'], { directory });
    await other.shows('started');
    const [newest] = ((await server.ask('/runs')).json as { runs: { runId: string }[] }).runs;
    const events = await server.events(newest?.runId ?? '');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('run-finished');
    expect(await other.ended).toMatchObject({ code: 0 });
  });

  it('cancels a run, and one that waits for its turn', async () => {
    const directory = freshFolder({ 'skein.yaml': SLOTH });
    const server = await startServer(directory, ['--max-runs', '1']);
    const start = async (): Promise<string> => ((await server.ask('/runs', { plan: CHAIN })).json as { runId: string }).runId;
    const [driven, waiting] = [await start(), await start()];
    await until(
      () => server.ask('/health'),
      ({ json }) => (json as { driven: number }).driven === 1,
    );
    expect((await server.ask('/health')).json).toMatchObject({ driven: 1, waiting: 1, maxRuns: 1 });
    const { stdout } = await skein(['runs'], { directory });
    expect(stdout).toMatch(new RegExp(`${waiting} +waiting`));
    expect(stdout).toMatch(new RegExp(`${driven} +running`));
    expect(await server.ask(`/runs/${waiting}/cancel`, {})).toMatchObject({ status: 200, json: { status: 'cancelled' } });
    expect(await server.ask(`/runs/${driven}/cancel`, { reason: 'enough' })).toMatchObject({ status: 200, json: { status: 'cancelled' } });
    expect(await server.ask(`/runs/${driven}/cancel`, {})).toMatchObject({ status: 409, json: { error: { code: 'wrong-state' } } });
    expect((await server.events(driven)).map(({ type }) => type)).toContain('run-cancel-requested');
  });

  it('does again what failed', async () => {
    const directory = freshFolder({ 'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1, failTasks: [t3] } }]' });
    const server = await startServer(directory);
    const { runId, status } = await server.run({ plan: CHAIN });
    expect(status).toBe('partial');
    expect(await server.ask(`/runs/${runId}/retry`, {})).toMatchObject({ status: 202 });
    const events = await server.events(runId);
    expect(events.filter(({ type }) => type === 'run-reopened')).toHaveLength(1);
    expect(await server.ask(`/runs/${runId}/retry`, { task: 't99' })).toMatchObject({ status: 404 });
  });

  it('gives the same run for the same key, at once and after a restart, and refuses another request under it', async () => {
    const directory = freshFolder({ 'skein.yaml': TEAM });
    const key = { 'idempotency-key': 'order-4711' };
    const first = await startServer(directory);
    const both = await Promise.all([first.ask('/runs', { plan: CHAIN }, key), first.ask('/runs', { plan: CHAIN }, key)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 202]);
    const ids = both.map(({ json }) => (json as { runId: string }).runId);
    expect(ids[0]).toBe(ids[1]);
    expect(await first.ask('/runs', { request: 'Calculate 1+2' }, key)).toMatchObject({
      status: 409,
      json: { error: { where: 'Idempotency-Key' } },
    });
    first.kill('SIGTERM');
    await first.ended;
    const second = await startServer(directory);
    expect(await second.ask('/runs', { plan: CHAIN }, key)).toMatchObject({ status: 200, json: { runId: ids[0] } });
    expect((await second.ask('/runs')).json).toMatchObject({ runs: [{ runId: ids[0] }] });
  });

  it('takes what waits in the order of priority', async () => {
    const server = await startServer(
      freshFolder({ 'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 300 } }]' }),
      ['--max-runs', '1'],
    );
    const start = async (priority: number): Promise<string> =>
      ((await server.ask('/runs', { plan: { tasks: [{ id: 'only' }] }, priority })).json as { runId: string }).runId;
    const [first, low, high] = [await start(0), await start(1), await start(5)];
    const begun = async (run: string): Promise<number> =>
      (await server.events(run)).find(({ type }) => type === 'attempt-started')?.atMs ?? 0;
    const [one, two, three] = [await begun(first), await begun(high), await begun(low)];
    expect([one, two, three]).toEqual([one, two, three].toSorted((a, b) => a - b));
  });
});

describe('skein serve that is told to stop', () => {
  it('lets attempts end, ends its streams, and leaves the rest to be resumed', async () => {
    const directory = freshFolder({ 'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 400 } }]' });
    const server = await startServer(directory);
    const { runId } = (await server.ask('/runs', { plan: CHAIN })).json as { runId: string };
    await server.events(runId, { most: 5 });
    const stream = server.events(runId);
    server.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    const seen = await stream;
    const journal = (await skein(['events', runId, '--json'], { directory })).json as { events: { type: string }[] };
    expect(seen.at(-1)?.type).not.toBe('run-finished');
    // What was under way has ended, and nothing was begun after it.
    const count = (type: string): number => journal.events.filter((event) => event.type === type).length;
    expect(count('attempt-succeeded')).toBe(count('attempt-started'));
    expect(await skein(['resume', runId, '--json'], { directory })).toMatchObject({ code: 0, json: { status: 'succeeded' } });
  });

  it('breaks off what takes longer than its grace, and nothing of it is said to have failed', async () => {
    const directory = freshFolder({ 'skein.yaml': SLOTH });
    const server = await startServer(directory, ['--grace', '50ms']);
    const { runId } = (await server.ask('/runs', { plan: CHAIN })).json as { runId: string };
    await server.events(runId, { most: 5 });
    server.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 130 });
    const { json } = await skein(['events', runId, '--json'], { directory });
    expect((json as { events: { type: string }[] }).events.map(({ type }) => type)).toEqual([
      'run-started',
      'tasks-planned',
      'plan-completed',
      'run-resumed',
      'attempt-started',
    ]);
    expect(await skein(['cancel', runId], { directory })).toMatchObject({ code: 0 });
  });
});

it('ends with a message when its store is lost, and refuses what cannot be kept', async () => {
  const directory = freshFolder({ 'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 500 } }]' });
  const server = await startServer(directory);
  const { runId } = (await server.ask('/runs', { plan: CHAIN })).json as { runId: string };
  await server.events(runId, { most: 5 });
  rmSync(join(directory, '.skein'), { recursive: true });
  expect(await server.ask('/runs', { plan: CHAIN })).toMatchObject({ status: 503, json: { error: { code: 'store-unavailable' } } });
  expect(await server.ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/skein: .*the store was removed or replaced/) });
});

it('says what is wrong with its own options', async () => {
  const directory = freshFolder({ 'skein.yaml': TEAM });
  const server = await startServer(directory);
  const { port } = new URL(server.url);
  for (const [args, complaint] of [
    [['--port', port], /somebody listens there already. Name another/],
    [['--port', '70000'], /--port: expected a whole number/],
    [['--max-runs', '0'], /--max-runs: expected a whole number from 1 to 1000/],
    [['--grace', 'soon'], /--grace: expected a length of time/],
    [['--config', 'none.yaml'], /there is no such config file/],
    [['--host', 'no.such.name.invalid'], /others can reach this address/],
  ] as const)
    expect(await skein(['serve', ...args], { directory })).toMatchObject({ code: 2, stderr: expect.stringMatching(complaint) });
});
