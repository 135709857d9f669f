import type { ToolSource } from '../agents/model/tools/tool.ts';
import type { Agent } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import type { Locate } from '../core/parse.ts';
import type { AgentEntry } from './config-schema.ts';

const SCOPE = 'this version of skein runs embedded and scripted agents only';

/**
 * Makes the agent of an entry with a `model`.
 *
 * @throws SkeinError `bad-config`, always: no model can be called yet.
 */
export function modelAgent(entry: AgentEntry, index: number, locate: Locate, _tools: ToolSource): Agent {
  throw new SkeinError('bad-config', {
    where: locate(['agents', index, 'model']),
    what: `the agent "${entry.id}" needs the model ${entry.model}, but ${SCOPE}`,
    todo: 'Take the agent out, or give it "scripted:" in place of "model:" to rehearse with it.',
  });
}
