import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../src/core/event.ts';
import { judgeJournal } from './kill/judge-journal.ts';
import { serverKillCampaign } from './kill/server-kills.ts';
import { QUICK_TEAM, twoHundredTasks } from './kill/two-hundred-tasks.ts';
import { type Server, startServer, until } from './server.ts';
import { freshFolder, skein, startSkein } from './skein.ts';

const KILLS = 20;

const PAIR = { request: 'A pair', tasks: [{ id: 'a' }, { id: 'b', dependsOn: ['a'] }] };
const HARE = 'embedded: false\nagents: [{ id: hare, slots: 8, scripted: { latencyMs: 30 } }]';
const SLOTH = 'embedded: false\nagents: [{ id: sloth, slots: 8, scripted: { latencyMs: 600000 } }]';

const idOf = ({ json }: { readonly json: unknown }): string => {
  expect(json).toHaveProperty('runId');
  return (json as { runId: string }).runId;
};

async function journalOf(run: string, directory: string): Promise<RunEvent[]> {
  return ((await skein(['events', run, '--json'], { directory })).json as { events: RunEvent[] }).events;
}

async function left(server: Server): Promise<readonly { runId: string; why: string }[]> {
  return ((await server.ask('/health')).json as { left: { runId: string; why: string }[] }).left;
}

describe('a server that is killed', () => {
  it(`goes on with its runs when it is started again, over ${KILLS} kills: nothing promised or streamed is lost`, async () => {
    const { faults, kills, streamed, inFlight, repeated } = await serverKillCampaign(KILLS, Date.now() % 1_000_000);
    expect(faults).toEqual([]);
    expect(kills).toBe(KILLS);
    expect(repeated).toBeLessThanOrEqual(inFlight);
    // Otherwise nothing was interrupted, and nothing was shown.
    expect(repeated).toBeGreaterThan(0);
    expect(streamed).toBeGreaterThan(0);
  });

  it('starts what only waited for its turn', async () => {
    const directory = freshFolder({ 'skein.yaml': SLOTH, 'hare.yaml': HARE.replace('hare', 'sloth') });
    const first = await startServer(directory, ['--max-runs', '1']);
    const runs = [
      await first.ask('/runs', { plan: PAIR }),
      await first.ask('/runs', { plan: PAIR }),
      await first.ask('/runs', { plan: PAIR }),
    ].map(idOf);
    first.kill('SIGKILL');
    await first.ended;
    const second = await startServer(directory, ['--config', 'hare.yaml']);
    for (const run of runs) expect((await second.events(run)).at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
  });
});

describe('a server beside others', () => {
  it('takes up the run of a command that was killed, and lets be what somebody drives', async () => {
    const directory = freshFolder({ 'sloth.yaml': SLOTH, 'skein.yaml': HARE.replace('hare', 'sloth'), 'plan.json': JSON.stringify(PAIR) });
    const [killed, living] = ['killed', 'living'].map(() =>
      startSkein(['run', 'plan.json', '--config', 'sloth.yaml', '--events'], { directory }),
    );
    if (killed === undefined || living === undefined) throw new TypeError('two commands were started');
    await Promise.all([killed.shows('attempt-started'), living.shows('attempt-started')]);
    const server = await startServer(directory);
    killed.process.kill('SIGKILL');
    const { stdout } = await killed.ended;
    const { run } = JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as RunEvent;
    const events = await server.events(run);
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
    expect(judgeJournal(events, stdout.trimEnd().split('\n'))).toEqual({ inFlight: 1, repeated: 1, faults: [] });
    await server.shows(`run ${run} is gone on with`);
    const { runs } = (await server.ask('/runs')).json as { runs: { runId: string; status: string }[] };
    const other = runs.find(({ runId }) => runId !== run);
    expect(other?.status).toBe('running');
    expect(await server.ask(`/runs/${other?.runId}/resume`, {})).toMatchObject({ status: 409, json: { error: { what: /is driven by/ } } });
    living.process.kill('SIGINT');
    await living.ended;
  });

  it('shares the runs of one store with another server: each run has one driver, and one server takes over from the other', async () => {
    const directory = freshFolder({ 'skein.yaml': QUICK_TEAM });
    const [one, two] = await Promise.all([startServer(directory, ['--max-runs', '2']), startServer(directory, ['--max-runs', '2'])]);
    const posted = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? one : two).ask('/runs', { plan: PAIR })));
    for (const run of posted.map(idOf)) {
      const events = await two.events(run);
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
      expect(judgeJournal(events, []).faults).toEqual([]);
      expect(events.filter(({ type }) => type === 'run-resumed')).toHaveLength(1);
    }
    const long = await Promise.all(Array.from({ length: 4 }, () => one.ask('/runs', { plan: JSON.parse(twoHundredTasks()) })));
    await one.events(idOf(long[0] ?? { json: {} }), { most: 20 });
    one.kill('SIGKILL');
    await one.ended;
    for (const run of long.map(idOf)) {
      const events = await two.events(run);
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
      expect(judgeJournal(events, []).faults).toEqual([]);
    }
  });
});

