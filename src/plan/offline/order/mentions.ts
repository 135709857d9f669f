import type { Token } from '../language/token.ts';
import { isStopword, stemOf } from '../language/word-forms.ts';

/** Something to do that sentences may speak of, by its number or by its words. */
export interface Target {
  readonly index: number;
  readonly label?: string;
  readonly words: readonly string[];
}

/** A sentence with what it speaks of replaced by marks: "<0> must precede <1>". */
export interface Marked {
  readonly text: string;
  /** The targets of mark `<n>`; `others` stands for all that are not named. */
  readonly mentions: readonly (ReadonlySet<number> | 'others')[];
}

const UNIT_WORDS = /^(?:steps?|tasks?|items?|numbers?|no|nos|phases?|stages?|parts?|activit(?:y|ies)|actions?|points?|jobs?|subtasks?|#)$/;

const TIME_UNIT = /^(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?)$/;

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};

/** Words that carry a mention but are no part of it: "finishing step 2", "you start to pack". */
const CARRIERS = new Set(
  `do doing done does did finish finishing finished finishes complete completing completed completes completion start starting started starts begin beginning begins began
  perform performing performed performs execute executing executed carry carrying carried out happen happens happening occur occurs occurring take takes taking taken place go goes
  going come comes coming you we i they one must should can could may might will would shall only be is are was were been being has have had having
  ready available first possible allowed able need needs needed the a an both all of to that this it its their your my our also either and or then
  step steps task tasks not cannot can't don't doesn't until before after once when as soon while if order make sure attempt attempting proceed proceeding
  try trying work working immediately directly right away always never just please ensure strictly earlier later over fully already yet onto`.split(
    /\s+/,
  ),
);

/** Finds what sentences speak of among a request's units. Built once a request. */
export class Mentions {
  private readonly targets: readonly Target[];
  private readonly byLabel = new Map<string, number>();
  private readonly bySequence = new Map<string, { readonly stems: readonly string[]; readonly index: number }[]>();
  private readonly byStem = new Map<string, Set<number>>();
  private readonly stems = new Map<number, ReadonlySet<string>>();

  constructor(targets: readonly Target[]) {
    this.targets = targets;
    for (const { index, label, words } of targets) {
      if (label !== undefined && !this.byLabel.has(label)) this.byLabel.set(label, index);
      const stems = words.map(stemOf).filter((stem) => stem !== '');
      const [first] = stems;
      if (first !== undefined) {
        const same = this.bySequence.get(first) ?? [];
        same.push({ stems, index });
        this.bySequence.set(first, same);
      }
      const content = new Set(
        words
          .filter((word) => !isStopword(word))
          .map(stemOf)
          .filter((stem) => stem !== ''),
      );
      this.stems.set(index, content);
      for (const stem of content) {
        const holders = this.byStem.get(stem) ?? new Set();
        holders.add(index);
        this.byStem.set(stem, holders);
      }
    }
    for (const entries of this.bySequence.values()) entries.sort((a, b) => b.stems.length - a.stems.length);
  }

  /** Marks what a sentence names outright: numbers, and whole texts. O(tokens x candidates). */
  mark(tokens: readonly Token[], self?: number): Marked {
    const mentions: (ReadonlySet<number> | 'others')[] = [];
    const pieces: string[] = [];
    const push = (mention: ReadonlySet<number> | 'others'): void => {
      pieces.push(`<${mentions.length}>`);
      mentions.push(mention);
    };
    if (self !== undefined) push(new Set([self]));
    const flat = flatten(tokens);
    const numbersOnly = this.speaksInNumbers(flat, self === undefined ? 2 : 1);
    for (let index = 0; index < flat.length; ) {
      const found = this.wholeTextAt(flat, index) ?? this.othersAt(flat, index) ?? this.labelsAt(flat, index, numbersOnly);
      if (found === undefined) {
        pieces.push(flat[index] ?? '');
        index++;
      } else {
        push(found.units);
        index += found.length;
      }
    }
    return {
      text: pieces
        .join(' ')
        .replace(/ ([,;:])/g, '$1')
        .replace(/\s+/g, ' ')
        .trim(),
      mentions,
    };
  }

