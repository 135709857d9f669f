import { likely, meanOfBelief, priorBelief, uncertaintyOf } from './belief.ts';
import { forgetOnChange } from './change.ts';
import { evidenceOf, mergeEvidence, NO_EVIDENCE, type Trial, weightOfFailure } from './evidence.ts';
import { hashText, mixed, normalOf } from './hashing.ts';
import { judge, rateOf, type TeamTrust, trustOfTeam } from './pooling.ts';
import type { Skill, SkillRow } from './skill.ts';
import { meanOf } from './tally.ts';
import { FEATURES, offsetFeatures, type TextGram } from './text-gram.ts';
import { NOISE, TextModel } from './text-model.ts';

export interface LearnerOptions {
  /** Fixes everything left to chance. Default 0. */
  readonly seed?: number;
  /** How far draws stray from what is believed: 0 never explores, 1 is Thompson sampling. Default 0.25. */
  readonly exploration?: number;
  /** Whether it learns from the words of tasks. Default true. */
  readonly readsTexts?: boolean;
}

/** Beliefs about all others are worked out anew after so many trials, or as many as there are records. */
const POOL_EVERY = 8;

/** Of other records of the same agent, or at the same skill, so many have a say. */
const MOST_RELATED = 32;

/** An expectation of duration counts as much as this many observations. */
const DURATION_PRIOR_WEIGHT = 0.5;

/** What texts say is left out of account below this share of belief. */
const LEAST_SHARE = 0.01;
const MOST_GAIN = 12;

/** What texts and records told of outcomes so many trials ago counts a third: who told them better at first need not do so for ever. */
const GAIN_MEMORY = 300;
const FIRST_GAIN = -2;

/** A newcomer is half as new after so many attempts, and half as much of one to a team that has made so many. */
const HALF_NEW = 4;
const HALF_SETTLED = 20;

/** What is uncertain of two agents at a text is explored so much more than what is uncertain of records: it says which of two good ones to take. */
const DARING = 2;

/** Draws stop here: who is better with less than 20 % probability is not tried. */
const BOLDEST = 0.84;

/**
 * What a team's agents do well, learned from their attempts. Pure in its effects: no clock, no chance but the seed, so
 * the same trials and questions give the same answers. Memory does not grow with history.
 */
export class Learner {
  readonly #skills = new Map<string, Skill>();
  /** Records by `agent NAME` and `skill NAME`. */
  readonly #related = new Map<string, Skill[]>();
  readonly #texts: TextModel | undefined;
  readonly #exploration: number;
  readonly #seed: number;
  readonly #features = new Float64Array(FEATURES);
  #lastText: string | undefined;
  #lastSkill: string | undefined;
  #trust: TeamTrust = trustOfTeam([]);
  #unpooled = 0;
  /** How many attempts of others had been seen when an agent was first asked about, by agent. */
  readonly #joinedAfter = new Map<string, number>();
  #seen = 0;
  #textGain = 0;
  #textShare = rateOf(FIRST_GAIN);

  constructor({ seed = 0, exploration = 0.25, readsTexts = true }: LearnerOptions = {}) {
    this.#seed = mixed(seed);
    this.#exploration = exploration;
    this.#texts = readsTexts ? new TextModel() : undefined;
  }

  get skills(): Iterable<Skill> {
    return this.#skills.values();
  }

  /** What share of the team's declared levels is taken to say nothing. */
  get doubt(): number {
    return this.#trust.doubt;
  }

