import { describe, expect, it, onTestFinished } from 'vitest';
import type { Script } from '../../../test/model-server/exchange.ts';
import { startModelServer } from '../../../test/model-server/model-server.ts';
import { AgentError } from '../../core/agent-error.ts';
import { type GenerateRequest, generate } from './generate.ts';
import type { ModelEndpoint } from './language-model.ts';
import { PROVIDER_KINDS, type ProviderKind } from './provider.ts';

const PATHS: Readonly<Record<ProviderKind, string>> = {
  'openai-compatible': '/v1',
  openai: '/v1',
  anthropic: '/v1',
  google: '/v1beta',
  xai: '/v1',
  mistral: '/mistral/v1',
  groq: '/groq/openai/v1',
};

async function serve(kind: ProviderKind, script: Script | string) {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  const endpoint: ModelEndpoint = {
    provider: { name: 'local', kind, baseUrl: `${server.url}${PATHS[kind]}`, apiKeyEnv: ['LOCAL_KEY'], needsKey: true },
    model: 'm',
    apiKey: 'sk-very-secret',
  };
  const ask = (request: Partial<GenerateRequest> = {}) =>
    generate(endpoint, {
      instructions: 'Be brief.',
      messages: [{ role: 'user', text: 'Hello?' }],
      signal: new AbortController().signal,
      ...request,
    });
  return { server, ask };
}

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  const error = await promise.then(
    () => expect.unreachable('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!AgentError.isInstance(error)) throw error;
  return error;
}

describe.each(PROVIDER_KINDS)('a model of kind %s', (kind) => {
  it('streams its text, and says what it used', async () => {
    const { server, ask } = await serve(kind, () => ({
      text: 'Grüße an alle 🧶',
      chunkChars: 6,
      usage: { inputTokens: 21, outputTokens: 4 },
    }));
    const pieces: string[] = [];
    const generated = await ask({ onText: (piece) => pieces.push(piece) });
    expect(generated).toMatchObject({ text: 'Grüße an alle 🧶', finish: 'stop', usage: { inputTokens: 21, outputTokens: 4 } });
    expect(pieces).toEqual(['Grüße ', 'an all', 'e 🧶']);
    expect(server.exchanges[0]?.request).toMatchObject({ model: 'm', system: 'Be brief.', prompt: 'Hello?', stream: true });
    expect(JSON.stringify(server.exchanges[0]?.request.headers)).toContain('sk-very-secret');
  });

  it('survives bytes that split characters', async () => {
    const { ask } = await serve(kind, () => ({ text: 'Grüße 🧶 你好', fragmentBytes: 5 }));
    expect((await ask()).text).toBe('Grüße 🧶 你好');
  });

  it('says when it was cut off by its bound', async () => {
    const { ask } = await serve(kind, () => ({ text: 'and then', finish: 'length' }));
    expect(await ask({ maxOutputTokens: 2 })).toMatchObject({ text: 'and then', finish: 'length' });
  });

  it('tells passing failures from final ones, without trying again by itself', async () => {
    const statuses = [429, 500, 503, 529, 408, 401, 403, 402, 404, 400, 413];
    const { server, ask } = await serve(kind, (_request, index) => ({ status: statuses[index] ?? 0, message: 'no' }));
    const sorted: string[] = [];
    for (const _ of statuses) {
      const { kind: sort, code } = await failure(ask());
      sorted.push(`${sort} ${code}`);
    }
    expect(sorted).toEqual([
      'retryable 429',
      'retryable 500',
      'retryable 503',
      'retryable 529',
      'retryable 408',
      'terminal-agent auth',
      'terminal-agent auth',
      'terminal-agent no-credit',
      'terminal-agent no-such-model',
      'terminal-agent bad-request',
      'terminal-agent context-length',
    ]);
    expect(server.exchanges).toHaveLength(statuses.length);
  });

  it('comes back when the server says so', async () => {
    const { ask } = await serve(kind, () => ({ status: 429, retryAfterMs: 3000 }));
    expect((await failure(ask())).retryAfterMs).toBe(3000);
  });

  it.each([
    ['a stream that is cut', { text: 'a long story that does not end', chunkChars: 2, cutAfterChunks: 8 }],
    ['a stream that ends with an error', { text: 'a long story', chunkChars: 2, failAfterChunks: { chunks: 4, failure: { status: 529 } } }],
    ['a server that hangs up', { hangUp: true }],
    ['no JSON', { raw: 'data: {"choices": [{\n\n', contentType: 'text/event-stream' }],
    ['a page of a proxy', { raw: '<html>Bad gateway</html>', contentType: 'text/html' }],
    ['nothing at all', { raw: '', contentType: 'text/event-stream' }],
    ['an empty text', { text: '' }],
  ] as const)('takes %s as worth another try', async (_name, reply) => {
    const { ask } = await serve(kind, () => reply);
    expect(await failure(ask())).toMatchObject({ kind: 'retryable' });
  });

  it('does not take a text that was filtered for an answer', async () => {
    const { ask } = await serve(kind, () => ({ text: 'I cannot', finish: 'filter' }));
    expect(await failure(ask())).toMatchObject({ kind: 'terminal-agent', code: 'refused' });
  });

  it('closes the connection when it is called off', async () => {
    const { server, ask } = await serve(kind, () => ({ text: 'never told', hold: { chunks: 1, until: new Promise(() => {}) } }));
    const controller = new AbortController();
    const asked = ask({ signal: controller.signal });
    const reason = new Error('enough');
    const exchange = await server.exchange(0);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(await exchange.ended).toBe('left');
  });
});

describe('a model', () => {
  it('is not asked at all when it is called off before', async () => {
    const { server, ask } = await serve('openai', 'hello');
    await expect(ask({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(server.exchanges).toEqual([]);
  });

  it.each(['openai', 'anthropic', 'google', 'openai-compatible'] as const)('that refuses (%s) is not asked again', async (kind) => {
    const { ask } = await serve(kind, () => ({ refusal: 'I will not do that.' }));
    const error = await failure(ask());
    expect(error).toMatchObject({ kind: 'terminal-agent', code: 'refused' });
    expect(error.usage).toBeDefined();
  });

  it.each(['openai', 'anthropic', 'openai-compatible', 'xai', 'mistral', 'groq'] as const)(
    'says what is left of the limits of its server (%s)',
    async (kind) => {
      const { ask } = await serve(kind, () => ({ text: 'ok', rateLimit: { remainingRequests: 3, remainingTokens: 900 } }));
      expect((await ask()).rateLimit).toMatchObject({ remainingRequests: 3, remainingTokens: 900 });
    },
  );

  it.each(['openai', 'anthropic', 'google', 'openai-compatible', 'mistral', 'groq', 'xai'] as const)(
    'is asked for structured output by the means of its kind (%s)',
    async (kind) => {
      const { server, ask } = await serve(kind, '{"city":"Oslo"}');
      const schema = {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
        additionalProperties: false,
      };
      expect((await ask({ schema })).text).toBe('{"city":"Oslo"}');
      const { request } = server.exchanges[0] ?? expect.unreachable('it was not asked');
      expect(request.schema ?? request.tools[0]?.schema).toMatchObject({ properties: { city: { type: 'string' } } });
    },
  );

  it('that cannot be reached may be there later', async () => {
    const { server, ask } = await serve('openai-compatible', 'hello');
    await server.close().catch(() => {});
    const error = await failure(ask());
    expect(error).toMatchObject({ kind: 'retryable', code: 'no-connection' });
    expect(error.message).toContain(server.url);
  });

  it('does not give away the key that a server repeats', async () => {
    const { ask } = await serve('openai', () => ({
      status: 401,
      message: 'Incorrect API key provided: sk-very-secret. See sk-ve***cret.',
    }));
    const error = await failure(ask());
    expect(error.message).toContain('LOCAL_KEY');
    expect(`${error.message}`).not.toMatch(/very-secret|sk-ve/);
  });

  it('that never stops is stopped', async () => {
    // 33 pieces of a million, then silence: the connection is still open.
    const hold = { chunks: 34, until: new Promise(() => {}) };
    const { server, ask } = await serve('openai-compatible', () => ({
      text: 'and so on '.repeat(3_300_001),
      chunkChars: 1_000_000,
      hold,
    }));
    expect(await failure(ask())).toMatchObject({ kind: 'terminal-agent', code: 'too-long' });
    expect(await server.exchanges[0]?.ended).toBe('left');
  });

  it('that has no credit left is not asked again', async () => {
    const { ask } = await serve('openai', () => ({ status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota.' }));
    expect(await failure(ask())).toMatchObject({ kind: 'terminal-agent', code: 'no-credit' });
  });

  it('that finds the task too long is not asked again', async () => {
    const message = "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.";
    const { ask } = await serve('openai-compatible', () => ({ status: 400, message }));
    expect(await failure(ask())).toMatchObject({ kind: 'terminal-agent', code: 'context-length' });
  });
});
