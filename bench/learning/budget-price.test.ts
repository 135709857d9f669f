import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetPrice } from './budget-price.ts';

describe('the price of a budget', () => {
  it('never spends more than there is, whatever things cost', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.array(fc.double({ min: 0, max: 10, noNaN: true })), (budget, costs) => {
        const purse = new BudgetPrice(budget, costs.length, 10);
        let spent = 0;
        for (const cost of costs) {
          if (!purse.allows(cost)) continue;
          purse.spend(cost);
          spent += cost;
        }
        expect(spent).toBeLessThanOrEqual(budget * (1 + 1e-12));
        expect(Number.isFinite(purse.perUsd)).toBe(true);
      }),
    );
  });

  it('rises while more is spent than there is for each task, and falls again', () => {
    const purse = new BudgetPrice(10, 10, 2);
    purse.spend(2);
    const high = purse.perUsd;
    expect(high).toBeGreaterThan(0);
    purse.spend(0);
    expect(purse.perUsd).toBeLessThan(high);
  });
});
