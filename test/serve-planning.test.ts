import { expect, it, onTestFinished } from 'vitest';
import type { Reply } from './model-server/exchange.ts';
import { startModelServer } from './model-server/model-server.ts';
import { startServer, until } from './server.ts';
import { freshFolder } from './skein.ts';

const PLAN = '[\n{"id":"north","instruction":"Total the north","capabilities":["data"]}\n]';

async function folderWith(reply: () => Reply, more = ''): Promise<string> {
  const server = await startModelServer({
    script: ({ system }) => (system.includes('You break a request down into tasks') ? reply() : '42'),
  });
  onTestFinished(() => server.close());
  return freshFolder({
    'skein.yaml': `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${server.url}/v1" } }
agents: [{ id: chief, model: local/chief, capabilities: { data: 0.9 }, price: { inputPerMillion: 0, outputPerMillion: 0 }${more} }]
planner: { agent: chief }
`,
  });
}

it('takes a run in before a model has planned it, and plans it after a restart when it was killed meanwhile', async () => {
  const never = Promise.withResolvers<void>();
  onTestFinished(() => never.resolve());
  let asked = 0;
  const directory = await folderWith(() =>
    ++asked === 1 ? { text: PLAN, chunkChars: 4, hold: { chunks: 1, until: never.promise } } : PLAN,
  );
  const first = await startServer(directory);
  const posted = await first.ask('/runs', { request: 'Total the north' });
  expect(posted).toMatchObject({ status: 202, json: { status: 'running' } });
  await until(
    async () => asked,
    (times) => times === 1,
  );
  const { runId } = posted.json as { runId: string };
  expect((await first.ask(`/runs/${runId}`)).json).toMatchObject({ tasks: [], planner: null });
  first.kill('SIGKILL');
  await first.ended;
  const second = await startServer(directory);
  await second.events(runId);
  expect((await second.ask(`/runs/${runId}`)).json).toMatchObject({ status: 'succeeded', answer: '42', planner: 'model (chief)' });
});

it('ends a run as failed, and says why, that has no plan when its time is over', async () => {
  const never = Promise.withResolvers<void>();
  onTestFinished(() => never.resolve());
  const directory = await folderWith(() => ({ text: PLAN, chunkChars: 4, hold: { chunks: 1, until: never.promise } }));
  const server = await startServer(directory);
  const { runId } = (await server.ask('/runs', { request: 'Total the north', deadlineMs: 500 })).json as { runId: string };
  await server.events(runId);
  expect((await server.ask(`/runs/${runId}`)).json).toMatchObject({
    status: 'failed',
    planNotes: [expect.stringContaining('the deadline has passed')],
  });
});

it('plans inside the slots of its planner, and stops when whoever asked has gone', async () => {
  const never = Promise.withResolvers<void>();
  onTestFinished(() => never.resolve());
  let asked = 0;
  const directory = await folderWith(
    () => (++asked === 1 ? { text: PLAN, chunkChars: 4, hold: { chunks: 1, until: never.promise } } : PLAN),
    ', slots: 1',
  );
  const server = await startServer(directory);
  const leaving = new AbortController();
  const headers = { 'content-type': 'application/json' };
  const first = fetch(`${server.url}/plans`, { method: 'POST', headers, body: '{"request":"Total the north"}', signal: leaving.signal });
  await until(
    async () => asked,
    (times) => times === 1,
  );
  const second = server.ask('/plans', { request: 'Total the south' });
  // Others are answered meanwhile, and the planner is not asked twice at once.
  expect(await server.ask('/health')).toMatchObject({ status: 200 });
  expect(asked).toBe(1);
  leaving.abort();
  await expect(first).rejects.toThrow();
  expect(await second).toMatchObject({ status: 200, json: { planner: 'model (chief)', tasks: [{ id: 'north' }] } });
});
