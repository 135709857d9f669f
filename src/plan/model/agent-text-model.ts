import type { Generated, GenerateRequest } from '../../agents/model/generate.ts';
import { estimateTokens } from '../../agents/model/tokens.ts';
import type { Price, Usage } from '../../core/agent.ts';
import { AgentError } from '../../core/agent-error.ts';
import { costOf } from '../../core/cost.ts';
import type { AgentId } from '../../core/ids.ts';
import type { TextModel } from './text-model.ts';

/** What a plan takes to write, until the server says. */
const PLAN_TOKENS = 1500;

/** The part of a model agent that planning needs. */
export interface AskableAgent {
  readonly profile: { readonly id: AgentId; readonly price?: Price };
  generate(request: GenerateRequest): Promise<Generated>;
}

/** A model agent as a model to plan with: it streams, and whoever stops reading stops the call. */
export function agentTextModel(agent: AskableAgent): TextModel {
  return {
    name: agent.profile.id,
    async *streamText({ instructions, messages }, { signal, onUsage, sideCall }) {
      const leaving = new AbortController();
      const pieces: string[] = [];
      let wake = (): void => {};
      let isOver = false;
      let said = '';
      let used: Usage | undefined;
      const either = AbortSignal.any([signal, leaving.signal]);
      const ask = (): Promise<Generated> =>
        agent.generate({
          instructions,
          messages,
          signal: either,
          onText: (piece) => {
            said += piece;
            pieces.push(piece);
            wake();
          },
        });
      const words = [instructions, ...messages.map(({ text }) => text)].join('\n');
      const wanted = { agent: agent.profile.id, tokens: estimateTokens(words) + PLAN_TOKENS, signal: either };
      const call = sideCall === undefined ? ask() : sideCall(wanted, ask);
      const over = call
        .then(
          ({ usage }) => {
            used = usage;
          },
          (error: unknown) => {
            if (AgentError.isInstance(error)) used = error.usage;
          },
        )
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
        await call;
      } finally {
        leaving.abort(new Error('nobody reads on'));
        await over;
        // What was written is paid for, also where the server did not come to say what it took.
        used ??= said === '' ? undefined : { inputTokens: estimateTokens(words), outputTokens: estimateTokens(said) };
        if (used !== undefined) onUsage?.(used, costOf(agent.profile.price ?? {}, used));
      }
    },
  };
}
