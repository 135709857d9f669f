import { OTHERS, type Rules } from './constraints.ts';
import type { SiblingRules } from './order-units.ts';
import type { Unit } from './unit.ts';

/** Rules between units anywhere in a request, brought down to units that stand side by side. */
export class RulesByLevel {
  private readonly rules: Rules;
  private readonly timed: Rules['pairs'];
  /** The ids of a unit and of those it is a part of, outermost first. */
  private readonly paths = new Map<number, readonly number[]>();

  constructor(units: readonly Unit[], rules: Rules, timed: Rules['pairs']) {
    this.rules = rules;
    this.timed = timed;
    const visit = (unit: Unit, above: readonly number[]): void => {
      const path = [...above, unit.id];
      this.paths.set(unit.id, path);
      for (const part of unit.parts) visit(part, path);
    };
    for (const unit of units) visit(unit, []);
  }

  /** The rules among `units`, which stand side by side at `depth`. A rule between their parts is one between them. */
  among(units: readonly Unit[], depth: number): SiblingRules {
    const indexOf = new Map(units.map(({ id }, index) => [id, index]));
    const placeOf = (id: number): number | undefined => (id === OTHERS ? OTHERS : indexOf.get(this.paths.get(id)?.[depth] ?? -2));
    const local = (pairs: Rules['pairs']): [number, number][] =>
      pairs.flatMap(([before, after]) => {
        const first = placeOf(before);
        const second = placeOf(after);
        return first === undefined || second === undefined || first === second ? [] : [[first, second] as [number, number]];
      });
    const pairs = local(this.rules.pairs).filter(([before, after]) => before !== OTHERS || after !== OTHERS);
    const parallel = this.rules.parallel
      .map((group) => [...new Set(group.flatMap((id) => placeOf(id) ?? []))])
      .filter((group) => group.length > 1);
    const listed = (index: number): boolean => units[index]?.list !== undefined;
    const stated = this.rules.free || pairs.some(([before, after]) => listed(before) || listed(after));
    return { pairs, parallel, timed: local(this.timed), stated };
  }
}
