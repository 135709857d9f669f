/**
 * JSON that is safe to print on a terminal: control characters that JSON allows in strings are escaped, too.
 *
 * @param indent Spaces a level; 0 puts everything on one line.
 */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
