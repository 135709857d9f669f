import type { Agent } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { isJsonObject } from '../core/json.ts';
import type { Locate } from '../core/parse.ts';
import type { AgentEntry } from './config-schema.ts';

const SCOPE = 'this version of skein runs embedded and scripted agents only';

/**
 * Makes the agent of an entry with a `model`.
 *
 * @throws SkeinError `bad-config`, always: no model can be called yet.
 */
export function modelAgent(entry: AgentEntry, index: number, locate: Locate): Agent {
  throw new SkeinError('bad-config', {
    where: locate(['agents', index, 'model']),
    what: `the agent "${entry.id}" needs the model ${entry.model}, but ${SCOPE}`,
    todo: 'Take the agent out, or give it "scripted:" in place of "model:" to rehearse with it.',
  });
}

/**
 * Recognises a MassGen config by its `backend`s.
 *
 * @throws SkeinError `bad-config` naming the first agent that has one.
 */
export function refuseMassGen(value: unknown, locate: Locate): void {
  // Only looked at, never trusted: every part is checked before it is used.
  const root = value as Json;
  if (!isJsonObject(root)) return;
  const entries = Array.isArray(root['agents']) ? (root['agents'] as readonly Json[]) : [];
  const index = entries.findIndex((entry) => isJsonObject(entry) && isJsonObject(entry['backend']));
  const single = isJsonObject(root['agent']) && isJsonObject(root['agent']['backend']) ? root['agent'] : undefined;
  const found = index >= 0 ? entries[index] : single;
  if (!isJsonObject(found)) return;
  const name = typeof found['id'] === 'string' ? `"${found['id']}"` : 'of this MassGen config';
  throw new SkeinError('bad-config', {
    where: locate(index >= 0 ? ['agents', index, 'backend'] : ['agent', 'backend']),
    what: `the agent ${name} needs a model behind its "backend", but ${SCOPE}`,
    todo: 'Write a skein.yaml with "scripted:" agents (`skein init`), or run without a config.',
  });
}
