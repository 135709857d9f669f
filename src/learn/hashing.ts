/** A hash of a text, 32 bits: FNV-1a with a final mix, the same on every machine. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mixed(hash);
}

/** Spreads the bits of a whole number over 32 bits (the finaliser of MurmurHash3). */
export function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A standard normal number that the key fixes: asked again, it is the same, so a decision can be repeated and explained.
 * The sum of four bytes' halves of two hashes: normal to within 0.01 between -3 and 3.
 */
export function normalOf(key: number): number {
  const one = mixed(key);
  const other = mixed(key ^ 0x9e3779b9);
  const sum = (one & 0xffff) + (one >>> 16) + (other & 0xffff) + (other >>> 16);
  // Four uniform numbers have variance 4/12, and mean 2.
  return (sum / 65536 - 2) * Math.sqrt(3);
}
