import type { FindingsOutput, Source } from '../../../core/output.ts';
import { overlapOf } from '../library/centrality.ts';
import { termsOf } from '../library/terms.ts';

/** A statement with the one source it comes from. */
export interface SourcedFinding {
  readonly text: string;
  readonly source: Source;
  /** 0..1, larger is better. */
  readonly score: number;
}

/** Two statements that share more than this of their words say the same. */
const SAME = 0.8;

/** The best of some findings without repeats, in the shape in which they are handed on. Equal scores keep their order. */
export function bestOf(findings: readonly SourcedFinding[], count: number): Pick<FindingsOutput, 'findings' | 'sources'> {
  const kept: (SourcedFinding & { readonly terms: ReadonlySet<string> })[] = [];
  for (const finding of findings.toSorted((a, b) => b.score - a.score)) {
    if (kept.length >= count) break;
    const terms = new Set(termsOf(finding.text));
    const again = kept.some((other) => other.text === finding.text || overlapOf(terms, other.terms) > SAME);
    if (!again) kept.push({ ...finding, terms });
  }
  const sources = [...new Map(kept.map(({ source }) => [source.location, source])).values()];
  return {
    findings: kept.map(({ text, source, score }) => ({
      text,
      source: sources.findIndex(({ location }) => location === source.location),
      score: Number(score.toFixed(4)),
    })),
    sources,
  };
}
