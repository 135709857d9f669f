/**
 * Escape sequences: CSI, OSC and the other strings (ended by BEL or ST, or by the end of the line), and two-character ones.
 * The C1 forms are single characters that some terminals obey.
 */
const ESCAPES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;

/** Control characters but tab and newline; marks that reorder text or cannot be seen; halves of surrogate pairs. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * Text that a terminal prints and does nothing else with. Everything that was written by others
 * (requests, titles, outputs, error messages) goes through here before it is printed.
 */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** The same on one line: every stretch of white space becomes one space. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' ')).trim();
}
