/** How hard a model thinks before it answers. */
export const REASONING = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** How a model is to answer. Absent: as the provider has it. */
export interface Sampling {
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly reasoning?: (typeof REASONING)[number] | undefined;
}

/** The parts that are said of sampling, and no others: also of an object with more in it. */
export function samplingOptions({ maxOutputTokens, temperature, topP, topK, reasoning }: Sampling) {
  return {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