  private wholeTextAt(words: readonly string[], at: number): { readonly units: ReadonlySet<number>; readonly length: number } | undefined {
    for (const { stems, index } of this.bySequence.get(stemOf(words[at] ?? '')) ?? []) {
      let position = at;
      let matched = 0;
      while (matched < stems.length && position < words.length) {
        const stem = stemOf(words[position] ?? '');
        if (stem === stems[matched]) matched++;
        else if (stem !== '') break;
        position++;
      }
      if (matched === stems.length && (stems.length > 1 || (this.stems.get(index)?.size ?? 0) > 0))
        return { units: new Set([index]), length: position - at };
    }
    return undefined;
  }

  private othersAt(words: readonly string[], at: number): { readonly units: 'others'; readonly length: number } | undefined {
    const window = words.slice(at, at + 6).join(' ');
    const match =
      /^(?:all (?:of )?(?:the )?(?:other|remaining|previous|preceding|above|earlier|prior|rest)(?: of)?(?: the)?(?: steps| tasks| ones| items)?|every other (?:step|task)|everything (?:else|above|before)|every(?:thing| step| task)|all (?:of )?(?:the )?(?:steps|tasks)|the (?:rest|others)|any other (?:step|task)|all others)(?= |$)/.exec(
        window,
      );
    return match === null ? undefined : { units: 'others', length: match[0].split(' ').length };
  }

  private labelsAt(
    words: readonly string[],
    at: number,
    numbersOnly: boolean,
  ): { readonly units: ReadonlySet<number>; readonly length: number } | undefined {
    const ordinal = this.ordinalAt(words, at);
    if (ordinal !== undefined) return ordinal;
    const named = UNIT_WORDS.test(words[at] ?? '');
    if (!named && (!numbersOnly || TIME_UNIT.test(words[at + 1] ?? ''))) return undefined;
    const units = new Set<number>();
    let position = named ? at + 1 : at;
    let end = at;
    while (position < words.length) {
      const found = this.rangeOf(words[position] ?? '', words[position + 1] ?? '', words[position + 2] ?? '');
      if (found === undefined) break;
      for (const index of found.units) units.add(index);
      position += found.length;
      end = position;
      if (!named) break;
      const joined = /^(?:,|and|&|or|both)$/;
      let next = position;
      while (joined.test(words[next] ?? '')) next++;
      if (UNIT_WORDS.test(words[next] ?? '') && this.rangeOf(words[next + 1] ?? '', '', '') !== undefined) break;
      if (next === position || this.rangeOf(words[next] ?? '', '', '') === undefined) break;
      position = next;
    }
    return units.size === 0 ? undefined : { units, length: end - at };
  }

