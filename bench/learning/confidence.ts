/** A mean with the half-width of its 95 % interval over seeds, by Student's t. */
export interface Confident {
  readonly mean: number;
  readonly half: number;
}

/** 97.5 % of Student's t by degrees of freedom, from 1; beyond, as for 20 seeds. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

export function confident(values: readonly number[]): Confident {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, half: (STUDENT[values.length - 2] ?? 2.093) * Math.sqrt(variance / values.length) };
}

export function percent({ mean, half }: Confident, digits = 1): string {
  return `${(100 * mean).toFixed(digits)} ± ${(100 * half).toFixed(digits)} %`;
}

/** Numbers 0 to count - 1 in an order that chance decides. */
export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
  return order;
}
