import type { Json } from '../../../src/core/json.ts';
import { Chance } from '../simulation/chance.ts';
import { judge } from './judge.ts';
import { mutateText } from './mutate-text.ts';
import { mutateValue } from './mutate-value.ts';
import type { Target } from './target.ts';

export interface FuzzFault {
  readonly target: string;
  readonly number: number;
  readonly fault: string;
  readonly text: string;
}

export interface FuzzResult {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly slowest: number;
  readonly faults: readonly FuzzFault[];
}

/** A text that takes longer is read again: the machine may have had other things to do. */
const SLOW_MS = 1000;

/** Gives a target so many texts; the seed and a text's number fix the text. */
export async function fuzz(target: Target, seed: number, count: number, first = 0): Promise<FuzzResult> {
  const faults: FuzzFault[] = [];
  let [accepted, refused, slowestMs, slowest] = [0, 0, 0, 0];
  for (let number = first; number < first + count; number++) {
    const chance = new Chance(seed, `fuzz/${target.name}/${number}`);
    const text = inputOf(target, chance);
    const { outcome, fault, elapsedMs: firstMs } = await judge(target, text, chance);
    const elapsedMs = firstMs > SLOW_MS ? Math.min(firstMs, (await judge(target, text, chance)).elapsedMs) : firstMs;
    if (outcome === 'accepted') accepted++;
    else if (outcome === 'refused') refused++;
    else faults.push({ target: target.name, number, fault: fault ?? '', text });
    if (elapsedMs > slowestMs) [slowestMs, slowest] = [elapsedMs, number];
  }
  return { target: target.name, inputs: count, accepted, refused, slowestMs, slowest, faults };
}

/** One text: a known one, changed as a text or as a document. */
function inputOf({ corpus }: Target, chance: Chance): string {
  const known = corpus[chance.between(0, corpus.length - 1)] ?? '';
  const lines = known.split('\n');
  if (lines.length > 1 && jsonOf(lines[0] ?? '') !== undefined && chance.is(0.8)) return withMutatedLine(lines, chance);
  const document = chance.is(0.6) ? jsonOf(known) : undefined;
  if (document === undefined) return chance.is(0.02) ? noise(chance) : mutateText(known, chance);
  const text = JSON.stringify(mutateValue(document, chance));
  return chance.is(0.1) ? mutateText(text, chance) : text;
}

/** Of a text that is a document a line, one is changed. */
function withMutatedLine(lines: readonly string[], chance: Chance): string {
  const index = chance.between(0, lines.length - 1);
  const document = jsonOf(lines[index] ?? '');
  return document === undefined ? lines.join('\n') : lines.with(index, JSON.stringify(mutateValue(document, chance))).join('\n');
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function noise(chance: Chance): string {
  return Array.from({ length: chance.between(0, 300) }, () => String.fromCharCode(chance.between(0, 0x2fff))).join('');
}
