/** What each of MassGen's capability names adds to an agent here. Names that are about tools add none. */
const LEVELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  web_search: { research: 0.8 },
  code_execution: { coding: 0.8, data: 0.7 },
  bash: { coding: 0.8 },
  reasoning: { analysis: 0.8, planning: 0.8 },
  vision: { vision: 0.8 },
  multimodal: { vision: 0.8 },
  image_understanding: { vision: 0.8 },
  image_generation: { design: 0.7 },
  audio_understanding: { audio: 0.7 },
  audio_generation: { audio: 0.7 },
  video_understanding: { video: 0.7 },
  video_generation: { video: 0.7 },
  filesystem_native: { reading: 0.8 },
  filesystem_mcp: { reading: 0.8 },
  mcp: {},
};

/**
 * A general model: some of everything, more of what language models are made for, and nothing of what takes eyes
 * or makes files. What it turns out to be good at is learned.
 */
const GENERAL: Readonly<Record<string, number>> = {
  '*': 0.5,
  writing: 0.7,
  analysis: 0.7,
  coding: 0.7,
  translation: 0.7,
  research: 0.4,
  vision: 0,
  visualization: 0,
  slides: 0,
};

/** The levels of an agent with these of MassGen's capabilities; unknown names add nothing. */
export function capabilityLevels(massGenNames: Iterable<string>): Record<string, number> {
  const levels: Record<string, number> = { ...GENERAL };
  for (const name of massGenNames) {
    const added = Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined;
    for (const [capability, level] of Object.entries(added ?? {})) levels[capability] = Math.max(levels[capability] ?? 0, level);
  }
  return levels;
}
