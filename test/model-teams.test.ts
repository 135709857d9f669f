import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelRequest, Reply } from './model-server/exchange.ts';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, startSkein } from './skein.ts';

interface RunDocument {
  readonly status: string;
  readonly answer: string;
  readonly planner: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly status: string;
    readonly agent: string | null;
    readonly attempts: readonly { readonly agent: string; readonly outcome: string }[];
  }[];
}

const line = (task: Record<string, unknown>): string => JSON.stringify({ capabilities: ['review'], ...task });
const PLAN = `[
${line({ id: 'facts', instruction: 'Gather the facts' })},
${line({ id: 'script', instruction: 'Write the script', capabilities: ['coding'], dependsOn: ['facts'] })},
${line({ id: 'study', instruction: 'Study both sides', dependsOn: ['facts'], compound: true })}
]`;
const PARTS = `[${line({ id: 'for', instruction: 'Study what is for it' })},${line({ id: 'against', instruction: 'Study what is against it' })}]`;

/** A server that refuses its first plan and the first answer with 429, and whose model `broken` cannot write scripts. */
async function serve(broken: string) {
  const rest = Promise.withResolvers<void>();
  const told = { planner: false, worker: false };
  const script = ({ model, system, prompt }: ModelRequest): Reply => {
    if (system.includes('You break a request down into tasks')) {
      if (prompt.includes('Break down one task')) return PARTS;
      if (told.planner) return { text: PLAN, chunkChars: PLAN.indexOf('\n', 5) + 1, hold: { chunks: 2, until: rest.promise } };
      told.planner = true;
      return { status: 429, retryAfterMs: 1000 };
    }
    if (model === broken && prompt.includes('<task title="Write the script"')) return { status: 500 };
    if (!prompt.includes('Write the answer to the request')) return 'so it is';
    if (told.worker) return 'It is worth it.';
    told.worker = true;
    return { status: 429, retryAfterMs: 1000 };
  };
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  return { server, finishPlan: () => rest.resolve() };
}

async function runWith(file: string, text: string, finishPlan: () => void): Promise<RunDocument> {
  const directory = freshFolder({ [file]: text });
  const underWay = startSkein(['run', '--config', file, 'Is it worth it? Weigh both sides, and script it.', '--json'], { directory });
  await underWay.shows('done       Gather the facts');
  finishPlan();
  const { code, json } = await underWay.ended;
  expect(code).toBe(0);
  return json as RunDocument;
}

function expectAllDone({ status, answer, planner, tasks }: RunDocument, chief: string, broken: string): void {
  expect({ status, answer, planner }).toEqual({ status: 'succeeded', answer: 'It is worth it.', planner: `model (${chief})` });
  expect(tasks.map(({ id, status: ended }) => `${id} ${ended}`).toSorted()).toEqual([
    'answer succeeded',
    'facts succeeded',
    'script succeeded',
    'study succeeded',
    'study/against succeeded',
    'study/for succeeded',
  ]);
  const script = tasks.find(({ id }) => id === 'script');
  expect(script?.agent).toBe(chief);
  expect(script?.attempts.map(({ agent, outcome }) => `${agent} ${outcome}`)).toContain(`${broken} failed`);
}

describe('a team of models, with 429s, an agent that fails, a plan that streams and a task that is broken down', () => {
  it('answers, from the example for servers that speak as OpenAI does', async () => {
    const { server, finishPlan } = await serve('qwen3-coder-30b');
    const example = readFileSync(new URL('../examples/openai-compatible.yaml', import.meta.url), 'utf8');
    const text = example.replace('http://127.0.0.1:8000', server.url);
    expectAllDone(await runWith('openai-compatible.yaml', text, finishPlan), 'large', 'coder');
  });

  it('answers, from a MassGen file', async () => {
    const { server, finishPlan } = await serve('broken');
    const text = `agents:
  - id: thinker
    backend: { type: vllm, model: steady, base_url: "${server.url}/v1", enable_web_search: true }
    system_message: You weigh everything twice.
  - id: coder
    backend: { type: vllm, model: broken, base_url: "${server.url}/v1", enable_code_interpreter: true }
ui: { display_type: rich_terminal }
`;
    expectAllDone(await runWith('massgen.yaml', text, finishPlan), 'thinker', 'coder');
  });
});