  private rangeOf(word: string, second: string, third: string): { readonly units: readonly number[]; readonly length: number } | undefined {
    const span =
      /^#?(\d{1,4})[-–](\d{1,4})$/.exec(word) ??
      (/^(?:to|through|-|–)$/.test(second) && /^\d+$/.test(third) ? /^#?(\d{1,4})$/.exec(word) : null);
    if (span !== null) {
      const from = Number(span[1]);
      const to = Number(span[2] ?? third);
      const units: number[] = [];
      for (let label = from; label <= Math.min(to, from + 1000); label++) {
        const index = this.byLabel.get(String(label));
        if (index !== undefined) units.push(index);
      }
      return units.length === 0 ? undefined : { units, length: span[2] === undefined ? 3 : 1 };
    }
    const label = /^#?([a-z]|\d{1,4})$/.exec(word)?.[1];
    const index = label === undefined ? undefined : this.byLabel.get(label);
    return index === undefined ? undefined : { units: [index], length: 1 };
  }

  /** "the first step", "the last task". */
  private ordinalAt(words: readonly string[], at: number): { readonly units: ReadonlySet<number>; readonly length: number } | undefined {
    const article = words[at] === 'the' ? 1 : 0;
    const word = words[at + article] ?? '';
    if (!UNIT_WORDS.test(words[at + article + 1] ?? '')) return undefined;
    const place = /^(?:last|final)$/.test(word) ? this.targets.length : ORDINALS[word];
    const target = place === undefined ? undefined : this.targets[place - 1];
    return target === undefined ? undefined : { units: new Set([target.index]), length: article + 2 };
  }

  /** "2 before 4", "3 -> 5, 1 -> 2": numbers that are all labels, with hardly a word between them. */
  private speaksInNumbers(words: readonly string[], least: number): boolean {
    const labels = words.filter((word) => this.byLabel.has(word.replace(/^#/, '')) && !/^(?:a|i)$/.test(word));
    const others = words.filter((word) => /^\p{L}/u.test(word) && !CARRIERS.has(word) && !labels.includes(word) && !UNIT_WORDS.test(word));
    return (
      labels.length >= least &&
      others.length <= labels.length + 1 &&
      words.length <= 40 &&
      words.every((word) => !/^\d/.test(word) || this.byLabel.has(word) || /^\d+[-–]\d+$/.test(word))
    );
  }

  /**
   * The targets that a stretch of a marked sentence is about: its marks, or those whose words it shares.
   *
   * @param most Words that must agree, 0..1 of the weight of the stretch's own words.
   */
  about(text: string, mentions: Marked['mentions'], least: number): ReadonlySet<number> | 'others' | undefined {
    const marks = [...text.matchAll(/<(\d+)>/g)].map(([, mark]) => mentions[Number(mark)]);
    if (marks.includes('others')) return 'others';
    if (marks.length > 0) return new Set(marks.flatMap((mark) => (mark === undefined || mark === 'others' ? [] : [...mark])));
    const whole = this.closest(text, least);
    const parts = text.split(/,|\band\b|\bor\b|&/).filter((part) => contentStems(part).length > 0);
    if (parts.length < 2) return whole === undefined ? undefined : new Set([whole.index]);
    const found = parts.map((part) => this.closest(part, least));
    if (found.every((match) => match !== undefined) && (whole === undefined || whole.agreement < 0.95))
      return new Set(found.map(({ index }) => index));
    return whole === undefined ? undefined : new Set([whole.index]);
  }

  /** The target that shares most of a text's content words, rare ones counting more. */
  closest(text: string, least: number): { readonly index: number; readonly agreement: number } | undefined {
    const stems = contentStems(text);
    if (stems.length === 0) return undefined;
    const weight = (stem: string): number => 1 / (this.byStem.get(stem)?.size ?? 0.7);
    const total = stems.reduce((sum, stem) => sum + weight(stem), 0);
    const scores = new Map<number, number>();
    for (const stem of stems) for (const index of this.byStem.get(stem) ?? []) scores.set(index, (scores.get(index) ?? 0) + weight(stem));
    let best: { index: number; agreement: number; coverage: number } | undefined;
    for (const [index, score] of scores) {
      const own = this.stems.get(index) ?? new Set<string>();
      const coverage = stems.filter((stem) => own.has(stem)).length / Math.max(1, own.size);
      const agreement = score / total;
      if (best === undefined || agreement > best.agreement + 1e-9 || (agreement > best.agreement - 1e-9 && coverage > best.coverage))
        best = { index, agreement, coverage };
    }
    return best === undefined || best.agreement < least ? undefined : best;
  }
}

function contentStems(text: string): string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}'’<>-]+/u)
        .filter((word) => word !== '' && !word.startsWith('<') && !CARRIERS.has(word) && !isStopword(word))
        .map(stemOf)
        .filter((stem) => stem !== ''),
    ),
  ];
}

/** Words of a sentence, quotes and brackets opened; arrows and commas kept. */
function flatten(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, lower }) => {
    if (kind === 'quote' || kind === 'paren') return lower.replace(/^["“«`‘'([]|["”»`’')\]]$/g, '').match(/[^\s,;:()[\]"“”]+|[,;:]/g) ?? [];
    if (kind === 'mark' && lower === '-') return [','];
    return [kind === 'word' || kind === 'number' ? lower.replace(/^[*_'"]+|[*_'"]+$/g, '') : lower];
  });
}

/** The words of a text, as mentions compare them. */
export function wordsOf(tokens: readonly Token[]): string[] {
  return flatten(tokens).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
