import type { Json } from '../../../src/core/json.ts';
import { Chance } from '../simulation/chance.ts';
import { watchedRange } from '../watch/watched-range.ts';
import { judge, type Verdict } from './judge.ts';
import { mutateText, swollen } from './mutate-text.ts';
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

/** What came of one input. */
export interface Tried {
  readonly number: number;
  readonly outcome: Verdict['outcome'];
  readonly cpuMs: number;
  readonly fault?: FuzzFault;
}

/** A text that takes longer is read again: memory may just have been tidied up. */
const SLOW_MS = 1000;

/** Few: each takes as long as a hundred others. */
const SWOLLEN = 0.002;

/** Longer than any text takes on a busy machine. */
const PATIENCE_MS = 15_000;

/** Gives a target so many texts, in threads that are watched; the seed and a text's number fix the text. */
export async function fuzz(target: Target, seed: number, count: number, workers = 1): Promise<FuzzResult> {
  const faults: FuzzFault[] = [];
  let [accepted, refused, slowestMs, slowest] = [0, 0, 0, 0];
  const share = Math.ceil(count / workers);
  const take = ({ number, outcome, cpuMs, fault }: Tried): void => {
    if (outcome === 'accepted') accepted++;
    if (outcome === 'refused') refused++;
    if (fault !== undefined) faults.push(fault);
    if (cpuMs > slowestMs) [slowestMs, slowest] = [cpuMs, number];
  };
  const lost = (number: number, why: string): void => {
    faults.push({ target: target.name, number, fault: why, text: inputText(target, seed, number) });
  };
  await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      watchedRange<Tried>(
        new URL('./fuzz-worker.ts', import.meta.url),
        { first: index * share, count: Math.max(0, Math.min(share, count - index * share)) },
        { patienceMs: PATIENCE_MS, given: { name: target.name, seed } },
        take,
        lost,
      ),
    ),
  );
  return { target: target.name, inputs: count, accepted, refused, slowestMs, slowest, faults };
}

/** Gives a target one text. One that takes more than a second, twice, is a fault. */
export async function tryInput(target: Target, seed: number, number: number): Promise<Tried> {
  const chance = chanceOf(target, seed, number);
  const text = inputOf(target, chance);
  const first = await judge(target, text, chance);
  const cpuMs = first.cpuMs > SLOW_MS ? Math.min(first.cpuMs, (await judge(target, text, chance)).cpuMs) : first.cpuMs;
  const fault = first.fault ?? (cpuMs > SLOW_MS ? `takes ${Math.round(cpuMs)} ms of processor time` : undefined);
  return {
    number,
    outcome: first.outcome,
    cpuMs,
    ...(fault === undefined ? {} : { fault: { target: target.name, number, fault, text } }),
  };
}

/** The text of a number. */
export function inputText(target: Target, seed: number, number: number): string {
  return inputOf(target, chanceOf(target, seed, number));
}

function chanceOf({ name }: Target, seed: number, number: number): Chance {
  return new Chance(seed, `fuzz/${name}/${number}`);
}

/** One text: a known one, changed as a text or as a document. */
function inputOf({ corpus, make }: Target, chance: Chance): string {
  if (make !== undefined) return make(chance);
  const known = corpus[chance.between(0, corpus.length - 1)] ?? '';
  if (chance.is(SWOLLEN)) return swollen(known, chance);
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
