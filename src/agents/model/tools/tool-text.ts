/** What a model reads of one answer of a tool: some ten thousand tokens. */
export const MAX_TOOL_CHARACTERS = 40_000;

/** How much of it is kept from the end: that is where programs say how it went. */
const TAIL = 4_000;

/** The text, or its start and its end with a note of what was left out between them. */
export function cutText(text: string, most = MAX_TOOL_CHARACTERS): string {
  const whole = text.toWellFormed();
  if (whole.length <= most) return whole;
  const tail = Math.min(TAIL, Math.floor(most / 10));
  const left = whole.length - most;
  return `${whole.slice(0, most - tail).toWellFormed()}\n[... ${left} characters left out: the whole has ${whole.length} ...]\n${whole.slice(-tail).toWellFormed()}`;
}
