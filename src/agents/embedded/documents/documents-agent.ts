import type { Agent, AgentProfile } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import { refusalOf } from './refusal.ts';

const PROFILE: AgentProfile = {
  id: agentId('documents'),
  kind: 'embedded',
  description: 'reads txt, md, html, pdf and docx; searches, summarises, compares, extracts, and answers from the text with citations',
  capabilities: { reading: 0.8, analysis: 0.5 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 400 },
};

/**
 * The reader: finds, ranks and quotes what documents say, each statement with its source. It arranges their own
 * sentences and adds none. Documents come from the instruction (`summarize notes.md`), from earlier tasks, or from `--input`.
 */
export function createDocumentsAgent(): Agent {
  return {
    profile: PROFILE,
    refuses: refusalOf,
    perform: async (work, call) => (await import('./reader.ts')).readFor(work, call),
  };
}
