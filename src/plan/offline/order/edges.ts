import type { Strength } from './unit.ts';

/**
 * What waits for what among units side by side. Edges are added from the surest to the least sure: a less sure one that would close
 * a circle is left out.
 */
export class Edges {
  readonly waitsFor: Set<number>[];
  private readonly strengths: Map<number, Strength>[];
  private backward = false;

  constructor(count: number) {
    this.waitsFor = Array.from({ length: count }, () => new Set());
    this.strengths = Array.from({ length: count }, () => new Map());
  }

  /** Adds an edge. Unless it is `stated`, it is left out when it would close a circle. */
  add(before: number, after: number, strength: Strength): boolean {
    const waits = this.waitsFor[after];
    if (waits === undefined || before === after || before < 0 || before >= this.waitsFor.length) return false;
    if (waits.has(before)) return true;
    if (strength !== 'stated' && (this.backward || before > after) && this.reaches(after, before)) return false;
    waits.add(before);
    this.strengths[after]?.set(before, strength);
    if (before > after) this.backward = true;
    return true;
  }

  strengthOf(before: number, after: number): Strength | undefined {
    return this.strengths[after]?.get(before);
  }

  /** Whether `later` waits for `earlier`, directly or not. */
  reaches(earlier: number, later: number): boolean {
    const seen = new Set([later]);
    const stack = [later];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node === earlier) return true;
      for (const before of this.waitsFor[node] ?? []) {
        if (seen.has(before)) continue;
        seen.add(before);
        stack.push(before);
      }
    }
    return false;
  }

  /** Leaves out edges that only tell the order (`sequence`, `timed`, `stated`) where other edges imply it. O(V x E), so only for small plans. */
  reduce(): void {
    if (this.waitsFor.length > MOST_REDUCED) return;
    for (const [after, waits] of this.waitsFor.entries()) {
      for (const before of [...waits]) {
        const strength = this.strengthOf(before, after);
        if (strength === 'reference' || strength === 'flow') continue;
        if ([...waits].some((other) => other !== before && this.reaches(before, other))) waits.delete(before);
      }
    }
  }
}

/** Beyond so many units an edge too many costs less than finding it. */
const MOST_REDUCED = 300;
