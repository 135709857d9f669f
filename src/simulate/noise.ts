/**
 * A factor for a duration, lognormal with mean 1: `exp(sigma z - sigma^2 / 2)`. The same again for the same seed and name.
 *
 * @param sigma Standard deviation of the logarithm: >= 0; 0 gives 1.
 */
export function noiseFactor(sigma: number, seed: number, name: string): number {
  if (sigma === 0) return 1;
  const random = mulberry32(hash(`${seed}/${name}`));
  // Box and Muller (1958); 1 - u is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal - (sigma * sigma) / 2);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state >>> 0;
}

/** Mulberry32 by Tommy Ettinger: a generator of 32 bits of state, uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
