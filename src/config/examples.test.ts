import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { loadPriceTable } from '../agents/model/price.ts';
import { PROVIDER_KINDS } from '../agents/model/provider.ts';
import { assembleConfiguration } from './assemble-configuration.ts';

const FOLDER = new URL('../../examples/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const KEYS = ['OPENAI', 'ANTHROPIC', 'GEMINI', 'XAI', 'MISTRAL', 'GROQ'];

async function load(name: string) {
  const environment = Object.fromEntries(KEYS.map((service) => [`${service}_API_KEY`, 'k']));
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

  it('hold one for every kind of provider', () => {
    expect(PROVIDER_KINDS.filter((kind) => !EXAMPLES.includes(`${kind}.yaml`))).toEqual([]);
  });
});
