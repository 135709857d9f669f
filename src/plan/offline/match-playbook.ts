import type { Unit } from './order/unit.ts';
import type { Match, Playbook } from './playbook.ts';
import { thingsIn } from './things.ts';

/** What a playbook is matched against, beside the words. */
export interface Circumstances {
  /** The request as the user wrote it. */
  readonly source: string;
  /** The task is all that the request asks for. */
  readonly whole: boolean;
  /** An earlier task leaves something for it. */
  readonly given: boolean;
  /** Files that were given with the request. */
  readonly inputs: readonly string[];
}

/** The playbook that fits a unit best: the one that asks for most, later ones first. A unit of stated length is taken whole. */
export function playbookFor(unit: Unit, playbooks: readonly Playbook[], circumstances: Circumstances): Playbook | undefined {
  if (unit.clause.durationMs !== undefined || unit.parts.length > 0) return undefined;
  let best: Playbook | undefined;
  let most = -1;
  for (const playbook of playbooks) {
    const weight = matches(unit, playbook.match, circumstances) ? weightOf(playbook.match) : -1;
    if (weight >= most && weight >= 0) [best, most] = [playbook, weight];
  }
  return best;
}

function matches({ action, clause }: Unit, match: Match, { source, whole, given, inputs }: Circumstances): boolean {
  if (match.acts !== undefined && !match.acts.includes(action.act)) return false;
  if (match.verbs !== undefined && !match.verbs.includes(action.verb)) return false;
  const text = clause.bareText.toLowerCase();
  if (match.nouns !== undefined && !match.nouns.some((noun) => nounFits(noun, action.head, text))) return false;
  if (match.words !== undefined && !match.words.some((word) => hasWord(text, word))) return false;
  if (match.minItems !== undefined && thingsIn(action, source).length < match.minItems) return false;
  if (match.minInputs !== undefined && Math.max(inputs.length, action.files.length) < match.minInputs) return false;
  for (const excluded of match.not ?? []) {
    if (excluded === 'question' && clause.kind === 'question') return false;
    if (excluded === 'file' && (action.files.length > 0 || action.links.length > 0)) return false;
    if (excluded === 'given' && given) return false;
  }
  return match.whole !== true || whole;
}

function nounFits(noun: string, head: string | undefined, text: string): boolean {
  const wanted = noun.toLowerCase();
  if (/[\s-]/.test(wanted)) return hasWord(text, wanted) || hasWord(text, wanted.replaceAll('-', ' '));
  return head === wanted || head === `${wanted}s`;
}

/** Whole words only; a plural "s" more does not matter. No pattern is made of the user's words. */
export function hasWord(text: string, word: string): boolean {
  const wanted = word.toLowerCase();
  const isLetter = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const after = text.charAt(end) === 's' ? end + 1 : end;
    if (!isLetter(text.charAt(at - 1)) && !isLetter(text.charAt(after))) return true;
  }
  return false;
}

function weightOf({ nouns, words, minItems, minInputs, verbs, acts, whole }: Match): number {
  return (
    (nouns === undefined ? 0 : 4) +
    (words === undefined ? 0 : 4) +
    (minItems === undefined ? 0 : 2) +
    (minInputs === undefined ? 0 : 2) +
    (verbs === undefined ? 0 : 1) +
    (acts === undefined ? 0 : 1) +
    (whole === true ? 1 : 0)
  );
}
