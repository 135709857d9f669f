/** Draws from lists, the same again from the same seed. Source: mulberry32. */
export function seededChoice(seed: number): <Value>(values: readonly Value[]) => Value {
  let state = seed >>> 0;
  return (values) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const index = ((mixed ^ (mixed >>> 14)) >>> 0) % values.length;
    return values[index] as (typeof values)[number];
  };
}
