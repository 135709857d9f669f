import type { Generated, GenerateRequest } from '../../agents/model/generate.ts';
import type { Price } from '../../core/agent.ts';
import { costOf } from '../../core/cost.ts';
import type { TextModel } from './text-model.ts';

/** The part of a model agent that planning needs. */
export interface AskableAgent {
  readonly profile: { readonly id: string; readonly price?: Price };
  generate(request: GenerateRequest): Promise<Generated>;
}

/** A model agent as a model to plan with: it streams, and whoever stops reading stops the call. */
export function agentTextModel(agent: AskableAgent): TextModel {
  return {
    name: agent.profile.id,
    async *streamText({ instructions, messages }, { signal, onUsage }) {
      const leaving = new AbortController();
      const pieces: string[] = [];
      let wake = (): void => {};
      let isOver = false;
      const call = agent.generate({
        instructions,
        messages,
        signal: AbortSignal.any([signal, leaving.signal]),
        onText: (piece) => {
          pieces.push(piece);
          wake();
        },
      });
      const over = call
        .catch(() => {})
        .then(() => {
          isOver = true;
          wake();
        });
      try {
        for (;;) {
          const piece = pieces.shift();
          if (piece !== undefined) yield piece;
          else if (isOver) break;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
        const { usage } = await call;
        if (usage !== undefined) onUsage?.(usage, costOf(agent.profile.price ?? {}, usage));
      } finally {
        leaving.abort(new Error('nobody reads on'));
        await over;
      }
    },
  };
}
