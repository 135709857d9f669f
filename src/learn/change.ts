import { type Evidence, NO_EVIDENCE } from './evidence.ts';
import { scaleTally, type Tally } from './tally.ts';

/** How many of the last trials must differ, at least, before a change is believed. */
const FEWEST = 4;

/**
 * How much likelier, in nats, the last trials must be under a success rate of their own than under the earlier one.
 * At 8 an agent that falls from 0.9 to 0.3 is noticed within 16 trials in nine cases of ten, and one that stays as it
 * is is doubted about once in five thousand trials (`change.test.ts` counts both).
 */
const THRESHOLD = 8;

/** What is known of success before the last trials is weighed like at most this many trials. */
const MOST_BEFORE = 200;

/**
 * Forgets what was before the agent changed, if it did: a generalised likelihood ratio test over every suffix of the
 * recent trials against what came before (Lorden 1971). Latency, tokens and cost keep their means, at the weight
 * of the trials that remain. O(recent trials).
 */
export function forgetOnChange(evidence: Evidence): Evidence {
  const from = changePoint(evidence);
  if (from === undefined) return evidence;
  const recent = evidence.recent.slice(from);
  const successes = recent.reduce((sum, { score }) => sum + score, 0);
  const atMost = (tally: Tally): Tally => (tally.weight > recent.length ? scaleTally(tally, recent.length / tally.weight) : tally);
  return {
    ...NO_EVIDENCE,
    atMs: evidence.atMs,
    // Later than the epoch it ends, whatever the clock said, so that the change stands when records are put together.
    epochMs: Math.max(recent[0]?.atMs ?? evidence.atMs, evidence.epochMs + 1),
    trials: recent.length,
    successes,
    failures: recent.length - successes,
    logLatency: atMost(evidence.logLatency),
    logSlowness: atMost(evidence.logSlowness),
    logInputTokens: atMost(evidence.logInputTokens),
    logOutputTokens: atMost(evidence.logOutputTokens),
    costUsd: atMost(evidence.costUsd),
    textGain: evidence.textGain,
    recent,
  };
}

/** Where in `recent` the change lies; `undefined` when there is none to be believed. */
function changePoint({ recent, successes, failures }: Evidence): number | undefined {
  let after = 0;
  let best = THRESHOLD;
  let at: number | undefined;
  for (let index = recent.length - 1; index > 0; index--) {
    const count = recent.length - index;
    after += recent[index]?.score ?? 0;
    if (count < FEWEST) continue;
    const good = Math.max(0, successes - after);
    const bad = Math.max(0, failures - (count - after));
    const before = good + bad;
    if (before < FEWEST) break;
    const gain = count * divergence((after + 0.5) / (count + 1), (good + 0.5) / (before + 1));
    // The rate before is an estimate too: the fewer its trials, the less a difference says.
    const known = Math.min(before, MOST_BEFORE);
    const nats = gain * (known / (known + count));
    if (nats > best) {
      best = nats;
      at = index;
    }
  }
  return at;
}

/** Kullback-Leibler divergence of two success rates, in nats. */
function divergence(rate: number, from: number): number {
  return rate * Math.log(rate / from) + (1 - rate) * Math.log((1 - rate) / (1 - from));
}
