import { describe, expect, it } from 'vitest';
import { freshFolder, skein, startSkein } from './skein.ts';

const slow = {
  'plan.yaml': 'request: Wait long\ntasks: [{ id: a, title: The long one }, { id: b, dependsOn: [a] }]',
  'skein.yaml': 'embedded: false\nagents: [{ id: sloth, scripted: { latencyMs: 600000 } }]',
  'quick.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1 } }]',
  'clumsy.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1, failTasks: [a], error: terminal } }]',
};

describe('a run that another process drives', () => {
  it('is not resumed here, and the message says who drives it and since when', async () => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    const { code, stdout, stderr } = await skein(['resume', 'latest', '--config', 'quick.yaml'], { directory });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`run \\w+: is driven by process ${run.process.pid} on \\S+ since \\d{4}-\\d\\d-\\d\\dT`));
    expect((await skein(['runs'], { directory })).stdout).toMatch(/^\w+ +running /);
    run.process.kill('SIGKILL');
    await run.ended;
    expect((await skein(['runs'], { directory })).stdout).toMatch(/^\w+ +interrupted /);
    // A process of this machine that is gone is not waited for.
    expect(await skein(['resume', 'latest', '--config', 'quick.yaml'], { directory })).toMatchObject({ code: 0 });
  });

  it('is cancelled from here', async () => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml', '--json'], { directory });
    await run.shows('started');
    const cancelled = await skein(['cancel', 'latest', '--reason', 'no longer wanted'], { directory });
    expect(cancelled).toMatchObject({ code: 0 });
    expect(cancelled.stdout).toMatch(/^Run \w+ is cancelled\. 0 of 2 tasks had been done\.\n$/);
    const ended = await run.ended;
    expect(ended).toMatchObject({ code: 130, json: { status: 'cancelled' } });
    expect((await skein(['explain', 'latest'], { directory })).stdout).toContain('no longer wanted');
    expect(await skein(['cancel', 'latest'], { directory })).toMatchObject({ code: 2, stdout: '' });
  });

  it('is driven by one of several that resume it at once', async () => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    run.process.kill('SIGKILL');
    await run.ended;
    const resumed = Array.from({ length: 3 }, () => startSkein(['resume', 'latest'], { directory }));
    const winner = await Promise.race(resumed.map(async (one) => one.shows('started').then(() => one)));
    const losers = await Promise.all(resumed.filter((one) => one !== winner).map((one) => one.ended));
    expect(losers.map(({ code, stderr }) => [code, stderr.includes('is driven by process')])).toEqual([
      [2, true],
      [2, true],
    ]);
    winner.process.kill('SIGINT');
    await winner.ended;
    const journal = (await skein(['events', 'latest'], { directory })).stdout.trimEnd().split('\n');
    expect(journal.filter((line) => line.includes('"run-resumed"'))).toHaveLength(1);
  });
});

describe('a run whose process was killed', () => {
  it('is ended by `skein cancel`', async () => {
    const directory = freshFolder(slow);
    const run = startSkein(['run', 'plan.yaml'], { directory });
    await run.shows('started');
    run.process.kill('SIGKILL');
    await run.ended;
    expect((await skein(['cancel', 'latest', '--json'], { directory })).json).toMatchObject({ status: 'cancelled' });
    const { json } = await skein(['show', 'latest', '--json'], { directory });
    expect(json).toMatchObject({ status: 'cancelled', tasks: [{ attempts: [{ attempt: 1, outcome: 'cancelled' }] }, { attempts: [] }] });
  });
});

describe('`skein retry`', () => {
  it('does what a run is missing, and nothing else', async () => {
    const directory = freshFolder({
      ...slow,
      'plan.yaml': 'tasks: [{ id: a }, { id: b, dependsOn: [a] }, { id: c }]',
    });
    expect(await skein(['run', 'plan.yaml', '--config', 'clumsy.yaml'], { directory })).toMatchObject({ code: 3 });
    const again = await skein(['retry', 'latest', '--config', 'quick.yaml', '--json'], { directory });
    expect(again).toMatchObject({ code: 0 });
    expect(again.json).toMatchObject({
      status: 'succeeded',
      missing: [],
      tasks: [
        {
          id: 'a',
          attempts: [
            { attempt: 1, outcome: 'failed' },
            { attempt: 2, outcome: 'succeeded' },
          ],
        },
        { id: 'b', attempts: [{ attempt: 1 }] },
        { id: 'c', attempts: [{ attempt: 1 }] },
      ],
    });
    const nothing = await skein(['retry', 'latest', '--config', 'quick.yaml'], { directory });
    expect({ code: nothing.code, stderr: nothing.stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is missing nothing') });
    const named = await skein(['retry', 'latest', 'c', '--config', 'quick.yaml', '--json'], { directory });
    expect(named.json).toMatchObject({ tasks: [{}, { attempts: [{ attempt: 1 }] }, { attempts: [{ attempt: 1 }, { attempt: 2 }] }] });
  });
});

describe('limits', () => {
  it('are shared by all processes on a store', async () => {
    const directory = freshFolder({
      'plan.yaml': 'tasks: [{ id: a }, { id: b }, { id: c }]',
      'skein.yaml': `
embedded: false
agents: [{ id: hare, slots: 3, limits: [key], scripted: { latencyMs: 1 } }]
limits: { key: { requestsPerDay: 3 } }
`,
    });
    expect(await skein(['run', 'plan.yaml'], { directory })).toMatchObject({ code: 0 });
    const late = await skein(['run', 'plan.yaml', '--deadline', '1s', '--json'], { directory });
    expect(late.json).toMatchObject({
      status: 'failed',
      tasks: [{ status: 'cancelled' }, { status: 'cancelled' }, { status: 'cancelled' }],
    });
    expect(await skein(['run', 'plan.yaml', '--store', 'other.db'], { directory })).toMatchObject({ code: 0 });
  });
});

it('several commands that find no store make one together', async () => {
  for (let round = 0; round < 3; round++) {
    const directory = freshFolder();
    const all = await Promise.all(Array.from({ length: 5 }, () => skein(['run', 'Calculate 1+2', '--json'], { directory })));
    expect(all.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0, 0]);
    expect((await skein(['runs', '--json'], { directory })).json).toHaveProperty('runs.length', 5);
  }
});
