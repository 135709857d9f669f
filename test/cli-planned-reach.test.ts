import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, skein } from './skein.ts';

const SECRET = 'name,pin\nann,4711\n';

async function innerSite(): Promise<{ readonly address: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.setHeader('content-type', 'text/csv').end(SECRET);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('tasks that a model plans read no file and ask no inner address that the user did not name', async () => {
  const site = await innerSite();
  const outside = freshFolder({ 'pins.csv': SECRET, 'pins.md': `# Pins\n\n${SECRET}` });
  const plan = [
    { id: 'file', instruction: `fetch ${join(outside, 'pins.csv')}`, capabilities: ['data'] },
    { id: 'site', instruction: `fetch ${site.address}/pins.csv`, capabilities: ['data'] },
    { id: 'document', instruction: `Summarize ${join(outside, 'pins.md')}`, capabilities: ['reading'] },
    { id: 'own', instruction: 'fetch own.csv', capabilities: ['data'] },
  ];
  const models = await startModelServer({
    script: ({ system }) => (system.includes('You break a request down into tasks') ? JSON.stringify(plan) : 'done'),
  });
  onTestFinished(() => models.close());
  const directory = freshFolder({
    'own.csv': 'a\n1\n',
    'skein.yaml': `providers: { local: { kind: openai-compatible, baseUrl: "${models.url}/v1" } }
agents: [{ id: chief, model: local/chief, capabilities: { planning: 0.9 }, price: { inputPerMillion: 0, outputPerMillion: 0 } }]
planner: { agent: chief, maxReplans: 0 }
`,
  });
  await skein(['run', 'Tell me about the data in this folder, and what it means for us.'], { directory });
  const { stdout } = await skein(['events', 'latest'], { directory });
  const shown = await skein(['show', 'latest', '--json'], { directory });
  const statuses = (shown.json as { tasks: { id: string; status: string }[] }).tasks.map(({ id, status }) => [id, status]);
  expect(Object.fromEntries(statuses)).toMatchObject({ file: 'failed', site: 'failed', document: 'failed', own: 'succeeded' });
  expect(site.asked).toEqual([]);
  expect(stdout).not.toContain('4711');
  expect(stdout).toContain('outside of the inputs and the current folder');
  expect(stdout).toContain('which are not asked');
});

it('what a plan file of the user names is read, wherever it is', async () => {
  const outside = freshFolder({ 'pins.csv': SECRET });
  const directory = freshFolder({
    'plan.yaml': `tasks: [{ id: a, instruction: "fetch ${outside}/pins.csv", capabilities: [data] }]`,
  });
  expect(await skein(['run', 'plan.yaml'], { directory })).toMatchObject({ code: 0 });
  expect(await skein(['retry', 'latest', 'a'], { directory })).toMatchObject({ code: 0 });
  expect(await skein(['run', `Fetch ${outside}/pins.csv`], { directory })).toMatchObject({ code: 0 });
});
