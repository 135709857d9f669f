import { addGram, createGram, factorise, type Gram, multiplyInto, observeInto, scaleGram, solveBackwards, solveForwards } from './gram.ts';
import { Landmarks } from './landmarks.ts';
import { FEATURES, keepLandmarks, OFFSETS, offsetFeatures, reconcile, type TextGram } from './text-gram.ts';
import { sketchText } from './text-sketch.ts';

/** Variance of one success or failure about its probability. */
export const NOISE = 0.16;

/** How much weights are expected to vary: those of all agents together (some texts are hard), and of one agent beside them. */
const SHARED_VARIANCE = 0.3;
const OWN_VARIANCE = 0.1;

/** A model is worked out anew once its observations have grown by this share. */
const GROWTH = 1.1;

/** Fewer observations of an agent say nothing yet: not worth working anything out. */
const FEWEST = 4;

/** What an agent did before it changed keeps this share of its weight. */
const LEFT_AFTER_CHANGE = 0.1;

/** What all have in common is worked out anew after so many observations more, at least. */
const SHARED_STEP = 8;

/** Rounds of coordinate descent when nothing can be built upon. */
const ROUNDS = 3;

/** Variance of success rates about declared levels. What is known of a team's levels makes this no better: records go by that. */
const OFFSET_VARIANCE = 0.02;

const OWN_PRECISION = precisions(OWN_VARIANCE);
const SHARED_PRECISION = precisions(SHARED_VARIANCE);

/** What one agent's texts say, with what follows from it worked out. */
interface AgentWeights {
  readonly gram: Gram;
  /** What was added since `takeNews`. */
  readonly news: Gram;
  /** Of this agent alone, beside the shared weights. */
  readonly own: Float64Array;
  readonly factor: Float64Array;
  /** Shared and own weights together. */
  readonly slopes: Float64Array;
  fittedAt: number;
  fits: number;
}

/**
 * Which agent suits this text: for each agent a Bayesian linear model of how much better or worse than usual it does,
 * given the features of the text. Agents share what makes a text hard; what is seen of one moves all a little.
 * Memory is a constant an agent, a prediction O(features), an observation O(features²), and now and then O(features³).
 */
export class TextModel {
  readonly #agents = new Map<string, AgentWeights>();
  readonly #all = createGram(FEATURES);
  readonly #shared = new Float64Array(FEATURES);
  readonly #factor = new Float64Array(this.#all.products.length);
  readonly #scratch = new Float64Array(FEATURES);
  #landmarks = new Landmarks();
  #sharedFittedAt = 0;

  /** What can be told of a task from its capabilities and its words alone. */
  read(text: string, skill: string, into: Float64Array): void {
    offsetFeatures(skill, into);
    this.#landmarks.describe(sketchText(text), into, OFFSETS);
  }

  /** Later texts are compared with this one too, when it is unlike those before. @returns Whether it is. */
  remember(text: string): boolean {
    return this.#landmarks.add(sketchText(text));
  }

  /** How much better (or worse) this agent does this text than it usually does: an addition to its probability. */
  deviation(agent: string, features: Float64Array): number {
    const weights = this.#agents.get(agent);
    const slopes = weights === undefined || weights.fits === 0 ? this.#shared : weights.slopes;
    let sum = 0;
    for (let index = 0; index < features.length; index++) sum += (slopes[index] ?? 0) * (features[index] ?? 0);
    return sum;
  }

