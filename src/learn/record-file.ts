import * as z from 'zod';
import { messageOf, SkeinError } from '../core/errors.ts';
import { locateIn, parseWith } from '../core/parse.ts';
import { type Evidence, MOST_FIGURE, mergeEvidence, RECENT } from './evidence.ts';
import { MOST_LANDMARKS } from './landmarks.ts';
import type { Tally } from './tally.ts';
import { addTextGram, createTextGram, FEATURES, keepLandmarks, type TextGram } from './text-gram.ts';
import { STYLES, type TextSketch } from './text-sketch.ts';

/** What is kept of one agent at one skill. */
export interface SkillEntry {
  readonly kind: 'skill';
  readonly agent: string;
  readonly skill: string;
  readonly evidence: Evidence;
}

/** What is kept of the texts of one agent. */
export interface TextsEntry {
  readonly kind: 'texts';
  readonly agent: string;
  readonly gram: TextGram;
}

export type LearnedEntry = SkillEntry | TextsEntry;

/** Raised when what the numbers mean changes: older texts are then no longer understood. */
const TEXTS_VERSION = 2;

/** Before landmarks: the first features, which say whose text it is, mean the same. */
const WITHOUT_LANDMARKS = { version: 1, features: 98 };

const amount = z.number().min(0).max(1e18);
const tally = z.object({ weight: amount, sum: z.number(), squares: amount });
const skillEntry = z.object({
  kind: z.literal('skill'),
  agent: z.string().min(1).max(200),
  skill: z.string().min(1).max(2000),
  evidence: z.object({
    atMs: amount,
    epochMs: amount,
    trials: amount,
    successes: amount,
    failures: amount,
    logLatency: tally,
    logSlowness: tally,
    logInputTokens: tally,
    logOutputTokens: tally,
    costUsd: tally,
    textGain: z.number().min(-1e9).max(1e9),
    recent: z
      .array(z.object({ key: z.string().max(1000), atMs: amount, score: z.number().min(0).max(1), why: z.string().max(1000).optional() }))
      .max(RECENT),
  }),
});
const textsEntry = z.object({
  kind: z.literal('texts'),
  agent: z.string().min(1).max(200),
  version: z.number(),
  features: z.number(),
  count: amount,
  epochMs: amount,
  products: z.base64(),
  moments: z.base64(),
  landmarks: z
    .array(z.object({ style: z.array(z.int().min(-127).max(127)).length(STYLES), words: z.array(z.int().min(0).max(0xffff)).max(64) }))
    .max(MOST_LANDMARKS)
    .default([]),
});
const entry = z.discriminatedUnion('kind', [skillEntry, textsEntry]);

/** The name that an entry is kept under: no two agents or skills share one. */
export function nameOf(of: { readonly kind: 'skill' | 'texts'; readonly agent: string; readonly skill?: string }): string {
  return `${of.kind} ${JSON.stringify(of.skill === undefined ? [of.agent] : [of.agent, of.skill])}`;
}

export function formatEntry(of: LearnedEntry): string {
  if (of.kind === 'skill') return JSON.stringify(of);
  const { count, epochMs, products, moments, landmarks } = of.gram;
  return JSON.stringify({
    kind: of.kind,
    agent: of.agent,
    version: TEXTS_VERSION,
    features: FEATURES,
    count,
    epochMs,
    products: base64Of(products),
    moments: base64Of(moments),
    landmarks: landmarks.map(({ style, words }) => ({ style: [...style], words: [...words] })),
  });
}

/**
 * Reads one entry.
 *
 * @param where Names the place in complaints.
 * @throws SkeinError `bad-input` that says what is wrong with a corrupt or foreign record.
 */
export function parseEntry(text: string, where: string): LearnedEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SkeinError('bad-input', { where, what: `is not JSON (${messageOf(cause)})`, cause });
  }
  return entryFrom(value, where);
}

