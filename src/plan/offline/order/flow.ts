import type { Action } from '../language/action.ts';
import { type Kind, kindOf } from '../language/nouns.ts';
import type { Token } from '../language/token.ts';
import type { Act } from '../language/verbs.ts';
import { isStopword, stemOf } from '../language/word-forms.ts';
import type { Unit } from './unit.ts';

/** What each act leaves behind; where the object says it, the object decides. */
const GIVES: Readonly<Partial<Record<Act, Kind | 'object'>>> = {
  calculate: 'number',
  fetch: 'data',
  process: 'data',
  analyze: 'analysis',
  visualize: 'chart',
  read: 'document',
  summarize: 'document',
  research: 'findings',
  write: 'object',
  make: 'object',
  revise: 'object',
  translate: 'document',
  compare: 'analysis',
  code: 'code',
  test: 'code',
  design: 'object',
  look: 'findings',
  plan: 'document',
  decide: 'choice',
  combine: 'object',
};

const DOCUMENT_FILE = /\.(?:md|txt|pdf|docx?|html?|rst|odt)$/i;

/** What a unit leaves behind for others, if anything. */
export function givenBy({ action }: Unit): Kind | undefined {
  const given = GIVES[action.act];
  if (action.act === 'fetch' && action.kind !== 'data') {
    if (action.files.some((file) => DOCUMENT_FILE.test(file))) return 'document';
    return action.kind === 'document' || action.kind === 'code' || action.kind === 'findings' ? action.kind : 'data';
  }
  if (given !== 'object') return given;
  if (action.act === 'make' && action.kind === undefined) return undefined;
  if (action.act === 'combine') return action.kind ?? 'document';
  return action.kind ?? (action.act === 'design' ? 'picture' : 'document');
}

/** Texts that are made out of material: a report after research is about what was found, a poem need not be. */
const MADE_OF_MATERIAL =
  /^(?:report|summary|brief|briefing|memo|whitepaper|newsletter|recommendations?|conclusions?|overview|document|paper|article|essay|post|blog|proposal|case-study|analysis|recap|synopsis|abstract|handbook|guide|review|comparison|section|sections|chapter|story|script|outline|infographic|dashboard)$/;

/** What a unit can use, best first: each entry is a set of kinds used together. Empty: nothing, unless the text says so. */
function usedBy(action: Action): readonly (readonly Kind[])[] {
  switch (action.act) {
    case 'process':
      return [['data']];
    case 'analyze':
      return [...(/^(?:measure|benchmark|profile)$/.test(action.verb) ? [['code'] as const] : []), ['data'], ['findings'], ['document']];
    case 'visualize':
      return [['analysis', 'number'], ['data'], ['findings']];
    case 'summarize':
      return [['document'], ['findings', 'analysis'], ['data']];
    case 'compare':
    case 'decide':
      return [['findings', 'analysis', 'document', 'choice', 'number'], ['data']];
    case 'test':
      return [['code']];
    case 'deploy':
      return [['code']];
    case 'calculate':
      return action.rest.some(({ kind }) => kind === 'number') ? [] : [['number'], ['data']];
    case 'write':
    case 'make':
      if (action.kind === 'deck') return [['document'], ['findings', 'analysis', 'chart'], ['data']];
      if (action.kind === 'chart') return [['analysis', 'number'], ['data'], ['findings']];
      if (action.kind === 'analysis') return [['data'], ['findings']];
      return MADE_OF_MATERIAL.test(action.head ?? '') ? [['findings', 'analysis', 'chart'], ['data'], ['document']] : [];
    case 'design':
      return action.kind === 'deck' ? [['document'], ['findings', 'analysis', 'chart'], ['data']] : [];
    default:
      return [];
  }
}

/** What lies open to be used: the units that made it, later makers in the place of those whose work they took up. */
export class Flow {
  private readonly makers = new Map<Kind, number[]>();
  private readonly tookUp = new Map<number, ReadonlySet<number>>();