  /** The standard deviation of what this agent's own weights make of a text. O(features²). */
  uncertainty(agent: string, features: Float64Array): number {
    const weights = this.#agents.get(agent);
    let squares = 0;
    if (weights === undefined || weights.fits === 0) {
      for (let index = 0; index < features.length; index++) squares += (features[index] ?? 0) ** 2 / (OWN_PRECISION[index] ?? 1);
      return Math.sqrt(squares);
    }
    this.#scratch.set(features);
    solveForwards(weights.factor, this.#scratch);
    for (const value of this.#scratch) squares += value * value;
    return Math.sqrt(squares);
  }

  get hasSeen(): boolean {
    return this.#all.count > 0;
  }

  /** Takes in that an agent did `surprise` better than was expected of it, for a text. */
  observe(agent: string, features: Float64Array, surprise: number, weight = 1): void {
    const weights = this.#weightsOf(agent);
    for (const gram of [weights.gram, weights.news, this.#all]) {
      observeInto(gram, features, surprise, weight);
      gram.count += weight;
    }
    if (this.#all.count >= this.#sharedFittedAt * GROWTH + SHARED_STEP) this.#fitShared();
    if (weights.gram.count >= Math.max(FEWEST, weights.fittedAt * GROWTH + 1)) this.#fit(weights);
  }

  /** Adds what another process saw of an agent; `refit` makes it count. All agents go by the same landmarks from then on. */
  add(agent: string, gram: TextGram): void {
    const { common, keepsFirst } = reconcile(this.#landmarks.texts, gram.landmarks);
    if (!keepsFirst) {
      for (const weights of this.#agents.values()) for (const kept of [weights.gram, weights.news]) keepLandmarks(kept, common);
      this.#landmarks = Landmarks.of(gram.landmarks);
    }
    addGram(this.#weightsOf(agent).gram, gram, keepsFirst ? OFFSETS + common : FEATURES);
  }

  /** The agent is not what it was: what was seen of it before counts little from now on. */
  forget(agent: string, atMs: number): void {
    const { gram, news } = this.#weightsOf(agent);
    scaleGram(gram, LEFT_AFTER_CHANGE);
    gram.epochMs = atMs;
    news.epochMs = 0;
    scaleGram(news, 0);
    addGram(news, gram);
    this.refit();
  }

  /** Works all out anew from the sums alone, so that it does not matter in which order they were added. */
  refit(): void {
    this.#shared.fill(0);
    scaleGram(this.#all, 0);
    // Nothing was seen: nothing follows, and a short run need not wait for it.
    if (this.#agents.size === 0) {
      this.#sharedFittedAt = 0;
      return;
    }
    for (const { own, gram } of this.#agents.values()) {
      own.fill(0);
      addGram(this.#all, { ...gram, epochMs: 0 });
    }
    for (let round = 0; round < ROUNDS; round++) this.#fitShared();
  }

  /** What was seen of an agent since it was last asked; `undefined` when nothing was. */
  takeNews(agent: string): TextGram | undefined {
    const news = this.#agents.get(agent)?.news;
    if (news === undefined || news.count === 0) return undefined;
    const landmarks = this.#landmarks.texts.slice();
    const taken = { ...news, products: news.products.slice(), moments: news.moments.slice(), landmarks };
    scaleGram(news, 0);
    return taken;
  }

  #weightsOf(agent: string): AgentWeights {
    let weights = this.#agents.get(agent);
    if (weights === undefined) {
      weights = {
        gram: createGram(FEATURES),
        news: createGram(FEATURES),
        own: new Float64Array(FEATURES),
        factor: new Float64Array(this.#all.products.length),
        slopes: new Float64Array(FEATURES),
        fittedAt: 0,
        fits: 0,
      };
      this.#agents.set(agent, weights);
    }
    return weights;
  }

  /** What all have in common, given what sets each apart; then each, given that: one round of coordinate descent. */
  #fitShared(): void {
    this.#sharedFittedAt = this.#all.count;
    const shared = this.#shared;
    shared.set(this.#all.moments);
    for (const { gram, own } of this.#agents.values()) multiplyInto(gram, own, -1, shared);
    solveFor(this.#all, SHARED_PRECISION, this.#factor, shared);
    for (const weights of this.#agents.values()) this.#fit(weights);
  }

  #fit(weights: AgentWeights): void {
    const { gram, own, factor, slopes } = weights;
    weights.fittedAt = gram.count;
    weights.fits++;
    own.set(gram.moments);
    multiplyInto(gram, this.#shared, -1, own);
    solveFor(gram, OWN_PRECISION, factor, own);
    for (let index = 0; index < slopes.length; index++) slopes[index] = (own[index] ?? 0) + (this.#shared[index] ?? 0);
  }
}

/** The weights that fit best, in place of the moments; the factor is left for drawing. */
function solveFor(gram: Gram, precision: Float64Array, factor: Float64Array, moments: Float64Array): void {
  factorise(gram, NOISE, precision, factor);
  for (let index = 0; index < moments.length; index++) moments[index] = (moments[index] ?? 0) / NOISE;
  solveForwards(factor, moments);
  solveBackwards(factor, moments);
}

/** How tightly weights are expected to lie about 0. */
function precisions(variance: number): Float64Array {
  const diagonal = new Float64Array(FEATURES).fill(1 / variance);
  diagonal.fill(1 / OFFSET_VARIANCE, 0, OFFSETS);
  return diagonal;
}
