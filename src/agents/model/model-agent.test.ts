import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AgentError } from '../../core/agent-error.ts';
import { taskId } from '../../core/ids.ts';
import { modelAgent } from './model-agent.ts';
import { servedAgent } from './served-agent.fixture.ts';
import { callOf, workOf } from './tools/held-work.fixture.ts';
import { NO_TOOLS, ToolError } from './tools/tool.ts';

const NOWHERE = '/nowhere';

const CITY = {
  type: 'object',
  properties: { city: { type: 'string' }, people: { type: 'integer', minimum: 0 } },
  required: ['city', 'people'],
  additionalProperties: false,
};

const usage = { inputTokens: 100, outputTokens: 10 };

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  const error = await promise.then(
    () => expect.unreachable('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!AgentError.isInstance(error)) throw error;
  return error;
}

describe('a model agent', () => {
  it('asks with the task, the request as context and what other tasks left as data', async () => {
    const { server, agent } = await servedAgent(() => ({ text: 'Two regions grew.', usage }), { instructions: 'You know sales.' });
    const work = workOf({
      request: 'Compare the regions and write it up',
      with: { title: 'Say what grew', instruction: 'Say which regions grew.' },
      dependencies: [
        {
          task: taskId('fetch'),
          title: 'Fetch the sales',
          output: { kind: 'document', title: 'Sales', markdown: 'North grew.' },
          artifacts: [],
        },
        { task: taskId('extra'), title: 'Ask around', artifacts: [] },
      ],
    });
    expect(await agent.perform(work, callOf(NOWHERE))).toEqual({ output: 'Two regions grew.', usage });
    const { system, prompt, turns } = server.exchanges[0]?.request ?? expect.unreachable('it was not asked');
    expect(system).toContain('You know sales.');
    expect(turns).toHaveLength(1);
    const mark = /<data-([0-9a-f]{12}) /.exec(prompt)?.[1];
    expect(system).toContain(`<data-${mark} ...>`);
    expect(prompt).toBe(
      [
        '<request>\nCompare the regions and write it up\n</request>',
        `<data-${mark} result="fetch" title="Fetch the sales">\n# Sales\n\nNorth grew.\n</data-${mark}>`,
        `<data-${mark} result="extra" title="Ask around">\n(This task failed or was skipped: it left nothing. Do what can be done without it.)\n</data-${mark}>`,
        '<task title="Say what grew">\nSay which regions grew.\n</task>',
      ].join('\n\n'),
    );
  });

  it('says what it is writing, once there is something to be read, and then the last of it', async () => {
    const { agent } = await servedAgent(() => ({ text: 'North grew, and so did the south. East did not.', chunkChars: 12 }));
    const call = callOf(NOWHERE);
    await agent.perform(workOf(), call);
    expect(call.lines).toEqual(['North grew, and so did the south. East did not.']);
    const text = `${'word '.repeat(30)}end.`;
    const long = await servedAgent(() => ({ text, chunkChars: 60 }));
    const longCall = callOf(NOWHERE);
    await long.agent.perform(workOf(), longCall);
    expect(longCall.lines).toEqual([60, 120, 154].map((written) => `…${text.slice(0, written).slice(-56).trim()}`));
  });

  it('gives the value that a schema asks for, whatever is written around it', async () => {
    const { server, agent } = await servedAgent(() => 'Here you are:\n```json\n{"city": "Oslo", "people": 700000}\n```\nEnjoy!');
    expect((await agent.perform(workOf({ with: { output: CITY } }), callOf(NOWHERE))).output).toEqual({ city: 'Oslo', people: 700_000 });
    expect(server.exchanges[0]?.request.schema).toEqual(CITY);
    expect(server.exchanges).toHaveLength(1);
  });

  it('asks for a list in an object, as providers want it, and unpacks it', async () => {
    const { server, agent } = await servedAgent('{"value": [1, 2]}');
    const output = { type: 'array', items: { type: 'integer' } };
    expect((await agent.perform(workOf({ with: { output } }), callOf(NOWHERE))).output).toEqual([1, 2]);
    expect(server.exchanges[0]?.request.schema).toMatchObject({ type: 'object', properties: { value: output } });
  });

  it('sends an answer back once with what is wrong, and counts both', async () => {
    const answers = ['{"city": "Oslo"}', '{"city": "Oslo", "people": 700000}'];
    const { server, agent } = await servedAgent((_request, index) => ({ text: answers[index] ?? '', usage }));
    const outcome = await agent.perform(workOf({ with: { output: CITY } }), callOf(NOWHERE));
    expect(outcome).toEqual({ output: { city: 'Oslo', people: 700_000 }, usage: { inputTokens: 200, outputTokens: 20 } });
    expect(server.exchanges[1]?.request.turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(server.exchanges[1]?.request.prompt).toMatch(/cannot be used: .*people/);
  });

  it('gives up on a model that ignores the schema twice, and says what that took', async () => {
    const { server, agent } = await servedAgent(() => ({ text: 'I would rather talk about the weather.', usage }));
    const error = await failure(agent.perform(workOf({ with: { output: CITY } }), callOf(NOWHERE)));
    expect(error).toMatchObject({ kind: 'retryable', code: 'bad-output', usage: { inputTokens: 200, outputTokens: 20 } });
    expect(server.exchanges).toHaveLength(2);
  });

  it('counts what was used before a later call failed', async () => {
    const { agent } = await servedAgent((_request, index) => (index === 0 ? { text: 'no JSON', usage } : { status: 500 }));
    expect(await failure(agent.perform(workOf({ with: { output: CITY } }), callOf(NOWHERE)))).toMatchObject({ code: '500', usage });
  });

  it('asks without the help of a server that does not know structured output', async () => {
    const { server, agent } = await servedAgent((request) =>
      request.schema === undefined ? '{"city": "Oslo", "people": 1}' : { status: 400, message: "Unknown parameter: 'response_format'" },
    );
    expect((await agent.perform(workOf({ with: { output: CITY } }), callOf(NOWHERE))).output).toEqual({ city: 'Oslo', people: 1 });
    expect(server.exchanges[1]?.request.system).toContain('"people"');
  });

  it('goes on with a text that was cut off', async () => {
    const parts = ['Once upon ', 'a time there ', 'was a goose.'];
    const { server, agent } = await servedAgent((_request, index) => ({
      text: parts[index] ?? '',
      finish: index < 2 ? 'length' : 'stop',
      usage,
    }));
    const outcome = await agent.perform(workOf(), callOf(NOWHERE));
    expect(outcome).toEqual({ output: 'Once upon a time there was a goose.', usage: { inputTokens: 300, outputTokens: 30 } });
    expect(server.exchanges[2]?.request.turns[1]).toMatchObject({ role: 'assistant', text: 'Once upon a time there ' });
  });

  it('does not go on for ever', async () => {
    const { server, agent } = await servedAgent(() => ({ text: 'and then ', finish: 'length', usage }));
    expect(await failure(agent.perform(workOf(), callOf(NOWHERE)))).toMatchObject({
      kind: 'terminal-agent',
      code: 'truncated',
      usage: { inputTokens: 400, outputTokens: 40 },
    });
    expect(server.exchanges).toHaveLength(4);
  });

  it('cuts a prompt that proves too long, and asks again', async () => {
    const { server, agent } = await servedAgent((request) =>
      request.prompt.length > 20_000 ? { status: 400, message: 'maximum context length is 5000 tokens' } : 'The goose is grey.',
    );
    const text = `Nothing here.\n${'All work and no play makes a dull day.\n'.repeat(2000)}The goose is grey.\n`;
    const work = workOf({
      with: { instruction: 'Which colour is the goose?' },
      dependencies: [{ task: taskId('read'), title: 'Read', output: text, artifacts: [] }],
    });
    expect((await agent.perform(work, callOf(NOWHERE))).output).toBe('The goose is grey.');
    const last = server.exchanges.at(-1)?.request.prompt ?? '';
    expect(last).toContain('The goose is grey.');
    expect(last).toMatch(/\[… [\d,]+ characters left out …\]/);
  });

  it('reads the text files of the request where it has no tools to read them with', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skein-model-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'notes.txt'), 'The goose is grey.');
    writeFileSync(join(folder, 'picture.png'), Buffer.from([0x89, 0x50, 0, 0]));
    writeFileSync(join(folder, '.env'), 'SECRET=1');
    const { server, agent } = await servedAgent('grey');
    await agent.perform(workOf({ inputs: [folder, join(folder, 'notes.txt')] }), callOf(NOWHERE));
    const { prompt } = server.exchanges[0]?.request ?? expect.unreachable('it was not asked');
    expect(prompt).toContain('file="notes.txt">\nThe goose is grey.');
    expect(prompt).toContain('picture.png');
    expect(prompt).not.toContain('SECRET');
  });

  it('uses the tools it is given, and gives what it says last', async () => {
    const calls: unknown[] = [];
    const { server, agent } = await servedAgent(
      (_request, index) =>
        [
          { text: 'Let me see.', toolCalls: [{ name: 'add', arguments: { a: 1, b: 2 } }], usage },
          { toolCalls: [{ name: 'add', arguments: { a: 3 } }], usage },
          { text: 'It is 3.', usage },
        ][index] ?? '',
      {
        tools: {
          open: async () => ({
            artifacts: () => [],
            tools: [
              {
                name: 'add',
                description: 'adds',
                inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
                execute: async (input) => {
                  calls.push(input);
                  if (calls.length > 1) throw new ToolError('b is missing');
                  return '3';
                },
              },
            ],
          }),
        },
      },
    );
    const call = callOf(NOWHERE);
    expect(await agent.perform(workOf(), call)).toEqual({ output: 'It is 3.', usage: { inputTokens: 300, outputTokens: 30 } });
    expect(calls).toEqual([{ a: 1, b: 2 }, { a: 3 }]);
    expect(call.lines).toContain('uses add');
    expect(server.exchanges[1]?.request.prompt).toContain('3');
    expect(server.exchanges[2]?.request.prompt).toContain('Error: b is missing');
  });

  it('names each of its requests: the first by the key of the attempt, so that a repeat after a crash is known as one', async () => {
    const look = { name: 'look', description: 'looks', inputSchema: { type: 'object' }, execute: async () => 'nothing' };
    const replies = [{ toolCalls: [{ name: 'look', arguments: {} }], usage }, 'no JSON', '{"city": "Bern", "people": 140000}'];
    const { server, agent } = await servedAgent((_request, index) => (index < 6 ? replies[index % 3] : undefined) ?? 'fine', {
      tools: { open: async () => ({ tools: [look], artifacts: () => [] }) },
    });
    const work = workOf({ with: { output: CITY }, idempotencyKey: 'run ä/city/2' });
    await agent.perform(work, callOf(NOWHERE));
    await agent.perform(work, callOf(NOWHERE));
    await agent.generate({ instructions: '', messages: [{ role: 'user', text: 'x' }], signal: new AbortController().signal });
    const keys = ['run%20%C3%A4/city/2', 'run%20%C3%A4/city/2/request-2', 'run%20%C3%A4/city/2/request-3'];
    expect(server.exchanges.map(({ request }) => request.headers['idempotency-key'])).toEqual([...keys, ...keys, undefined]);
  });

  it('stops a model that never stops using tools', async () => {
    const tool = { name: 'look', description: 'looks', inputSchema: { type: 'object' }, execute: async () => 'nothing' };
    const { server, agent } = await servedAgent(() => ({ toolCalls: [{ name: 'look', arguments: {} }], usage }), {
      tools: { open: async () => ({ tools: [tool], artifacts: () => [] }) },
    });
    expect(await failure(agent.perform(workOf(), callOf(NOWHERE)))).toMatchObject({ kind: 'terminal-agent', code: 'too-many-steps' });
    expect(server.exchanges).toHaveLength(24);
  });

  it('asks as its settings say, and answers planners directly', async () => {
    const { server, agent } = await servedAgent('yes', { maxOutputTokens: 77, temperature: 0.5 });
    const { signal } = new AbortController();
    const { text } = await agent.generate({ instructions: 'Plan.', messages: [{ role: 'user', text: 'go' }], signal, temperature: 0 });
    expect(text).toBe('yes');
    expect(server.exchanges[0]?.request).toMatchObject({ maxOutputTokens: 77, body: { temperature: 0 } });
  });

  it('ends when it is called off, with the connection', async () => {
    const { server, agent } = await servedAgent(() => ({ text: 'never', hold: { chunks: 1, until: new Promise(() => {}) } }));
    const controller = new AbortController();
    const performed = agent.perform(workOf(), callOf(NOWHERE, controller.signal));
    const exchange = await server.exchange(0);
    controller.abort(new Error('enough'));
    await expect(performed).rejects.toThrow('enough');
    expect(await exchange.ended).toBe('left');
  });
});

