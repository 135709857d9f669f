import { gistOf, overlapOf } from '../text/terms.ts';
import type { Finding } from './material.ts';

/** Two statements that share this much of their words say the same thing. */
const SAME_OVERLAP = 0.75;

/** The pairwise comparison is quadratic; beyond this many the weakest findings are left out. */
const MAX_FINDINGS = 400;

/**
 * The findings without repeats, most relevant first. Of statements that say the same the longer stays
 * and cites the sources of all. Ties keep the given order, so the result is the same every time.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const ranked = findings
    .map((finding, order) => ({ finding, order }))
    .sort((left, right) => right.finding.score - left.finding.score || left.order - right.order)
    .slice(0, MAX_FINDINGS);
  const kept: { finding: Finding; gist: ReadonlySet<string> }[] = [];
  for (const { finding } of ranked) {
    const gist = gistOf(finding.text);
    const same = kept.find((other) => saySame(gist, other.gist));
    if (same === undefined) {
      kept.push({ finding, gist });
      continue;
    }
    const longer = finding.text.length > same.finding.text.length ? finding : same.finding;
    same.finding = {
      text: longer.text,
      sources: [...new Set([...same.finding.sources, ...finding.sources])],
      score: same.finding.score,
      origin: same.finding.origin,
    };
    if (longer === finding) same.gist = gist;
  }
  return kept.map(({ finding }) => finding);
}

/** True for nearly the same words, or when one repeats all of the other. Different numbers make different statements. */
export function saySame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const [few, many] = left.size <= right.size ? [left, right] : [right, left];
  if (few.size === 0) return false;
  if (few.size >= 4 && isSubset(few, many)) return true;
  return overlapOf(left, right) >= SAME_OVERLAP && numbersAgree(left, right);
}

function isSubset(few: ReadonlySet<string>, many: ReadonlySet<string>): boolean {
  for (const term of few) if (!many.has(term)) return false;
  return true;
}

function numbersAgree(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const numbers = (gist: ReadonlySet<string>): string =>
    [...gist]
      .filter((term) => /\d/.test(term))
      .sort()
      .join(' ');
  return numbers(left) === numbers(right);
}
