/**
 * A seed of 32 bits for one attempt, from the run's seed: the same again in every run with that seed.
 * FNV-1a over the parts.
 */
export function seedOf(runSeed: number, task: string, attempt: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${runSeed}/${task}/${attempt}`) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
