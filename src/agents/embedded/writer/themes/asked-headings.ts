import type { Finding } from '../material/material.ts';
import { capitalise } from '../text/clean-text.ts';
import { cosine, termVectors } from '../text/term-vectors.ts';
import { termsOf } from '../text/terms.ts';
import type { Theme } from './themes.ts';

/**
 * Puts findings under the headings that were asked for, by the words they share with the heading and with the findings
 * that share those; what fits none stands under `Other findings`. A heading may end up without findings.
 */
export function arrangeByHeadings(findings: readonly Finding[], titles: readonly string[], headings: readonly string[]): Theme[] {
  const bags = findings.map(({ text, sources }) => [...termsOf(text), ...sources.flatMap((source) => termsOf(titles[source] ?? ''))]);
  const vectors = termVectors([...headings.map(termsOf), ...bags]);
  const groups: Finding[][] = headings.map(() => []);
  const rest: Finding[] = [];
  for (const [index, finding] of findings.entries()) {
    const closeness = headings.map((_, heading) => cosine(vectors[heading] ?? new Map(), vectors[headings.length + index] ?? new Map()));
    const best = Math.max(0, ...closeness);
    (best > 0 ? (groups[closeness.indexOf(best)] ?? rest) : rest).push(finding);
  }
  const themes = headings.map((heading, index) => ({ heading: capitalise(heading), findings: groups[index] ?? [] }));
  return rest.length === 0 ? themes : [...themes, { heading: 'Other findings', findings: rest }];
}
