/**
 * A stream of numbers in [0, 1) that the seed and the stream's name fix for good.
 * FNV-1a mixes the name into the seed; the generator is splitmix32 (Steele, Lea, Flood 2014, the 32-bit variant).
 */
export function seededRandom(seed: number, stream: string): () => number {
  let state = (seed ^ fnv1a(stream)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 0x1_0000_0000;
  };
}

/** A draw from the standard normal distribution (Box and Muller 1958). */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
