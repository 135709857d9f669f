import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ModelEndpoint } from '../agents/model/language-model.ts';
import { isModelAgent } from '../agents/model/model-agent.ts';
import { loadPriceTable } from '../agents/model/price.ts';
import { KNOWN_PROVIDERS, PROVIDER_KINDS, providerOf } from '../agents/model/provider.ts';
import { assembleConfiguration } from './assemble-configuration.ts';

const FOLDER = new URL('../../examples/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
/** Of all services whose examples name a key. */
const KEYS = EXAMPLES.flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').match(/\b[A-Z_]+_API_KEY\b/g) ?? []);

async function load(name: string) {
  const environment = Object.fromEntries(['ANTHROPIC_API_KEY', 'GEMINI_API_KEY', ...KEYS].map((variable) => [variable, 'k']));
  const surroundings = { environment, directory: tmpdir(), toolsApproved: false, factsOf: await loadPriceTable() };
  return assembleConfiguration(readFileSync(new URL(name, FOLDER), 'utf8'), name, surroundings);
}

describe('the examples', () => {
  it.each(EXAMPLES.filter((name) => name !== 'massgen.yaml'))(
    '%s makes a team that lacks nothing but keys, at known prices',
    async (name) => {
      const { agents, notes } = await load(name);
      expect(agents.some(({ profile }) => profile.kind === 'model')).toBe(true);
      expect(notes ?? []).toEqual([]);
    },
  );

  it('hold a MassGen file, of which only what has no meaning here is noted', async () => {
    const { team, notes = [] } = await load('massgen.yaml');
    expect(team.agents.filter(({ kind }) => kind === 'model').map(({ id }) => id)).toEqual(['gemini', 'gpt', 'local']);
    expect(notes.filter((note) => !note.startsWith("MassGen's "))).toEqual([]);
  });

  it('hold one for every kind of provider, for those known by name, and for usual servers', () => {
    const usual = ['azure', 'vllm', 'sglang', 'llama-cpp'];
    expect([...PROVIDER_KINDS, ...KNOWN_PROVIDERS, ...usual].filter((name) => !EXAMPLES.includes(`${name}.yaml`))).toEqual([]);
  });

  it.each(KNOWN_PROVIDERS)('for %s goes to its own endpoint with its own key', async (name) => {
    const { agents } = await load(`${name}.yaml`);
    const [{ provider, apiKey }] = agents.filter(isModelAgent).map(({ endpoint }) => endpoint) as [ModelEndpoint];
    expect(provider).toEqual(providerOf(name, undefined, {}));
    expect(apiKey).toBe(provider.needsKey ? 'k' : undefined);
  });
});
