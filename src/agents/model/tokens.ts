/**
 * About how many tokens a text is, for any model: a token for four letters of Latin script, for two digits or signs, and for
 * every letter of another script. Rather too many than too few. O(n).
 */
export function estimateTokens(text: string): number {
  let letters = 0;
  let signs = 0;
  let others = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x24f) others++;
    else if (code === 32 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 0xbf) letters++;
    else signs++;
  }
  return Math.ceil(letters / 4 + signs / 2 + others);
}
