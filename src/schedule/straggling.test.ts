import { describe, expect, it } from 'vitest';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { canTwin, mayStraggle, noteDuration, stragglesAfterMs, usualSpread } from './straggling.ts';

describe('a straggler', () => {
  it('has taken longer than 95 of 100 do, and at least a second longer than expected', () => {
    // A usual deviation of 0.5: exp(1.645 * 0.5) = 2.276.
    expect(stragglesAfterMs(usualSpread(), 10_000)).toBeCloseTo(22_762, -1);
    expect(stragglesAfterMs(usualSpread(), 100)).toBe(1100);
    expect(stragglesAfterMs({ logVariance: 0 }, 5000)).toBe(6000);
  });

  it('is judged by how durations strayed: the last counts for a tenth, and none for more than a square of 4', () => {
    const spread = usualSpread();
    noteDuration(spread, 1000 * Math.E, 1000);
    expect(spread.logVariance).toBeCloseTo(0.25 + 0.1 * (1 - 0.25), 12);
    const shorter = usualSpread();
    noteDuration(shorter, 1000, 1000 * Math.E);
    expect(shorter.logVariance).toBeCloseTo(0.325, 12);
    const far = usualSpread();
    noteDuration(far, 1e9, 1);
    expect(far.logVariance).toBeCloseTo(0.25 + 0.1 * (4 - 0.25), 12);
  });

  it('is not judged by a comparison that means nothing', () => {
    const spread = usualSpread();
    for (const [actualMs, expectedMs] of [
      [0, 1],
      [1, 0],
      [-1, 1],
      [Number.NaN, 1],
      [1, Number.NaN],
    ] as const)
      noteDuration(spread, actualMs, expectedMs);
    expect(spread.logVariance).toBe(0.25);
  });

  it('is worth knowing of where a second attempt does no harm and gains something', () => {
    const [model, embedded, writing] = [
      agent('model', { kind: 'model' }),
      agent('embedded', { kind: 'embedded' }),
      agent('writing', { repeatable: false }),
    ];
    const file = [{ name: 'file', access: 'read', units: 1 } as const];
    const { of, state } = nodesOf([model, embedded, writing], [task('t', 10), task('reads', 10, [], { resources: file })]);
    expect(state.agents.map(canTwin)).toEqual([true, false, false]);
    expect(state.agents.map((one) => mayStraggle(of('t'), one))).toEqual([true, false, false]);
    const [first] = state.agents;
    if (first === undefined) throw new Error('there are three agents');
    expect(mayStraggle(of('reads'), first)).toBe(false);
    expect(mayStraggle(nodesOf([model], [task('t', 10)], { hedge: false }).of('t'), first)).toBe(false);
    expect(mayStraggle(nodesOf([model], [task('t', 10)], { hedge: true }).of('t'), first)).toBe(true);
  });
});
