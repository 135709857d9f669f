import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Script } from './exchange.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from './model-server.ts';

/**
 * The official clients are pointed at the server: what they understand is what real servers send.
 * Three faces of one server, so that each fact is checked in every protocol.
 */
async function serve(script: Script | string, options: Partial<ModelServerOptions> = {}) {
  const server = await startModelServer({ script, ...options });
  onTestFinished(() => server.close());
  const apiKey = 'key-for-tests';
  return {
    server,
    openai: new OpenAI({ apiKey, baseURL: `${server.url}/v1`, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey, baseURL: server.url, maxRetries: 0 }),
    google: new GoogleGenAI({ apiKey, httpOptions: { baseUrl: server.url } }),
  };
}

type Clients = Omit<Awaited<ReturnType<typeof serve>>, 'server'>;

const ask = {
  'openai-chat': async ({ openai }: Clients) => {
    const reply = await openai.chat.completions.create({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello?' },
      ],
    });
    return {
      text: reply.choices[0]?.message.content,
      finish: reply.choices[0]?.finish_reason,
      input: reply.usage?.prompt_tokens,
      output: reply.usage?.completion_tokens,
    };
  },
  'openai-responses': async ({ openai }: Clients) => {
    const reply = await openai.responses.create({ model: 'm', instructions: 'Be brief.', input: 'Hello?' });
    return { text: reply.output_text, finish: reply.status, input: reply.usage?.input_tokens, output: reply.usage?.output_tokens };
  },
  anthropic: async ({ anthropic }: Clients) => {
    const reply = await anthropic.messages.create({
      model: 'm',
      max_tokens: 100,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello?' }],
    });
    const [block] = reply.content;
    return {
      text: block?.type === 'text' ? block.text : undefined,
      finish: reply.stop_reason,
      input: reply.usage.input_tokens,
      output: reply.usage.output_tokens,
    };
  },
  gemini: async ({ google }: Clients) => {
    const reply = await google.models.generateContent({ model: 'm', contents: 'Hello?', config: { systemInstruction: 'Be brief.' } });
    return {
      text: reply.text,
      finish: reply.candidates?.[0]?.finishReason,
      input: reply.usageMetadata?.promptTokenCount,
      output: reply.usageMetadata?.candidatesTokenCount,
    };
  },
};

const stream = {
  'openai-chat': async ({ openai }: Clients) => {
    const pieces: string[] = [];
    let tokens: number | undefined;
    const chunks = await openai.chat.completions.create({
      model: 'm',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'Hello?' }],
    });
    for await (const chunk of chunks) {
      pieces.push(chunk.choices[0]?.delta.content ?? '');
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    return { text: pieces.join(''), count: pieces.filter((piece) => piece !== '').length, tokens };
  },
  'openai-responses': async ({ openai }: Clients) => {
    const events = openai.responses.stream({ model: 'm', input: 'Hello?' });
    let count = 0;
    events.on('response.output_text.delta', () => {
      count++;
    });
    const reply = await events.finalResponse();
    return { text: reply.output_text, count, tokens: reply.usage?.output_tokens };
  },
  anthropic: async ({ anthropic }: Clients) => {
    const events = anthropic.messages.stream({ model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hello?' }] });
    let count = 0;
    events.on('text', () => {
      count++;
    });
    const reply = await events.finalMessage();
    const [block] = reply.content;
    return { text: block?.type === 'text' ? block.text : '', count, tokens: reply.usage.output_tokens };
  },
  gemini: async ({ google }: Clients) => {
    const pieces: string[] = [];
    let tokens: number | undefined;
    for await (const chunk of await google.models.generateContentStream({ model: 'm', contents: 'Hello?' })) {
      pieces.push(chunk.text ?? '');
      tokens = chunk.usageMetadata?.candidatesTokenCount;
    }
    return { text: pieces.join(''), count: pieces.length, tokens };
  },
};

type Face = keyof typeof ask;
const faces: readonly Face[] = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'];

const STOPPED: Readonly<Record<Face, string>> = {
  'openai-chat': 'stop',
  'openai-responses': 'completed',
  anthropic: 'end_turn',
  gemini: 'STOP',
};

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => error,
  );
}

