/**
 * How many cases a property is tried with: `usual`, or the share of them that the environment asks for in `SKEIN_CASES_SHARE`,
 * at least ten. `npm run mutation` asks for few, since it runs every property thousands of times.
 */
export function cases(usual: number): number {
  return Math.max(Math.min(usual, 10), Math.round(usual * Number(process.env['SKEIN_CASES_SHARE'] ?? 1)));
}
