/**
 * A seed of 32 bits for one attempt, from the run's seed: the same again in every run with that seed.
 * FNV-1a over the parts.
 */
export function seedOf(runSeed: number, task: string, attempt: number): number {
  let hash = 0x811c9dc5;
  const text = `${runSeed}/${task}/${attempt}`;
  for (let place = 0; place < text.length; place++) {
    const code = text.codePointAt(place) ?? 0;
    // Beyond 16 bits a character takes two places.
    if (code > 0xffff) place++;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash >>> 0;
}