/** The same of a value that is parsed already. */
export function entryFrom(value: unknown, where: string): LearnedEntry {
  const parsed = parseWith(entry, value, 'bad-input', locateIn(where));
  if (parsed.kind === 'skill') return { ...parsed, evidence: soundEvidence(parsed.evidence as Evidence, where) };
  const { agent, version, features, count } = parsed;
  const gram = createTextGram();
  gram.count = count;
  gram.epochMs = parsed.epochMs;
  const isOlder = version === WITHOUT_LANDMARKS.version && features === WITHOUT_LANDMARKS.features;
  if (!isOlder && (version !== TEXTS_VERSION || features !== FEATURES)) {
    throw new SkeinError('bad-input', {
      where,
      what: 'what texts say is kept in a form that this version does not know',
      expected: `version ${TEXTS_VERSION} with ${FEATURES} features`,
      received: `version ${version} with ${features}`,
    });
  }
  numbersInto(gram.products, parsed.products, (features * (features + 1)) / 2, `${where}, products`);
  numbersInto(gram.moments, parsed.moments, features, `${where}, moments`);
  if (isOlder) keepLandmarks(gram, 0);
  else gram.landmarks = parsed.landmarks.map(sketchFrom);
  return { kind: 'texts', agent, gram };
}

function sketchFrom({ style, words }: { readonly style: readonly number[]; readonly words: readonly number[] }): TextSketch {
  return { style: Int8Array.from(style), words: Uint16Array.from(new Set(words)).sort() };
}

/** Puts two entries of one name together; of one that cannot be read, the other remains. */
export function mergedEntry(present: string | undefined, entry: LearnedEntry): string {
  if (present === undefined) return formatEntry(entry);
  let known: LearnedEntry;
  try {
    known = parseEntry(present, entry.agent);
  } catch {
    return formatEntry(entry);
  }
  if (known.kind === 'skill' && entry.kind === 'skill') {
    return formatEntry({ ...entry, evidence: mergeEvidence(known.evidence, entry.evidence) });
  }
  if (known.kind === 'texts' && entry.kind === 'texts') {
    addTextGram(known.gram, entry.gram);
    return formatEntry(known);
  }
  return formatEntry(entry);
}

function soundEvidence(evidence: Evidence, where: string): Evidence {
  const { logLatency, logSlowness, logInputTokens, logOutputTokens, costUsd } = evidence;
  for (const [name, tally] of Object.entries({ logLatency, logSlowness, logInputTokens, logOutputTokens }))
    soundTally(tally, -MOST_LOG, MOST_LOG, `${where}, ${name}`);
  soundTally(costUsd, 0, MOST_FIGURE, `${where}, costUsd`);
  if (evidence.successes + evidence.failures <= evidence.trials * (1 + 1e-6)) return evidence;
  throw new SkeinError('bad-input', {
    where,
    what: 'has more successes and failures than trials',
    expected: `at most ${evidence.trials}`,
    received: String(evidence.successes + evidence.failures),
  });
}

/** The logarithm of no figure that is kept lies further from 0. */
const MOST_LOG = Math.log(MOST_FIGURE) + 1;

/** A mean that no trial can have led to would poison every estimate that it is put together with. */
function soundTally({ weight, sum, squares }: Tally, least: number, most: number, where: string): void {
  const slack = 1e-6 * weight;
  const isSound = sum >= least * weight - slack && sum <= most * weight + slack && squares <= most * most * weight + slack;
  if (isSound) return;
  throw new SkeinError('bad-input', {
    where,
    what: 'has a sum that no figures of that number add up to',
    expected: `a mean of ${least === 0 ? '0' : least.toFixed(1)} to ${most > 100 ? String(most) : most.toFixed(1)}`,
    received: `${sum} over ${weight}`,
  });
}

function base64Of(numbers: Float64Array): string {
  return Buffer.from(new Float32Array(numbers).buffer).toString('base64');
}

/** Reads `length` numbers, and keeps as many as there is room for. */
function numbersInto(into: Float64Array, base64: string, length: number, where: string): void {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  const numbers = bytes.byteLength === length * 4 ? new Float32Array(bytes.buffer) : undefined;
  if (numbers?.every(Number.isFinite) !== true) {
    throw new SkeinError('bad-input', {
      where,
      what: 'is not a list of numbers of the right length',
      expected: `${length} numbers of four bytes`,
      received: `${bytes.byteLength} bytes`,
    });
  }
  into.set(numbers.subarray(0, into.length));
}
