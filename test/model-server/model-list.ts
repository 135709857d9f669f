import type { Json, JsonObject } from '../../src/core/json.ts';
import type { ProtocolName } from './exchange.ts';

/** The reply to a question for all models or for one; nothing when there is no such model. */
export function modelList(protocol: ProtocolName, path: string, models: readonly string[]): Json | undefined {
  const name = /\/models\/(.+)$/.exec(path)?.[1];
  const entry = ENTRY[protocol === 'anthropic' || protocol === 'gemini' ? protocol : 'openai'];
  if (name !== undefined) return models.includes(decodeURIComponent(name)) ? entry(decodeURIComponent(name)) : undefined;
  if (!path.endsWith('/models')) return undefined;
  const entries = models.map(entry);
  if (protocol === 'gemini') return { models: entries };
  if (protocol !== 'anthropic') return { object: 'list', data: entries };
  return { data: entries, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
}

const ENTRY: Readonly<Record<'openai' | 'anthropic' | 'gemini', (model: string) => JsonObject>> = {
  openai: (id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'local' }),
  anthropic: (id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }),
  gemini: (id) => ({
    name: `models/${id}`,
    version: '1',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }),
};