describe('what a model agent says of itself', () => {
  const provider = {
    name: 'openai',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    apiKeyEnv: ['OPENAI_API_KEY'],
    needsKey: true,
  } as const;

  it('takes no task without its key, and names the variable', () => {
    const agent = modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5' } });
    expect(agent.refuses?.(workOf().task)).toBe('it needs a key in OPENAI_API_KEY');
    const keyed = modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5', apiKey: 'k' } });
    expect(keyed.refuses?.(workOf().task)).toBeUndefined();
  });

  it('takes no task whose instruction it cannot read at once', () => {
    const agent = modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5', apiKey: 'k' }, contextTokens: 1000 });
    expect(agent.refuses?.(workOf({ with: { instruction: 'word '.repeat(1000) } }).task)).toMatch(/takes about \d+ tokens/);
  });

  it('does not know what it costs unless it is told', () => {
    expect(modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5' } }).profile.price).toEqual({});
    const price = { inputPerMillionUsd: 1, outputPerMillionUsd: 2 };
    expect(modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5' }, price, tools: NO_TOOLS }).profile).toMatchObject({
      kind: 'model',
      price,
      slots: 4,
      capabilities: { '*': 0.7 },
    });
  });

  it('expects more of a task with more to read', () => {
    const agent = modelAgent({ id: 'a', endpoint: { provider, model: 'gpt-5', apiKey: 'k' } });
    const alone = agent.estimate?.(workOf().task);
    const after = agent.estimate?.(workOf({ with: { dependsOn: [{ task: taskId('b'), optional: false }] } }).task);
    expect(after?.inputTokens).toBe((alone?.inputTokens ?? 0) + 600);
    expect(agent.estimate?.(workOf({ with: { estimate: { outputTokens: 5 } } }).task).outputTokens).toBe(5);
  });
});
