import type { Agent, AgentProfile } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';

const PROFILE: AgentProfile = {
  id: agentId('slides'),
  kind: 'embedded',
  description: 'lays reports, findings, tables and charts out as slides: PowerPoint and HTML, with speaker notes',
  capabilities: { slides: 0.7, design: 0.4 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 1500 },
};

const SLIDES = /\b(?:slides?|slideshows?|slide ?decks?|decks?|presentations?|powerpoint|pptx|keynote|talk)\b/i;

/** The embedded slide maker: works without a model, from what the tasks before it made. The same material gives the same deck. */
export function createSlides(): Agent {
  return {
    profile: PROFILE,
    refuses,
    estimate: () => ({ durationMs: 1500 }),
    async perform(work, call) {
      call.signal.throwIfAborted();
      const { makeDeck } = await import('./make-deck.ts');
      return makeDeck(work, call);
    },
  };
}

/** A task may name slides by its capability alone: `Add visualizations`. */
function refuses({ instruction, capabilities }: Task): string | undefined {
  if (SLIDES.test(instruction) || capabilities.includes('slides')) return undefined;
  return 'the instruction asks for no slides';
}
