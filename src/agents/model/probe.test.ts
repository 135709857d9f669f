import { expect, it, onTestFinished } from 'vitest';
import { type ModelServerOptions, startModelServer } from '../../../test/model-server/model-server.ts';
import { probeModel } from './probe.ts';
import { PROVIDER_KINDS, type ProviderKind } from './provider.ts';

async function probe(
  kind: ProviderKind,
  model: string,
  options: Partial<ModelServerOptions> = {},
  apiKey: string | undefined = 'good key',
) {
  const server = await startModelServer({ script: () => expect.unreachable('a token was spent'), ...options });
  onTestFinished(() => server.close());
  const baseUrl = `${server.url}${kind === 'google' ? '/v1beta' : '/v1'}`;
  const provider = { name: 'local', kind, baseUrl, apiKeyEnv: ['LOCAL_KEY'], needsKey: true };
  const { works, detail } = await probeModel({ provider, model, apiKey });
  expect(server.exchanges).toEqual([]);
  return { works, detail: detail.replaceAll(baseUrl, 'SERVER') };
}

it.each(PROVIDER_KINDS)('finds out what a server of kind %s can do', async (kind) => {
  const options = { models: ['large-2', 'small'], apiKey: 'good key' };
  expect(await probe(kind, 'small', options)).toEqual({ works: true, detail: 'SERVER answers and has "small"' });
  expect(await probe(kind, 'smal', options)).toEqual({ works: false, detail: 'SERVER has no model "smal". Did you mean "small"?' });
  expect(await probe(kind, 'gpt', options)).toEqual({ works: false, detail: 'SERVER has no model "gpt". It has large-2, small.' });
  expect(await probe(kind, 'small', options, 'bad key')).toEqual({
    works: false,
    detail: 'SERVER did not accept the key in LOCAL_KEY (401)',
  });
});

it('does not ask without the key that is needed', async () => {
  const provider = { name: 'x', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', apiKeyEnv: ['A_KEY', 'B_KEY'], needsKey: true } as const;
  expect(await probeModel({ provider, model: 'm' })).toEqual({
    works: false,
    detail: 'needs a key in A_KEY or B_KEY, in the environment or in .env',
  });
});

it('knows a model of Ollama without its tag', async () => {
  expect((await probe('openai-compatible', 'llama3.2', { models: ['llama3.2:latest'] })).works).toBe(true);
});

it('says where nobody answers', async () => {
  const server = await startModelServer({ script: 'x' });
  await server.close();
  const provider = { name: 'x', kind: 'openai-compatible', baseUrl: `${server.url}/v1`, apiKeyEnv: [], needsKey: false } as const;
  expect(await probeModel({ provider, model: 'm' })).toEqual({ works: false, detail: `${server.url}/v1 does not answer (ECONNREFUSED)` });
});
