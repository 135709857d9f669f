import { addGram, createGram, type Gram, truncateGram } from './gram.ts';
import { hashText } from './hashing.ts';
import { compareSketches, MOST_LANDMARKS } from './landmarks.ts';
import type { TextSketch } from './text-sketch.ts';

/** Capabilities are hashed to so many places. */
const SKILL_PLACES = 24;

/** The first features say whose text it is, not how it reads: a constant 1, and one for the capability. */
export const OFFSETS = 1 + SKILL_PLACES;

/** How many numbers describe a task: what it needs, and its likeness to each landmark. */
export const FEATURES = OFFSETS + MOST_LANDMARKS;

/** Sums over texts, with the landmarks that the features after the offsets refer to. */
export interface TextGram extends Gram {
  landmarks: readonly TextSketch[];
}

export function createTextGram(): TextGram {
  return { ...createGram(FEATURES), landmarks: [] };
}

/** The features of a task of which only the capabilities are known. `*` stands for none. */
export function offsetFeatures(skill: string, into: Float64Array = new Float64Array(FEATURES)): Float64Array {
  into.fill(0);
  into[0] = 1;
  if (skill !== '*') into[1 + (hashText(skill) % SKILL_PLACES)] = 1;
  return into;
}

/** How many landmarks two lists have in common from the first on, and whose list to go on with: the longer, or the lesser where they part. */
export function reconcile(
  one: readonly TextSketch[],
  other: readonly TextSketch[],
): { readonly common: number; readonly keepsFirst: boolean } {
  for (let common = 0; ; common++) {
    const [left, right] = [one[common], other[common]];
    if (left === undefined || right === undefined) return { common, keepsFirst: one.length >= other.length };
    const order = compareSketches(left, right);
    if (order !== 0) return { common, keepsFirst: order < 0 };
  }
}

/** Forgets what was said by landmarks beyond the first `common`. */
export function keepLandmarks(gram: Gram, common: number): void {
  truncateGram(gram, OFFSETS + common);
}

/** Puts sums together that may refer to different landmarks: what only the given-up ones said is lost. Commutative. */
export function addTextGram(into: TextGram, other: TextGram): void {
  const { common, keepsFirst } = reconcile(into.landmarks, other.landmarks);
  if (keepsFirst) addGram(into, other, OFFSETS + partOf(other, common));
  else {
    keepLandmarks(into, partOf(into, common));
    into.landmarks = other.landmarks;
    addGram(into, other);
  }
}

/** What of a list that is given up remains of use: all of it, when the other goes on from it. */
function partOf({ landmarks }: TextGram, common: number): number {
  return Math.min(common, landmarks.length);
}
