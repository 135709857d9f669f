import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder, skein } from './skein.ts';

const files = {
  'plan.yaml': 'tasks: [{ id: a }, { id: b, dependsOn: [a] }]',
  'skein.yaml': `embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1, output: "${'long '.repeat(2000)}" } }]`,
};

/** A folder with so many finished runs, all with the same large output. */
async function folderWithRuns(count: number): Promise<string> {
  const directory = freshFolder(files);
  for (let run = 0; run < count; run++) await skein(['run', 'plan.yaml'], { directory });
  return directory;
}

const runsIn = async (directory: string): Promise<string[]> => {
  const { json } = await skein(['runs', '--json'], { directory });
  return (json as { runs: { runId: string }[] }).runs.map(({ runId }) => runId);
};

it('takes a run to another store: exported, imported, shown the same', async () => {
  const directory = await folderWithRuns(1);
  const exported = await skein(['events', 'latest', '--outputs'], { directory });
  const elsewhere = freshFolder({ 'run.jsonl': exported.stdout, 'skein.yaml': files['skein.yaml'] });
  expect(await skein(['import', 'run.jsonl'], { directory: elsewhere })).toMatchObject({ code: 0, stderr: '' });
  const [here, there] = [directory, elsewhere].map((folder) => skein(['show', 'latest', '--json'], { directory: folder }));
  expect((await there)?.json).toEqual((await here)?.json);
  const again = await skein(['import', '-'], { directory: elsewhere, input: exported.stdout });
  expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is in the store already') });
  const broken = await skein(['import', '-', '--store', 'other.db'], { directory: elsewhere, input: '{"type":"run-resumed"}' });
  expect(broken).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('standard input:1') });
});

it('removes runs by number, keeps what others name, and gives the room back', async () => {
  const directory = await folderWithRuns(3);
  const [newest, , oldest] = await runsIn(directory);
  const dry = await skein(['prune', '--keep', '1', '--dry-run'], { directory });
  expect(dry.stdout).toContain(`Would remove 2 runs`);
  expect(dry.stdout).toContain(oldest);
  expect(await runsIn(directory)).toHaveLength(3);
  expect((await skein(['prune', '--keep', '1'], { directory })).stdout).toMatch(/^Removed 2 runs\. The store takes [\d.]+ kB, before/);
  expect(await runsIn(directory)).toEqual([newest]);
  const { json } = await skein(['show', 'latest', '--json'], { directory });
  expect(json).toMatchObject({ tasks: [{ output: 'long '.repeat(2000) }, {}] });
  expect((await skein(['prune', '--max-size', '0'], { directory })).stdout).toContain('Removed 1 run');
  expect(readFileSync(join(directory, '.skein/skein.db')).includes('long long')).toBe(false);
});

it('removes runs by age, counted from their end', async () => {
  const directory = await folderWithRuns(2);
  writeFileSync(join(directory, 'hour-ahead.mjs'), 'const now = Date.now;\nDate.now = () => now() + 3600000;\n');
  const environment = { NODE_OPTIONS: `--import ${join(directory, 'hour-ahead.mjs')}` };
  expect((await skein(['prune', '--older-than', '59m'], { directory })).stdout).toContain('Nothing to remove');
  expect((await skein(['prune', '--older-than', '61m'], { directory, environment })).stdout).toContain('Nothing to remove');
  expect((await skein(['prune', '--older-than', '59m'], { directory, environment })).stdout).toContain('Removed 2 runs');
  expect(await runsIn(directory)).toEqual([]);
});

it('removes nothing unasked', async () => {
  const directory = await folderWithRuns(1);
  expect(await skein(['prune'], { directory })).toMatchObject({ code: 2, stderr: expect.stringContaining('--older-than 30d') });
  expect((await skein(['prune', '--older-than', '30d', '--max-size', '1GB'], { directory })).stdout).toContain('Nothing to remove');
  expect(await runsIn(directory)).toHaveLength(1);
});
