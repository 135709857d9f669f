import { estimateTokens } from '../tokens.ts';
import { passagesOf, scorePassages } from './passages.ts';

/** Where a text begins says what it is: this share of the room goes to its first passages, whatever they say. */
const OPENING_SHARE = 0.15;
const GAP_TOKENS = 12;

/**
 * A text cut to so many tokens by relevance: its opening and the passages that say most about the question stay, in their
 * order; what is left out is marked with its length.
 */
export function fitText(text: string, question: string, roomTokens: number): string {
  // A token is at least a quarter of a letter: most texts need not be counted.
  if (text.length <= roomTokens / 4 || estimateTokens(text) <= roomTokens) return text;
  const passages = passagesOf(text);
  const kept = choosePassages(passages, question, roomTokens);
  const parts: string[] = [];
  let left = 0;
  const closeGap = (): void => {
    if (left > 0) parts.push(`[… ${left.toLocaleString('en-US')} characters left out …]\n`);
    left = 0;
  };
  for (const [index, passage] of passages.entries()) {
    if (kept.has(index)) {
      closeGap();
      parts.push(passage);
      if (!kept.has(index + 1) && index + 1 < passages.length && !passage.endsWith('\n')) parts.push('\n');
    } else left += passage.length;
  }
  closeGap();
  return parts.join('');
}

function choosePassages(passages: readonly string[], question: string, roomTokens: number): ReadonlySet<number> {
  const kept = new Set<number>();
  let used = GAP_TOKENS;
  const take = (index: number, boundTokens: number): boolean => {
    // Beside a passage that is kept no new gap opens.
    const gap = kept.has(index - 1) || kept.has(index + 1) ? 0 : GAP_TOKENS;
    const needed = estimateTokens(passages[index] ?? '') + gap;
    if (used + needed > boundTokens) return false;
    kept.add(index);
    used += needed;
    return true;
  };
  for (let index = 0; index < passages.length && take(index, roomTokens * OPENING_SHARE); ) index++;
  const scores = scorePassages(passages, question);
  const ranked = [...passages.keys()].filter((index) => !kept.has(index)).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  let misses = 0;
  for (const index of ranked) {
    if (take(index, roomTokens)) misses = 0;
    // When nothing fits any more the rest need not be tried.
    else if (++misses > 50) break;
  }
  return kept;
}

/**
 * Shares room out among texts: small ones get all they need, the others the same each.
 *
 * @returns Tokens for each, in their order; together at most `roomTokens`.
 */
export function shareRoom(neededTokens: readonly number[], roomTokens: number): number[] {
  const shares = neededTokens.map(() => 0);
  const byNeed = [...neededTokens.keys()].sort((a, b) => (neededTokens[a] ?? 0) - (neededTokens[b] ?? 0));
  let room = Math.max(0, roomTokens);
  for (const [position, index] of byNeed.entries()) {
    const share = Math.min(neededTokens[index] ?? 0, Math.floor(room / (byNeed.length - position)));
    shares[index] = share;
    room -= share;
  }
  return shares;
}
