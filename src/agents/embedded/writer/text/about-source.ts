const ABOUT_THE_SOURCE =
  /^(?:we|i|this|these|the (?:digest|review|study|paper|survey|report|notes|authors|repositories|documents?|collections?))\b.*\b(?:read|followed|reviews?|reviewed|covers?|collected|surveyed|interviewed|describes?|described|measured|sampled|compared?|examined|studied|analy[sz]ed|tested|evaluated|ran|keeps to|asks?|written)\b|\bcompared notes\b|\b(?:was|were) expected to\b|^(?:our|the) (?:collections?|samples?|data|method)\b/i;

/** True for a sentence that tells how its source was made and not what was found: `We followed 64 benchmarks`. */
export function isAboutSource(sentence: string): boolean {
  return ABOUT_THE_SOURCE.test(sentence);
}
