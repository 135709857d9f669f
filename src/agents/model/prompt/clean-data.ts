/**
 * Data as a model may read it: what no person would see (control characters, tag characters, zero-width and direction marks) is
 * taken out, so that nothing can hide in it.
 */
export function cleanData(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '')
      // Zero-width and direction marks, byte-order marks, tag characters. Joiners stay: scripts and emoji need them.
      .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu, '')
  );
}

/** A title or a name on one line, that cannot close the tag that it stands in. */
export function cleanLabel(text: string): string {
  return cleanData(text)
    .replace(/[\s<>"'`]+/g, ' ')
    .trim()
    .slice(0, 120);
}
