import { BLANK_GROUP, type Group } from './group-tally.ts';

/**
 * Of any number of groups, those that are shown or spoken of: the first few in an order, the highest and the lowest by
 * each measure, the first and the last that have it, the blank ones.
 */
export class StandingGroups {
  readonly #limit: number;
  readonly #order: (a: Group, b: Group) => number;
  readonly #highest: (Group | undefined)[];
  readonly #lowest: (Group | undefined)[];
  readonly #foremost: (Group | undefined)[];
  readonly #hindmost: (Group | undefined)[];
  readonly #blank: Group[] = [];
  #first: Group[] = [];
  count = 0;

  constructor(measures: number, limit: number, order: (a: Group, b: Group) => number) {
    this.#limit = limit;
    this.#order = order;
    this.#highest = Array.from({ length: measures }, () => undefined);
    this.#lowest = Array.from({ length: measures }, () => undefined);
    this.#foremost = Array.from({ length: measures }, () => undefined);
    this.#hindmost = Array.from({ length: measures }, () => undefined);
  }

  add(groups: readonly Group[]): void {
    this.count += groups.length;
    for (const group of groups) {
      if (group.keys.includes(BLANK_GROUP)) this.#blank.push(group);
      else for (const [index, value] of group.values.entries()) if (typeof value === 'number') this.#place(group, index, value);
    }
    if (this.#limit > 0) this.#first = [...this.#first, ...groups].toSorted(this.#order).slice(0, this.#limit);
  }

  #place(group: Group, index: number, value: number): void {
    const highest = this.#highest[index]?.values[index];
    const lowest = this.#lowest[index]?.values[index];
    if (typeof highest !== 'number' || value > highest || (value === highest && this.#isBefore(group, this.#highest[index])))
      this.#highest[index] = group;
    if (typeof lowest !== 'number' || value < lowest || (value === lowest && this.#isBefore(group, this.#lowest[index])))
      this.#lowest[index] = group;
    if (this.#isBefore(group, this.#foremost[index])) this.#foremost[index] = group;
    const last = this.#hindmost[index];
    if (last === undefined || this.#order(group, last) > 0) this.#hindmost[index] = group;
  }

  /** Groups come in no order, so of equals the one that the order puts first is spoken of. */
  #isBefore(group: Group, other: Group | undefined): boolean {
    return other === undefined || this.#order(group, other) < 0;
  }

  /** In order. */
  groups(): Group[] {
    const standing = [this.#highest, this.#lowest, this.#foremost, this.#hindmost].flat().flatMap((group) => group ?? []);
    return [...new Set([...this.#first, ...standing, ...this.#blank])].toSorted(this.#order);
  }
}
