import type { Artifact, Call, Work } from '../../../core/agent.ts';
import type { JsonObject } from '../../../core/json.ts';

/** Something a model may use while it does a task. What it gives back is data for the model to read, never instructions. */
export interface Tool {
  /** Letters, digits, `_` and `-`, at most 64: what every provider takes. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  /**
   * @returns At most `MAX_TOOL_CHARACTERS` of text; what was left out is said in it.
   * @throws ToolError for what the model should hear of and may mend; the signal's reason when aborted.
   */
  execute(input: unknown, options: { readonly signal: AbortSignal }): Promise<string>;
}

/** The tool could not do what it was asked. The message is for the model: one or two sentences. */
export class ToolError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ToolError';
  }
}

/** The tools of one attempt. */
export interface ToolSession {
  readonly tools: readonly Tool[];
  /** Files that tools have made so far for the user. */
  artifacts(): readonly Artifact[];
}

/** Decides what a task may use, and makes it ready. What a task says in words has no part in it. */
export interface ToolSource {
  open(work: Work, call: Call): Promise<ToolSession>;
}

export const NO_TOOLS: ToolSource = {
  open: async () => ({ tools: [], artifacts: () => [] }),
};
