import type { MakeSideCall, Usage } from '../../core/agent.ts';

/** What a model is asked: standing instructions, then turns, the last of them the user's. */
export interface ModelPrompt {
  readonly instructions: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
}

export interface StreamOptions {
  /** Aborting it ends the call. */
  readonly signal: AbortSignal;
  /** Called at most once: with what the model's server says that the call took, or an estimate when nobody read it to its end. */
  onUsage?(usage: Usage, costUsd: number | undefined): void;
  /** How an agent of a team is called, so that it counts there. Default: at once. */
  readonly sideCall?: MakeSideCall;
}

/** A model that answers in text, piece by piece. */
export interface TextModel {
  /** For people: `provider/model`, or the agent's id. */
  readonly name: string;
  /** @throws RetryableError or TerminalError when it cannot be asked; the signal's reason when that is aborted. */
  streamText(prompt: ModelPrompt, options: StreamOptions): AsyncIterable<string>;
}
