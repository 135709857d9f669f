import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { fuzzTargets } from './targets.ts';

/** `npm run torture` tries 100,000, and other ones. */
const INPUTS = 600;

describe('whatever is in them', async () => {
  it.each(await fuzzTargets())('$name are read, or refused with a message that names the place', async (target) => {
    const { faults, accepted, refused } = await fuzz(target, 1, INPUTS);
    expect(faults.map(({ number, fault }) => `${target.name} ${number}: ${fault}`).join('\n')).toBe('');
    // Otherwise the inputs were not worth trying.
    expect(accepted).toBeGreaterThan(INPUTS / 20);
    if (target.refusal !== 'cannot-plan' && target.make === undefined) expect(refused).toBeGreaterThan(INPUTS / 20);
  });
});