describe('a run that cannot be gone on with unasked', () => {
  it('is told of and left when a person has to be asked, until one answers', async () => {
    const plan = { tasks: [{ id: 'send', interrupted: 'ask' }] };
    const directory = freshFolder({ 'sloth.yaml': SLOTH, 'skein.yaml': HARE.replace('hare', 'sloth') });
    const first = await startServer(directory, ['--config', 'sloth.yaml']);
    const run = idOf(await first.ask('/runs', { plan }));
    await first.events(run, { most: 5 });
    first.kill('SIGKILL');
    await first.ended;
    const second = await startServer(directory);
    await second.shows(`run ${run} is left as it is`);
    expect(await left(second)).toEqual([
      { runId: run, why: expect.stringContaining('was interrupted during work that is not to be repeated unasked') },
    ]);
    expect(await second.ask(`/runs/${run}/resume`, {})).toMatchObject({
      status: 409,
      json: { error: { what: /not to be repeated unasked/ } },
    });
    expect(await second.ask(`/runs/${run}/resume`, { repeat: ['send'] })).toMatchObject({ status: 202 });
    expect((await second.events(run)).at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
    expect(await left(second)).toEqual([]);
  });

  it('is told of and left when the agents it needs are gone', async () => {
    const plan = { tasks: [{ id: 'sum', capabilities: ['math'] }] };
    const directory = freshFolder({
      'sloth.yaml': 'embedded: false\nagents: [{ id: sloth, capabilities: { math: 1 }, scripted: { latencyMs: 600000 } }]',
      'poet.yaml': 'embedded: false\nagents: [{ id: poet, capabilities: { writing: 1 }, scripted: { latencyMs: 1 } }]',
      'sums.yaml': 'embedded: false\nagents: [{ id: other, capabilities: { math: 1 }, scripted: { latencyMs: 1 } }]',
    });
    const first = await startServer(directory, ['--config', 'sloth.yaml']);
    const run = idOf(await first.ask('/runs', { plan }));
    await first.events(run, { most: 5 });
    first.kill('SIGKILL');
    await first.ended;
    const second = await startServer(directory, ['--config', 'poet.yaml']);
    await second.shows(`run ${run} is left as it is: task sum needs math`);
    second.kill('SIGTERM');
    await second.ended;
    // Somebody else who can do it is as good.
    const third = await startServer(directory, ['--config', 'sums.yaml']);
    expect((await third.events(run)).at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
  });

  it('is told of and left when it was imported: a journal of a stranger is not obeyed', async () => {
    const elsewhere = freshFolder({ 'skein.yaml': SLOTH, 'plan.json': JSON.stringify(PAIR) });
    const interrupted = startSkein(['run', 'plan.json', '--events'], { directory: elsewhere });
    await interrupted.shows('attempt-started');
    interrupted.process.kill('SIGKILL');
    const { stdout } = await interrupted.ended;
    const directory = freshFolder({ 'skein.yaml': HARE });
    await skein(['import', '-'], { directory, input: stdout });
    const server = await startServer(directory);
    await until(
      () => left(server),
      (runs) => runs.length === 1,
    );
    expect(await left(server)).toEqual([{ runId: expect.any(String), why: expect.stringContaining('it was imported') }]);
    const [{ runId } = { runId: '' }] = await left(server);
    expect((await journalOf(runId, directory)).at(-1)?.type).toBe('attempt-started');
    // Once somebody has seen to it, it is no longer told of.
    expect(await skein(['cancel', runId], { directory })).toMatchObject({ code: 0 });
    expect(
      await until(
        () => left(server),
        (runs) => runs.length === 0,
      ),
    ).toEqual([]);
  });
});
