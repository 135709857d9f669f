import { serveRange } from '../watch/serve-range.ts';
import { tryInput } from './fuzz.ts';
import { fuzzTargets } from './targets.ts';

/** Tries inputs of one target: `{ name, seed }` says which. */
const targets = await fuzzTargets();

await serveRange((number, given) => {
  const { name, seed } = given as { readonly name: string; readonly seed: number };
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target "${name}"`);
  return tryInput(target, seed, number);
});
