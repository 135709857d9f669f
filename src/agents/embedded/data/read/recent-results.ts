/**
 * Remembers what a pure function of a text gave lately, within a bound: the cells of a column repeat themselves.
 * When full it forgets everything, which is cheaper than knowing what is oldest.
 */
export function rememberRecent<Result>(compute: (text: string) => Result, bound = 4096): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (known.size >= bound) known.clear();
    known.set(text, result);
    return result;
  };
}
