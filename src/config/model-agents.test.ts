import { describe, expect, it } from 'vitest';
import { isModelAgent } from '../agents/model/model-agent.ts';
import { loadPriceTable } from '../agents/model/price.ts';
import { assembleConfiguration } from './assemble-configuration.ts';

const factsOf = await loadPriceTable();

function read(text: string, environment: Readonly<Record<string, string>> = {}) {
  const configuration = assembleConfiguration(`embedded: false\n${text}`, 'skein.yaml', {
    environment,
    factsOf,
    directory: '/nowhere',
    toolsApproved: false,
  });
  return { ...configuration, models: configuration.agents.filter(isModelAgent) };
}

describe('a model agent in a config', () => {
  it('is known by its provider, its key and its settings', () => {
    const { models, notes } = read(
      `
providers:
  local: { kind: openai-compatible, baseUrl: "http://127.0.0.1:8000/v1/", apiKeyEnv: LOCAL_KEY }
agents:
  - id: coder
    model: local/org/qwen3-coder
    capabilities: { coding: 0.9 }
    slots: 2
    limits: [key]
    price: { inputPerMillion: 0.3, outputPerMillion: 1.2 }
    contextTokens: 65536
limits: { key: { requestsPerMinute: 60 } }
`,
      { LOCAL_KEY: 'secret' },
    );
    expect(models[0]?.profile).toEqual({
      id: 'coder',
      kind: 'model',
      description: 'the model local/org/qwen3-coder',
      capabilities: { coding: 0.9 },
      slots: 2,
      limits: ['key'],
      family: 'qwen',
      price: { inputPerMillionUsd: 0.3, outputPerMillionUsd: 1.2 },
      contextTokens: 65_536,
    });
    expect(models[0]?.endpoint).toEqual({
      provider: { name: 'local', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:8000/v1', apiKeyEnv: ['LOCAL_KEY'], needsKey: true },
      model: 'org/qwen3-coder',
      apiKey: 'secret',
    });
    expect(notes).toBeUndefined();
  });

  it('costs and reads what the table says, unless the config says otherwise', () => {
    const environment = { OPENAI_API_KEY: 'k' };
    const [known] = read('agents: [{ id: a, model: openai/gpt-5 }]', environment).models;
    expect(known?.profile).toMatchObject({ price: { inputPerMillionUsd: 1.25, outputPerMillionUsd: 10 }, contextTokens: 400_000 });
    const [half] = read('agents: [{ id: a, model: openai/gpt-5, price: { outputPerMillion: 8 } }]', environment).models;
    expect(half?.profile.price).toEqual({ inputPerMillionUsd: 1.25, outputPerMillionUsd: 8 });
  });

  it('has no known price at an address of its own, whatever it is called, and that is said', () => {
    const { models, notes } = read(
      `
providers: { openai: { kind: openai, baseUrl: "http://127.0.0.1:8000/v1" } }
agents: [{ id: a, model: openai/gpt-5 }]
`,
      { OPENAI_API_KEY: 'k' },
    );
    expect(models[0]?.profile.price).toEqual({});
    expect(notes).toEqual([expect.stringMatching(/^The price of a \(openai\/gpt-5\) is not known: its cost is not counted/)]);
  });

  it('without its key is in the team, takes no task, and names the variables', () => {
    const { models, notes } = read('agents: [{ id: a, model: google/gemini-2.5-pro }]');
    expect(models).toHaveLength(1);
    expect(notes).toEqual([
      'The agent "a" takes no tasks: it needs a key in GOOGLE_GENERATIVE_AI_API_KEY or GEMINI_API_KEY or GOOGLE_API_KEY, in the environment or in .env; nobody else is there.',
    ]);
  });

  it.each([
    ['openai/gpt-5', 'OPENAI_API_KEY', 'https://api.openai.com/v1'],
    ['anthropic/claude-sonnet-4-5', 'ANTHROPIC_API_KEY', 'https://api.anthropic.com/v1'],
    ['google/gemini-2.5-pro', 'GEMINI_API_KEY', 'https://generativelanguage.googleapis.com/v1beta'],
    ['xai/grok-4', 'XAI_API_KEY', 'https://api.x.ai/v1'],
    ['mistral/mistral-large-latest', 'MISTRAL_API_KEY', 'https://api.mistral.ai/v1'],
    ['groq/llama-3.3-70b-versatile', 'GROQ_API_KEY', 'https://api.groq.com/openai/v1'],
    ['openrouter/openai/gpt-5', 'OPENROUTER_API_KEY', 'https://openrouter.ai/api/v1'],
  ])('%s needs nothing but %s, and has a price', (model, variable, baseUrl) => {
    const { models, notes } = read(`agents: [{ id: a, model: ${model} }]`, { [variable]: ' key ' });
    expect(models[0]?.endpoint).toMatchObject({ apiKey: 'key', provider: { baseUrl } });
    expect(models[0]?.profile.price.outputPerMillionUsd).toBeGreaterThan(0);
    expect(notes).toBeUndefined();
  });

  it('of Ollama needs nothing at all', () => {
    const { models } = read('agents: [{ id: a, model: ollama/llama3.2, price: { inputPerMillion: 0, outputPerMillion: 0 } }]');
    expect(models[0]?.endpoint.provider).toMatchObject({ baseUrl: 'http://127.0.0.1:11434/v1', needsKey: false });
    expect(models[0]?.isPriced).toBe(true);
  });

  it('is at the address that the environment names for its service', () => {
    const at = (model: string, environment: Record<string, string>) =>
      read(`agents: [{ id: a, model: ${model} }]`, environment).models[0]?.endpoint.provider.baseUrl;
    expect(at('openai/gpt-5', { OPENAI_BASE_URL: 'http://proxy.test/v1/' })).toBe('http://proxy.test/v1');
    expect(at('anthropic/claude-sonnet-4-5', { ANTHROPIC_BASE_URL: 'http://proxy.test' })).toBe('http://proxy.test/v1');
  });
});

describe('the price table', () => {
  const provider = {
    name: 'anthropic',
    kind: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    apiKeyEnv: [],
    needsKey: true,
  } as const;

  it('knows cached input to be cheaper, and long prompts to be dearer', () => {
    const facts = factsOf(provider, 'claude-sonnet-4-5') ?? expect.unreachable('it is not in the table');
    // 3 and 15 USD a million; a tenth for what is read from the cache.
    expect(facts.costUsd({ inputTokens: 100_000, outputTokens: 1000 }, 0)).toBeCloseTo(0.3 + 0.015, 9);
    expect(facts.costUsd({ inputTokens: 100_000, outputTokens: 1000 }, 50_000)).toBeCloseTo(0.15 + 0.015 + 0.015, 9);
    // 6 and 22.5 beyond 200,000.
    expect(facts.costUsd({ inputTokens: 300_000, outputTokens: 1000 }, 0)).toBeCloseTo(1.8 + 0.0225, 9);
  });

  it('does not know what is not in it', () => {
    expect(factsOf(provider, 'no-such-model')).toBeUndefined();
    expect(factsOf({ ...provider, baseUrl: 'http://127.0.0.1:8000/v1' }, 'claude-sonnet-4-5')).toBeUndefined();
  });
});
