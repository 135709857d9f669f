import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/parse-config.ts';
import { starterConfig } from '../../config/starter-config.ts';
import { SkeinError } from '../../core/errors.ts';
import { readYaml } from '../../plan/yaml-source.ts';
import { chooseAgents, type InitFlags } from './choose-agents.ts';
import { type Findings, lookAround, modelsAt } from './look-around.ts';

/** A server that lists models as Ollama does, and says anything else elsewhere. */
let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/v1/models')
      response.end(JSON.stringify({ data: [{ id: 'nomic-embed-text' }, { id: 'qwen3:8b' }, { id: 'llama3.2' }] }));
    else if (request.url === '/redirect/models') response.writeHead(302, { location: '/v1/models' }).end();
    else if (request.url === '/html/models') response.end('<html>');
    else if (request.url === '/empty/models') response.end('{"data":null}');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const NOTHING: Findings = { services: [], servers: [] };

function configOf(flags: Partial<InitFlags>, findings: Findings, environment: Record<string, string> = {}) {
  const text = starterConfig(chooseAgents({ models: true, ...flags }, findings, environment));
  const { value, locate } = readYaml(text, 'skein.yaml', 'bad-config');
  return { text, config: parseConfig(value, locate) };
}

describe('what is found', () => {
  it('are services whose key is set, and local servers that answer, with models that do tasks', async () => {
    const findings = await lookAround({ OPENAI_API_KEY: 'sk-SECRET', GOOGLE_API_KEY: 'SECRET', MISTRAL_API_KEY: ' ', OLLAMA_HOST: host });
    expect(findings.services.map(({ provider, keyVariable }) => [provider, keyVariable])).toEqual([
      ['openai', 'OPENAI_API_KEY'],
      ['google', 'GOOGLE_API_KEY'],
    ]);
    expect(findings.servers.find(({ provider }) => provider === 'ollama')).toMatchObject({
      baseUrl: `http://${host}/v1`,
      models: ['qwen3:8b', 'llama3.2'],
    });
    const { text, config } = configOf({}, { ...findings, servers: findings.servers.filter(({ provider }) => provider === 'ollama') });
    expect(config.agents?.map(({ id, model }) => [id, model])).toEqual([
      ['gpt', 'openai/gpt-5.4-mini'],
      ['gemini', 'google/gemini-3.5-flash'],
      ['ollama', 'ollama/qwen3:8b'],
    ]);
    expect(config.providers).toEqual({ ollama: { kind: 'openai-compatible', baseUrl: `http://${host}/v1` } });
    expect(config.agents?.[2]).toMatchObject({ slots: 1, price: { inputPerMillion: 0, outputPerMillion: 0 } });
    expect(config).toMatchObject({ budgetUsd: 1, grants: { '*': ['read', 'list', 'search'] } });
    expect(text).not.toContain('SECRET');
  });

  it('is nothing at an address where something else answers', async () => {
    for (const path of ['redirect', 'html', 'gone']) expect(await modelsAt(`http://${host}/${path}`)).toBeUndefined();
    expect(await modelsAt(`http://${host}/empty`)).toEqual([]);
  });
});

describe('what the flags ask for', () => {
  it('is one provider, with its usual model or another, whether its key is set or not', () => {
    expect(configOf({ provider: ['anthropic'] }, NOTHING).config.agents?.[0]).toMatchObject({
      id: 'claude',
      model: 'anthropic/claude-sonnet-5',
    });
    expect(configOf({ provider: ['anthropic'] }, NOTHING).text).toContain('needs ANTHROPIC_API_KEY, which is not set here');
    expect(configOf({ provider: ['openai'], model: 'gpt-6-sol', budget: 0.25 }, NOTHING).config).toMatchObject({
      agents: [{ model: 'openai/gpt-6-sol' }],
      budgetUsd: 0.25,
    });
  });

  it('is a local server that does not run yet, when its model is named', () => {
    const { config } = configOf({ provider: ['ollama'], model: 'llama3.2' }, NOTHING, { OLLAMA_HOST: '0.0.0.0:9999' });
    expect(config.agents?.[0]?.model).toBe('ollama/llama3.2');
    expect(config.providers?.['ollama']?.baseUrl).toBe('http://127.0.0.1:9999/v1');
    expect(config.budgetUsd).toBeUndefined();
  });

  it('is a server of their own, with the name of the variable that holds its key', () => {
    const { config } = configOf(
      { baseUrl: 'https://models.example.com/v1', model: 'qwen3', keyEnv: 'OWN_KEY', provider: ['work'] },
      NOTHING,
    );
    expect(config.providers).toEqual({
      work: { kind: 'openai-compatible', baseUrl: 'https://models.example.com/v1', apiKeyEnv: 'OWN_KEY' },
    });
    expect(config).toMatchObject({ agents: [{ id: 'work', model: 'work/qwen3' }], budgetUsd: 1 });
  });

  it('is nobody but the embedded agents', async () => {
    const { config } = configOf({ models: false }, await lookAround({ OPENAI_API_KEY: 'x' }));
    expect(config.agents).toBeUndefined();
  });

  it.each<[Partial<InitFlags>, RegExp]>([
    [{ provider: ['antropic'] }, /Did you mean "anthropic"/],
    [{ provider: ['ollama'] }, /Ollama does not answer at .*--model/],
    [{ model: 'gpt-5' }, /--model: is the model of one provider/],
    [{ provider: ['openai', 'google'], model: 'gpt-5' }, /--model: is the model of one provider/],
    [{ provider: ['openai'], model: 'two words' }, /without white space/],
    [{ baseUrl: 'http://x/v1' }, /--base-url: needs a model/],
    [{ baseUrl: 'x', model: 'm' }, /--base-url: is no address/],
    [{ baseUrl: 'http://x', model: 'm', keyEnv: 'sk-SECRET-1' }, /never the key/],
    [{ keyEnv: 'KEY' }, /--key-env: is for a server of your own/],
    [{ models: false, provider: ['openai'] }, /--no-models: leaves nothing/],
  ])('is refused when it cannot be meant: %j', (flags, message) => {
    let error: unknown;
    try {
      configOf(flags, NOTHING, { OLLAMA_HOST: '127.0.0.1:1' });
    } catch (thrown) {
      error = thrown;
    }
    expect(SkeinError.isInstance(error) && error.code === 'bad-usage' && error.message).toMatch(message);
    expect(String(error)).not.toContain('SECRET');
  });
});
