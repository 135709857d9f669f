import { Flow } from './order/flow.ts';
import { referencesOf } from './order/references.ts';
import { coverage, wordsOf } from './similar-text.ts';
import type { Step, Steps } from './steps.ts';

/**
 * What each step waits for, by index: what the text states ("step 3 needs step 1"), words of time ("after packing"), words of
 * sequence and the numbers of a list, references ("it", "the report"), and what one step makes that another uses. Steps that
 * nothing relates are left in parallel. Implied waits are left out. The result has no cycle.
 */
export function orderSteps({ steps, constraints, ordered }: Steps): ReadonlySet<number>[] {
  const waits = steps.map(() => new Set<number>());
  const parts = new Map<number, number[]>();
  for (const [index, { parent }] of steps.entries()) if (parent !== undefined) parts.set(parent, [...(parts.get(parent) ?? []), index]);
  const wait = (after: number, before: number): void => {
    // A later word never turns round what an earlier, surer one said.
    if (!isPartOf(steps, before, after) && !isPartOf(steps, after, before) && !restsOn(steps, parts, waits, before, after))
      waits[after]?.add(before);
  };
  for (const { before, after } of constraints) wait(after, before);
  for (const [index, step] of steps.entries()) waitForTimes(index, step, steps, wait);
  const flow = new Flow();
  let stageFrom = 0;
  let previousStage: readonly number[] = [];
  for (const [index, step] of steps.entries()) {
    const siblings = steps.flatMap((other, at) => (at < index && other.parent === step.parent ? [at] : []));
    const { link } = step.clause;
    if (step.parent === undefined && (link === 'sequence' || link === 'end') && siblings.length > 0) {
      previousStage = link === 'end' ? openEnds(siblings, waits) : siblings.filter((at) => at >= stageFrom);
      stageFrom = index;
    } else if (link === 'start') {
      previousStage = [];
      stageFrom = index;
    }
    if (step.parent !== undefined && (link === 'sequence' || link === 'end')) for (const at of siblings.slice(-1)) wait(index, at);
    if (step.parent === undefined && link !== 'parallel') for (const at of previousStage) wait(index, at);
    if (step.afterItem !== undefined && !ordered) wait(index, step.afterItem);
    if (!ordered) {
      for (const at of referencesOf(step, { units: steps, count: index, waitsFor: waits })) wait(index, at);
      if (waits[index]?.size === 0) for (const at of flow.sourcesOf(step, steps)) wait(index, at);
    }
    flow.add(index, step, waits[index] ?? new Set());
  }
  return waits.map(
    (own) => new Set([...own].filter((before) => ![...own].some((other) => other !== before && reaches(waits, other, before)))),
  );
}

/** "after packing the bags, call a taxi" where packing is a step of its own. */
function waitForTimes(index: number, { clause }: Step, steps: readonly Step[], wait: (after: number, before: number) => void): void {
  for (const { relation, tokens } of clause.hangings) {
    const words = wordsOf(tokens.map(({ text }) => text).join(' '));
    let best: number | undefined;
    let most = 0.49;
    for (const [at, other] of steps.entries()) {
      const score = at === index ? 0 : coverage(words, wordsOf(other.text));
      if (score > most) [best, most] = [at, score];
    }
    if (best !== undefined) wait(relation === 'after' ? index : best, relation === 'after' ? best : index);
  }
}

/** Those among the steps that no other of them comes after. */
function openEnds(among: readonly number[], waits: readonly ReadonlySet<number>[]): number[] {
  const needed = new Set(among.flatMap((at) => [...(waits[at] ?? [])]));
  return among.filter((at) => !needed.has(at));
}

/** `part` is the step `whole`, or one of its parts at any depth. */
function isPartOf(steps: readonly Step[], part: number, whole: number): boolean {
  for (let at: number | undefined = part; at !== undefined; at = steps[at]?.parent) if (at === whole) return true;
  return false;
}

/** Whether `step` can only be done after `other`, or a part of it, is: through waits, those of what it is a part of, and its own parts. */
function restsOn(
  steps: readonly Step[],
  parts: ReadonlyMap<number, readonly number[]>,
  waits: readonly ReadonlySet<number>[],
  step: number,
  other: number,
): boolean {
  const seen = new Set<number>();
  const stack = [step];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isPartOf(steps, next, other)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (let at: number | undefined = next; at !== undefined; at = steps[at]?.parent) stack.push(...(waits[at] ?? []));
    stack.push(...(parts.get(next) ?? []));
  }
  return false;
}

function reaches(waits: readonly ReadonlySet<number>[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const stack = [from];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...(waits[next] ?? []));
  }
  return false;
}