describe.each(faces)('the server speaking %s', (face) => {
  it('answers with text and usage', async () => {
    const { server, ...clients } = await serve(() => ({ text: 'Grüße 🧶', usage: { inputTokens: 21, outputTokens: 4 } }));
    expect(await ask[face](clients)).toEqual({ text: 'Grüße 🧶', finish: STOPPED[face], input: 21, output: 4 });
    expect(server.exchanges[0]?.request).toMatchObject({
      protocol: face,
      model: 'm',
      system: 'Be brief.',
      prompt: 'Hello?',
      turns: [{ role: 'user', text: 'Hello?' }],
      stream: false,
    });
    expect(await server.exchanges[0]?.ended).toBe('complete');
  });

  it('streams text in pieces, with usage at the end', async () => {
    // 20 letters in pieces of 5.
    const { server, ...clients } = await serve(() => ({
      text: '0123456789abcdefghij',
      chunkChars: 5,
      usage: { inputTokens: 3, outputTokens: 7 },
    }));
    expect(server.exchanges).toEqual([]);
    expect(await stream[face](clients)).toEqual({ text: '0123456789abcdefghij', count: 4, tokens: 7 });
  });

  it('streams bytes that split characters and lines', async () => {
    const { server: _, ...clients } = await serve(() => ({ text: 'Grüße 🧶 — 你好', fragmentBytes: 3 }));
    expect((await stream[face](clients)).text).toBe('Grüße 🧶 — 你好');
  });

  it('reports errors as that service does', async () => {
    const { server: _, ...clients } = await serve((_request, index) => ({
      status: [429, 500, 401, 404][index] ?? 400,
      retryAfterMs: 2000,
    }));
    for (const status of [429, 500, 401, 404]) expect(await failure(ask[face](clients))).toMatchObject({ status });
  });

  it('cuts streams after the pieces that were told', async () => {
    const { server, ...clients } = await serve(() => ({ text: 'a long story that does not end', chunkChars: 2, cutAfterChunks: 6 }));
    await failure(stream[face](clients));
    expect(await server.exchanges[0]?.ended).toBe('cut');
  });

  it('keeps the rest of a reply to itself when the client has left', async () => {
    const { server, ...clients } = await serve(() => ({ text: 'never told', hold: { chunks: 0, until: new Promise(() => {}) } }));
    const controller = new AbortController();
    const { signal } = controller;
    const asked: Record<Face, () => Promise<unknown>> = {
      'openai-chat': () => clients.openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] }, { signal }),
      'openai-responses': () => clients.openai.responses.create({ model: 'm', input: 'x' }, { signal }),
      anthropic: () =>
        clients.anthropic.messages.create({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'x' }] }, { signal }),
      gemini: () => clients.google.models.generateContent({ model: 'm', contents: 'x', config: { abortSignal: signal } }),
    };
    const failed = failure(asked[face]());
    const exchange = await server.exchange(0);
    controller.abort();
    await failed;
    expect(await exchange.ended).toBe('left');
  });
});

const WEATHER = { type: 'object' as const, properties: { city: { type: 'string' as const } }, required: ['city'] };

