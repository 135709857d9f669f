import { expect, it, onTestFinished } from 'vitest';
import type { ModelRequest, Reply } from './model-server/exchange.ts';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, skein, startSkein } from './skein.ts';

interface RunDocument {
  readonly status: string;
  readonly planner: string;
  readonly answer: string;
  readonly metrics: { readonly costUsd: number };
  readonly tasks: readonly { readonly id: string; readonly status: string; readonly attempts: readonly { readonly outcome: string }[] }[];
}

const line = (task: Record<string, unknown>): string => JSON.stringify({ capabilities: ['data'], ...task });
const NORTH = line({ id: 'north', instruction: 'Total the north' });
const SOUTH = line({ id: 'south', instruction: 'Total the south' });
const BOTH = line({ id: 'both', instruction: 'Compare them', dependsOn: ['north', 'south'] });

it('a plan that was being written when the process was killed is written to its end by resume, and paid for', async () => {
  const never = new Promise(() => {});
  const usage = { inputTokens: 1_000_000, outputTokens: 0 };
  const asked: ModelRequest[] = [];
  const server = await startModelServer({
    script: (request): Reply => {
      if (!request.system.includes('You break a request down into tasks')) return { text: '42', usage };
      asked.push(request);
      const first = `[\n${NORTH},\n`;
      // The first time it says no more after one task; asked to go on, it writes what is missing.
      if (asked.length === 1) return { text: `${first}${SOUTH}]`, chunkChars: first.length, hold: { chunks: 2, until: never } };
      return { text: `[${SOUTH},${BOTH}]`, usage };
    },
  });
  onTestFinished(() => server.close());
  const directory = freshFolder({
    'skein.yaml': `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${server.url}/v1" } }
agents: [{ id: chief, model: local/chief, capabilities: { data: 0.9, writing: 0.9 }, price: { inputPerMillion: 0.25, outputPerMillion: 0 } }]
planner: { agent: chief }
`,
  });
  const underWay = startSkein(['run', 'Compare the north and the south.'], { directory });
  await underWay.shows('done       Total the north');
  underWay.process.kill('SIGKILL');
  expect((await underWay.ended).signal).toBe('SIGKILL');

  const { runs } = (await skein(['runs', '--json'], { directory })).json as { readonly runs: readonly { readonly runId: string }[] };
  const { code, json } = await skein(['resume', runs[0]?.runId ?? '', '--json'], { directory });
  const document = json as RunDocument;
  expect({ code, status: document.status, planner: document.planner }).toEqual({ code: 0, status: 'succeeded', planner: 'model (chief)' });
  expect(document.tasks.map(({ id, status, attempts }) => `${id} ${status} ${attempts.length}`)).toEqual([
    'north succeeded 1',
    'south succeeded 1',
    'both succeeded 1',
  ]);
  expect(asked).toHaveLength(2);
  expect(asked[1]?.prompt).toContain('was interrupted');
  expect(asked[1]?.prompt).toContain('Total the north');
  // Three tasks and the second call of the planner; what the first took before it was killed nobody can know.
  expect(document.metrics.costUsd).toBe(4 * 0.25);
});
