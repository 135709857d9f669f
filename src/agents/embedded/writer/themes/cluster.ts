import { cosine, type TermVector } from '../text/term-vectors.ts';

/** Two groups less alike than this on average are left apart, however many groups there are. */
const MIN_LIKENESS = 0.035;

/** So large a share of vectors may stay alone: not everything has a fellow. */
const LONERS = 0.15;

/** Every member costs a merger so much likeness, so that groups grow evenly; at 30 texts, and in proportion. */
const SIZE_COST = 0.008;

/**
 * Groups vectors by likeness: agglomerative, by the average over all pairs, until at most `count` groups and a few loners are left,
 * or those left have too little in common. No chance involved; ties go to the earlier pair. O(n³) simple steps for n vectors.
 *
 * @returns Indexes by group, ascending; groups in the order of their first member. Groups of one are possible.
 */
export function cluster(vectors: readonly TermVector[], count: number): number[][] {
  const groups = new Map(vectors.map((_, index) => [index, [index]]));
  // sums[i][j] is the likeness of all pairs between groups i and j: mergers only add rows.
  const sums = vectors.map((left) => vectors.map((right) => cosine(left, right)));
  const sizeCost = (SIZE_COST * 30) / Math.max(1, vectors.length);
  while (isTooMany([...groups.values()], vectors.length, count)) {
    const best = closestPair(groups, sums, sizeCost);
    if (best === undefined) break;
    const [into, from] = best;
    groups.get(into)?.push(...(groups.get(from) ?? []));
    groups.delete(from);
    for (const other of groups.keys()) {
      const joined = (sums[into]?.[other] ?? 0) + (sums[from]?.[other] ?? 0);
      const [row, column] = [sums[into], sums[other]];
      if (row !== undefined) row[other] = joined;
      if (column !== undefined) column[into] = joined;
    }
  }
  return [...groups.values()].map((group) => group.sort((left, right) => left - right));
}

function isTooMany(groups: readonly (readonly number[])[], vectors: number, count: number): boolean {
  const loners = groups.filter((group) => group.length === 1).length;
  return groups.length - loners > count || loners > vectors * LONERS;
}

function closestPair(
  groups: ReadonlyMap<number, readonly number[]>,
  sums: readonly (readonly number[])[],
  sizeCost: number,
): [number, number] | undefined {
  let best: [number, number] | undefined;
  let bestGain = Number.NEGATIVE_INFINITY;
  const entries = [...groups];
  for (const [position, [left, leftMembers]] of entries.entries()) {
    for (let at = position + 1; at < entries.length; at++) {
      const [right, rightMembers] = entries[at] ?? [left, leftMembers];
      const likeness = (sums[left]?.[right] ?? 0) / (leftMembers.length * rightMembers.length);
      if (likeness < MIN_LIKENESS) continue;
      const gain = likeness - sizeCost * (leftMembers.length + rightMembers.length);
      if (gain > bestGain) {
        best = [left, right];
        bestGain = gain;
      }
    }
  }
  return best;
}