  /** Notes what a unit leaves, once it is known what it waits for. */
  add(index: number, unit: Unit, waitsFor: ReadonlySet<number>): void {
    const kind = isTable(unit, waitsFor, this) ? 'data' : givenBy(unit);
    if (kind === undefined) return;
    this.tookUp.set(index, waitsFor);
    const open = (this.makers.get(kind) ?? []).filter((maker) => !waitsFor.has(maker));
    this.makers.set(kind, [...open.slice(-MOST_OPEN), index]);
    if (kind !== 'data') return;
    // Figures that were sorted or cut down are meant as they are now, and no longer what they were reckoned from.
    const figures = [...this.of('number'), ...this.of('analysis')].filter((maker) => waitsFor.has(maker));
    const past = new Set(figures.flatMap((maker) => [maker, ...(this.tookUp.get(maker) ?? [])]));
    if (past.size === 0) return;
    for (const made of ['number', 'analysis', 'data'] as const)
      this.makers.set(
        made,
        this.of(made).filter((maker) => !past.has(maker)),
      );
  }

  of(kind: Kind): readonly number[] {
    return this.makers.get(kind) ?? [];
  }

  /** The units whose work this one uses though the text does not say so. */
  sourcesOf(unit: Unit, units: readonly Unit[]): number[] {
    const { action } = unit;
    if (hasOwnSource(action)) return [];
    for (const kinds of usedBy(action)) {
      const makers = kinds.flatMap((kind) => this.of(kind)).filter((maker) => fits(units[maker] as Unit, unit));
      if (makers.length > 0) return [...new Set(makers)].sort((a, b) => a - b);
    }
    return [];
  }
}

/** Tables that were brought together are a table. */
function isTable({ action }: Unit, waitsFor: ReadonlySet<number>, flow: Flow): boolean {
  return action.act === 'combine' && action.kind === undefined && flow.of('data').some((maker) => waitsFor.has(maker));
}

/** More open ends of one kind than this are not all meant by what follows. */
const MOST_OPEN = 50;

/** It names the file, link or text it works on. */
function hasOwnSource({ files, links, object, act }: Action): boolean {
  return files.length > 0 || links.length > 0 || (act !== 'write' && act !== 'make' && object.some(({ kind }) => kind === 'quote'));
}

/** Tables are worked on only where the words allow that a table is meant, and findings only on the same topic. */
function fits(maker: Unit, user: Unit): boolean {
  const { action } = user;
  const sameSentence = maker.sentence === user.sentence || maker.list !== undefined;
  if (action.act === 'process' || action.act === 'compare' || action.act === 'decide') {
    const { kind, object } = action;
    const named = kind === 'data' || kind === 'number' || kind === 'analysis' || kind === 'findings' || kind === 'choice';
    if (!named && object.some(({ kind: word }) => word === 'word') && !sameSentence) return false;
    const table = givenBy(maker) === 'data' && user.sentence - maker.sentence <= NEAR_SENTENCES;
    if (action.act !== 'process' && object.length > 0 && !named && !table) return sharesWords(action.rest, maker.action);
  }
  if (action.act === 'analyze' || action.act === 'visualize') {
    if (!sameSentence && action.kind === undefined && user.sentence - maker.sentence > NEAR_SENTENCES) return false;
  }
  const topic = action.topic;
  const other = maker.action.topic;
  const writes = action.act === 'write' || action.act === 'make' || action.act === 'summarize' || action.act === 'design';
  if (!writes || topic === undefined || other === undefined) return true;
  return overlap(contentOf(topic), contentOf(other));
}

/** Data that was fetched so many sentences ago is not what "the market" means. */
const NEAR_SENTENCES = 3;

/** Whether what a unit is about is named, at least in part, among these words. */
export function sharesWords(tokens: readonly Token[], { topic, object, files }: Action): boolean {
  const words = new Set(tokens.filter(({ lower }) => !isStopword(lower)).map(({ lower }) => stemOf(lower)));
  const about = topic === undefined ? object.map(({ lower }) => lower).join(' ') : topic;
  const wanted = [...contentOf(about)];
  if (files.some((file) => words.has(stemOf(file.replace(/\.\w+$/, ''))))) return true;
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}

function contentOf(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '' && !isStopword(word))
      .map(stemOf),
  );
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return true;
  for (const word of a) if (b.has(word)) return true;
  return false;
}

/** The kind of thing a noun of a reference names: "the data", "the findings". */
export function kindNamed(noun: string): Kind | undefined {
  return kindOf(noun);
}