describe('what differs between protocols', () => {
  const call = { toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] };

  it('calls tools in chat completions, whole and streamed', async () => {
    const { server, openai } = await serve(() => call);
    const tools = [{ type: 'function' as const, function: { name: 'weather', description: 'says the weather', parameters: WEATHER } }];
    const messages = [{ role: 'user' as const, content: 'x' }];
    const whole = await openai.chat.completions.create({ model: 'm', messages, tools });
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
    });
    const streamed = await openai.chat.completions.stream({ model: 'm', messages, tools }).finalChatCompletion();
    expect(streamed.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'weather', arguments: '{"city":"Oslo"}' } });
    expect(server.exchanges[0]?.request.tools).toEqual([{ name: 'weather', description: 'says the weather', schema: WEATHER }]);
  });

  it('calls tools in responses, whole and streamed', async () => {
    const { openai } = await serve(() => call);
    const tools = [{ type: 'function' as const, name: 'weather', parameters: WEATHER, strict: false }];
    const expected = { type: 'function_call', name: 'weather', arguments: '{"city":"Oslo"}' };
    expect((await openai.responses.create({ model: 'm', input: 'x', tools })).output[0]).toMatchObject(expected);
    expect((await openai.responses.stream({ model: 'm', input: 'x', tools }).finalResponse()).output[0]).toMatchObject(expected);
  });

  it('calls tools in messages, whole and streamed, and reads their results', async () => {
    const { server, anthropic } = await serve((_request, index) => (index < 2 ? call : 'mild'));
    const tools = [{ name: 'weather', input_schema: WEATHER }];
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'x' }];
    const expected = { type: 'tool_use', name: 'weather', input: { city: 'Oslo' } };
    const whole = await anthropic.messages.create({ model: 'm', max_tokens: 9, messages, tools });
    expect(whole).toMatchObject({ stop_reason: 'tool_use', content: [expected] });
    const streamed = await anthropic.messages.stream({ model: 'm', max_tokens: 9, messages, tools }).finalMessage();
    expect(streamed.content[0]).toMatchObject(expected);
    const [block] = whole.content;
    const results = [{ type: 'tool_result' as const, tool_use_id: block?.type === 'tool_use' ? block.id : '', content: '12 degrees' }];
    await anthropic.messages.create({
      model: 'm',
      max_tokens: 9,
      tools,
      messages: [...messages, { role: 'assistant', content: whole.content }, { role: 'user', content: results }],
    });
    expect(server.exchanges[2]?.request.turns).toEqual([
      { role: 'user', text: 'x', toolCalls: [] },
      { role: 'assistant', text: '', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] },
      { role: 'tool', text: '12 degrees', toolCalls: [] },
    ]);
  });

  it('calls tools in generateContent', async () => {
    const { google } = await serve(() => call);
    const config = { tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: WEATHER }] }] };
    const reply = await google.models.generateContent({ model: 'm', contents: 'x', config });
    expect(reply.functionCalls).toMatchObject([{ name: 'weather', args: { city: 'Oslo' } }]);
  });

  it('sees which structured output is asked for', async () => {
    const { server, openai, anthropic, google } = await serve('{"city":"Oslo"}');
    const format = { type: 'json_schema' as const, json_schema: { name: 'place', schema: WEATHER } };
    await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }], response_format: format });
    await openai.responses.create({ model: 'm', input: 'x', text: { format: { type: 'json_schema', name: 'place', schema: WEATHER } } });
    await anthropic.messages.create({
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'x' }],
      output_config: { format: { type: 'json_schema', schema: WEATHER } },
    });
    const config = { responseMimeType: 'application/json', responseJsonSchema: WEATHER };
    const reply = await google.models.generateContent({ model: 'm', contents: 'x', config });
    expect(JSON.parse(reply.text ?? '')).toEqual({ city: 'Oslo' });
    expect(server.exchanges.map(({ request }) => request.schema)).toEqual([WEATHER, WEATHER, WEATHER, WEATHER]);
  });

  it('refuses in the way of each', async () => {
    const { openai, anthropic, google } = await serve(() => ({ refusal: 'I will not.' }));
    const chat = await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] });
    expect(chat.choices[0]?.message).toMatchObject({ content: null, refusal: 'I will not.' });
    expect((await openai.responses.create({ model: 'm', input: 'x' })).output[0]).toMatchObject({ content: [{ type: 'refusal' }] });
    expect((await openai.responses.stream({ model: 'm', input: 'x' }).finalResponse()).output[0]).toMatchObject({
      content: [{ type: 'refusal', refusal: 'I will not.' }],
    });
    const message = await anthropic.messages.create({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
    expect(message.stop_reason).toBe('refusal');
    const content = await google.models.generateContent({ model: 'm', contents: 'x' });
    expect(content).toMatchObject({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } });
    expect(content.candidates).toBeUndefined();
  });

  it('tells when to come back and what is left where each does', async () => {
    const rateLimit = { limitRequests: 60, remainingRequests: 0, requestsResetMs: 61_500, remainingTokens: 150, tokensResetMs: 20 };
    const { openai, anthropic, google } = await serve(() => ({ status: 429, retryAfterMs: 1500, rateLimit }));
    const chat = await failure(openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] }));
    expect(chat).toBeInstanceOf(OpenAI.RateLimitError);
    const { headers } = chat as InstanceType<typeof OpenAI.RateLimitError>;
    expect(Object.fromEntries([...headers].filter(([name]) => /ratelimit|retry/.test(name)))).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1500',
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m1.5s',
      'x-ratelimit-remaining-tokens': '150',
      'x-ratelimit-reset-tokens': '20ms',
    });
    const message = await failure(anthropic.messages.create({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] }));
    expect(message).toBeInstanceOf(Anthropic.RateLimitError);
    const limits = (message as InstanceType<typeof Anthropic.RateLimitError>).headers;
    expect([limits.get('retry-after'), limits.get('anthropic-ratelimit-requests-remaining')]).toEqual(['2', '0']);
    expect(Date.parse(limits.get('anthropic-ratelimit-requests-reset') ?? '')).toBeGreaterThan(Date.now());
    const content = await failure(google.models.generateContent({ model: 'm', contents: 'x' }));
    expect(content).toBeInstanceOf(ApiError);
    expect((content as ApiError).message).toContain('"retryDelay":"1.5s"');
  });

  it('breaks off streams with an error of each protocol', async () => {
    const failAfterChunks = { chunks: 3, failure: { status: 529, message: 'Overloaded' } };
    const { anthropic } = await serve(() => ({ text: 'once upon a time', chunkChars: 2, failAfterChunks }));
    const events = anthropic.messages.stream({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
    expect(String(await failure(events.finalMessage()))).toContain('overloaded_error');
  });
});