  /** What is known of an agent at a capability; its declared level, and what related records say, until it was seen at it. */
  skill(agent: string, skill: string, level: number, family?: string): Skill {
    const key = keyOf(agent, skill);
    let known = this.#skills.get(key);
    if (known === undefined) {
      if (!this.#joinedAfter.has(agent)) this.#joinedAfter.set(agent, this.#seen);
      known = {
        agent,
        skill,
        family,
        salt: hashText(key),
        level,
        evidence: NO_EVIDENCE,
        news: NO_EVIDENCE,
        belief: priorBelief(level, 1),
        wrong: this.#trust.doubt,
        exact: this.#trust.exactness,
        success: level,
        uncertainty: 0,
        boldness: this.#exploration,
        slowness: 1,
      };
      this.#skills.set(key, known);
      for (const name of [`agent ${agent}`, `skill ${skill}`]) {
        const related = this.#related.get(name) ?? [];
        if (related.length < MOST_RELATED) related.push(known);
        this.#related.set(name, related);
      }
      this.#judge(known);
    } else if (known.level !== level) {
      known.level = level;
      this.#judge(known);
    }
    return known;
  }

  /**
   * The probability of success to decide by: drawn from what is believed, so that what is uncertain gets tried. The
   * same key gives the same draw: decisions of one batch differ by their keys, and can be explained afterwards.
   *
   * @param text What the task says; it is read once for all agents asked about it in a row.
   */
  draw(skill: Skill, text: string, key: number): number {
    const hash = mixed(key ^ this.#seed ^ skill.salt);
    // Where texts tell who is good at what, the second best is tried in place of this (`dare`); a newcomer is tried all the same.
    const stray = skill.boldness - (this.goesByTexts ? this.#textShare : 0) * this.#exploration;
    return likely(this.expect(skill, text) + stray * normalOf(hash) * skill.uncertainty);
  }

  /**
   * The larger of a draw and what is to be expected: optimism that tries what is uncertain, and never shuns it for a bad
   * draw (optimistic Thompson sampling, May et al. 2012).
   */
  hope(skill: Skill, text: string, key: number): number {
    return Math.max(this.draw(skill, text, key), this.expect(skill, text));
  }

  /**
   * The same without chance: what is to be expected of an agent at this text. What the record says and what the text says, each by
   * how well it has told outcomes so far (Bayesian model averaging).
   */
  expect(skill: Skill, text: string): number {
    let rate = skill.success;
    if (this.goesByTexts && this.#texts !== undefined) {
      const deviation = this.#texts.deviation(skill.agent, this.#read(text, skill.skill));
      rate += this.#textShare * (skill.level + deviation - rate);
    }
    return likely(rate);
  }

  /**
   * What to add to the success of the second best before it is compared with the best: how much better it may be at this text than
   * is known. Drawn once a key, and 0 for most: top-two sampling (Russo 2016), which tries nobody but those two.
   */
  dare(best: Skill, second: Skill, text: string, key: number): number {
    if (!this.goesByTexts || this.#texts === undefined || this.#exploration === 0) return 0;
    const boldness = Math.min(BOLDEST, normalOf(mixed(key ^ this.#seed)));
    if (boldness <= 0) return 0;
    const features = this.#read(text, second.skill);
    const doubt = Math.hypot(this.#texts.uncertainty(best.agent, features), this.#texts.uncertainty(second.agent, features));
    return this.#textShare * DARING * this.#exploration * boldness * doubt;
  }

  /** False while nothing is known of texts, and when they have told outcomes worse than records did. */
  get goesByTexts(): boolean {
    return this.#texts?.hasSeen === true && this.#textShare > LEAST_SHARE;
  }

  /** Takes an attempt into account. */
  observe(skill: Skill, trial: Trial, text?: string): void {
    this.#seen++;
    const seen = evidenceOf(trial, skill.evidence.epochMs, this.#observeText(skill, trial, text));
    const before = mergeEvidence(skill.evidence, seen);
    skill.evidence = forgetOnChange(before);
    if (skill.evidence === before) skill.news = mergeEvidence(skill.news, seen);
    else this.#changed(skill);
    if (++this.#unpooled >= Math.max(POOL_EVERY, this.#skills.size)) this.#pool();
    else this.#judge(skill);
  }

  /** @returns By how many nats the text told the outcome better than the record. */
  #observeText({ agent, skill, level, success }: Skill, trial: Trial, text: string | undefined): number {
    if (this.#texts === undefined || text === undefined) return 0;
    if (this.#texts.remember(text)) this.#lastText = undefined;
    const features = this.#read(text, skill);
    const byText = level + this.#texts.deviation(agent, features);
    this.#texts.observe(agent, features, trial.score - level, trial.score > 0 ? 1 : weightOfFailure(trial));
    const gain = ((trial.score - success) ** 2 - (trial.score - byText) ** 2) / (2 * NOISE);
    this.#weighTexts(this.#textGain * (1 - 1 / GAIN_MEMORY) + gain);
    return gain;
  }

  #weighTexts(gain: number): void {
    this.#textGain = Math.max(-MOST_GAIN, Math.min(MOST_GAIN, gain));
    this.#textShare = rateOf(FIRST_GAIN + this.#textGain);
  }

  /** Starts afresh with an agent that has changed: from its last trials, of which the texts are not known any more. */
  #changed(skill: Skill): void {
    const { evidence, agent, level } = skill;
    skill.news = evidence;
    if (this.#texts === undefined) return;
    this.#texts.forget(agent, evidence.epochMs);
    for (const { score } of evidence.recent) this.#texts.observe(agent, offsetFeatures(skill.skill, this.#features), score - level);
    this.#lastText = undefined;
  }

  /** Takes in what was learned elsewhere: in earlier runs, or by another process meanwhile. `pool` makes it count for others too. */
  add({ agent, skill, evidence }: SkillRow, level: number, family?: string): void {
    this.#joinedAfter.set(agent, 0);
    const known = this.skill(agent, skill, level, family);
    known.evidence = mergeEvidence(known.evidence, evidence);
    this.#seen += evidence.trials;
    this.#judge(known);
  }

  /** The same for what texts say; `pool` makes it count. */
  addTexts(agent: string, gram: TextGram): void {
    this.#texts?.add(agent, gram);
  }

  /** Works out anew what records say of each other. */
  pool(): void {
    let gain = 0;
    for (const { evidence } of this.#skills.values()) gain += evidence.textGain;
    this.#weighTexts(gain);
    this.#pool();
    this.#texts?.refit();
  }

  /** What was seen since this was last asked. */
  takeNews(): { readonly rows: SkillRow[]; readonly texts: ReadonlyMap<string, TextGram> } {
    const rows: SkillRow[] = [];
    const texts = new Map<string, TextGram>();
    for (const known of this.#skills.values()) {
      if (known.news === NO_EVIDENCE) continue;
      rows.push({ agent: known.agent, skill: known.skill, evidence: known.news });
      known.news = NO_EVIDENCE;
      const gram = this.#texts?.takeNews(known.agent);
      if (gram !== undefined) texts.set(known.agent, gram);
    }
    return { rows, texts };
  }

  #read(text: string, skill: string): Float64Array {
    if (text !== this.#lastText || skill !== this.#lastSkill) {
      this.#texts?.read(text, skill, this.#features);
      this.#lastText = text;
      this.#lastSkill = skill;
    }
    return this.#features;
  }

  #pool(): void {
    this.#unpooled = 0;
    this.#trust = trustOfTeam(this.#skills.values());
    for (const known of this.#skills.values()) this.#judge(known);
  }

  /**
   * Of an agent that joined when others were known its worth is drawn in full (Thompson sampling), less and less with each of its attempts:
   * those it has to be better than are sure of theirs, and by timid draws it would rarely come first.
   */
  #boldness(agent: string, ofAgent: readonly Skill[]): number {
    const joinedAfter = this.#joinedAfter.get(agent) ?? 0;
    if (joinedAfter === 0 || this.#exploration === 0) return this.#exploration;
    const tries = ofAgent.reduce((sum, { evidence }) => sum + evidence.trials, 0);
    const newness = (HALF_NEW / (HALF_NEW + tries)) * (joinedAfter / (joinedAfter + HALF_SETTLED));
    return this.#exploration + Math.max(0, 1 - this.#exploration) * newness;
  }

  #judge(known: Skill): void {
    const ofAgent = this.#related.get(`agent ${known.agent}`) ?? [];
    const { belief, wrong, exact } = judge(known, [...ofAgent, ...(this.#related.get(`skill ${known.skill}`) ?? [])], this.#trust);
    known.boldness = this.#boldness(known.agent, ofAgent);
    known.belief = belief;
    known.wrong = wrong;
    known.exact = exact;
    known.success = meanOfBelief(known.belief);
    known.uncertainty = uncertaintyOf(known.belief);
    const { logSlowness } = known.evidence;
    known.slowness = Math.exp(((meanOf(logSlowness) ?? 0) * logSlowness.weight) / (logSlowness.weight + DURATION_PRIOR_WEIGHT));
  }
}

function keyOf(agent: string, skill: string): string {
  return `${agent}\n${skill}`;
}
