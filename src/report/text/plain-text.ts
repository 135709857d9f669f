/**
 * Escape sequences: CSI; OSC and the other strings, which end with BEL or ST, or else with the line; and short ones.
 * Their C1 forms are single characters that some terminals obey.
 */
const ESCAPES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;

/** Control characters but tab and newline; marks that reorder text or cannot be seen; halves of surrogate pairs. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * Text that does nothing but be read. What others wrote (requests, titles, outputs, error messages) goes
 * through here before it is shown: it cannot move the cursor, change colours or turn the direction of reading.
 */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** The same on one line: every stretch of white space becomes one space. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' ')).trim();
}