describe('the list of models', () => {
  const models = ['small', 'large/2'];

  it('is told to every client', async () => {
    const { openai, anthropic, google } = await serve('hello', { models });
    const ids: string[] = [];
    for await (const model of openai.models.list()) ids.push(model.id);
    for await (const model of anthropic.models.list()) ids.push(model.id);
    for await (const model of await google.models.list()) ids.push(model.name ?? '');
    expect(ids).toEqual([...models, ...models, 'models/small', 'models/large/2']);
    expect((await openai.models.retrieve('large/2')).id).toBe('large/2');
    expect((await anthropic.models.retrieve('small')).id).toBe('small');
    expect((await google.models.get({ model: 'small' })).name).toBe('models/small');
  });

  it('decides which models there are', async () => {
    const { server: _, ...clients } = await serve('hello', { models });
    for (const face of faces) expect(await failure(ask[face](clients))).toMatchObject({ status: 404 });
  });

  it('is shut to those with another key', async () => {
    const { server: _, ...clients } = await serve('hello', { apiKey: 'another key' });
    for (const face of faces) expect(await failure(ask[face](clients))).toMatchObject({ status: 401 });
  });
});

describe('broken servers', () => {
  const broken = async (script: Script): Promise<{ openai: OpenAI; server: ModelServer }> => await serve(script);
  const messages = [{ role: 'user' as const, content: 'x' }];

  it('send what is no JSON', async () => {
    const { openai } = await broken(() => ({ raw: '{"choices": [{' }));
    expect(await failure(openai.chat.completions.create({ model: 'm', messages }))).toBeInstanceOf(SyntaxError);
  });

  it('close the connection without a word', async () => {
    const { openai, server } = await broken(() => ({ hangUp: true }));
    expect(await failure(openai.chat.completions.create({ model: 'm', messages }))).toBeInstanceOf(OpenAI.APIConnectionError);
    expect(await server.exchanges[0]?.ended).toBe('cut');
  });
});
