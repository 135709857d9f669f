import type { Finding } from '../material/material.ts';
import { blend, centroidOf, cosine, type TermVector, termVectors } from '../text/term-vectors.ts';
import { stemOf, termsOf, wordsOf } from '../text/terms.ts';
import { cluster } from './cluster.ts';
import { isGenericStem } from './phrases.ts';
import { headingPhrases, headingsOf } from './theme-headings.ts';

/** Findings that belong together, with a heading a person can read. */
export interface Theme {
  readonly heading: string;
  /** Most relevant first. */
  readonly findings: readonly Finding[];
}

/** What has fewer findings than this is one theme. */
const MIN_TO_SPLIT = 6;
const MAX_THEMES = 7;
const FINDINGS_A_THEME = 3.6;
/** A smaller group is no theme: its findings stand with the others. */
const MIN_THEME = 2;
/** How much of what its source says elsewhere is counted with a finding: the rest of a page tells what a sentence is about. */
const SOURCE_WEIGHT = 0.5;

/**
 * Groups findings by what they are about: TF-IDF vectors of their words, mixed with those of their source, joined by average likeness.
 * A group is named by the noun phrases that mark it: said in much of it, early in the sentence or in the titles
 * of its sources, and little elsewhere. No chance involved.
 *
 * @param titles The title of each source.
 * @param topic Its words are in every finding, and part nothing.
 */
export async function themesOf(findings: readonly Finding[], titles: readonly string[], topic: string): Promise<Theme[]> {
  if (findings.length < MIN_TO_SPLIT) return [{ heading: 'Findings', findings }];
  const count = Math.max(2, Math.min(MAX_THEMES, Math.round(findings.length / FINDINGS_A_THEME)));
  const vectors = vectorsOf(findings, titles, topic);
  const groups = withoutLoner(cluster(vectors, count), vectors);
  const large = groups.filter((group) => group.length >= MIN_THEME).sort((left, right) => right.length - left.length);
  if (large.length < 2) return [{ heading: 'Findings', findings }];
  const shown = large.slice(0, MAX_THEMES);
  const headings = headingsOf(shown, await headingPhrases(findings, titles, topic));
  const themes = shown.map((members, index) => ({
    heading: headings[index] ?? '',
    findings: members.flatMap((member) => findings[member] ?? []),
  }));
  const small = [...groups.filter((group) => group.length < MIN_THEME), ...large.slice(MAX_THEMES)].flat();
  const named = themes.filter(({ heading }) => heading !== '');
  const unnamed = themes.filter(({ heading }) => heading === '').flatMap((theme) => theme.findings);
  const other = [...unnamed, ...small.sort((left, right) => left - right).flatMap((index) => findings[index] ?? [])];
  if (named.length === 0) return [{ heading: 'Findings', findings }];
  return other.length === 0 ? named : [...named, { heading: 'Other findings', findings: other }];
}

/** A single finding that is like no others is put with the nearest group: it would make a section of one sentence. */
function withoutLoner(groups: readonly number[][], vectors: readonly TermVector[]): number[][] {
  const loners = groups.filter((group) => group.length === 1);
  const [loner] = loners;
  const index = loner?.[0];
  if (loners.length !== 1 || index === undefined || groups.length < 2) return [...groups];
  const others = groups.filter((group) => group !== loner);
  const likeness = others.map((group) => cosine(vectors[index] ?? new Map(), centroidOf(group.flatMap((member) => vectors[member] ?? []))));
  const nearest = likeness.indexOf(Math.max(...likeness));
  return others.map((group, position) => (position === nearest ? [...group, index].sort((left, right) => left - right) : group));
}

function vectorsOf(findings: readonly Finding[], titles: readonly string[], topic: string): TermVector[] {
  const idle = new Set(wordsOf(topic).map(stemOf));
  const bags = findings.map(({ text, sources }) => {
    const about = sources.flatMap((source) => termsOf(titles[source] ?? ''));
    return [...termsOf(text), ...about].filter((term) => !idle.has(term) && !isGenericStem(term));
  });
  const own = termVectors(bags);
  const bySource = new Map<number, TermVector[]>();
  for (const [index, { sources }] of findings.entries()) {
    const source = sources[0];
    const vector = own[index];
    if (source !== undefined && vector !== undefined) bySource.set(source, [...(bySource.get(source) ?? []), vector]);
  }
  const centroids = new Map([...bySource].map(([source, vectors]) => [source, centroidOf(vectors)]));
  return own.map((vector, index) => {
    const context = centroids.get(findings[index]?.sources[0] ?? -1);
    return context === undefined ? vector : blend(vector, context, SOURCE_WEIGHT);
  });
}
