/** That two things may go side by side. */
export const PARALLEL =
  /\b(?:in parallel|at the same time|simultaneous(?:ly)?|concurrent(?:ly)?|independent(?:ly)?(?: of (?:each other|one another))?|in any order|any order|side by side|no (?:particular |specific )?order|in no particular order|do(?:es)? not depend on (?:each other|one another)|don't depend on (?:each other|one another)|alongside)\b/;

export const NEGATED = /\b(?:not|cannot|can't|never|mustn't|shouldn't|don't|doesn't|isn't|won't|unable|impossible|no|nor|nothing)\b/;

const MODAL =
  /\b(?:needs?|has|have|had|requires?|required|ought|wants?|going|supposed|got) to(?: be)?\b|\b(?:is|are) (?:required|needed|necessary|supposed) to\b/g;

export const PRECEDED_BY =
  /\b(?:preceded by|blocked by|enabled by|unlocked by|after|following|follows|succeeds?|subsequent to|later than|behind)\b/;

const BEFORE =
  /\b(?:before|precedes?|preceding|prior to|ahead of|earlier than|leads? (?:in)?to|followed by|enables?|unlocks?|allows?|permits?|blocks?|feeds?(?: into)?|(?:prerequisites?|preconditions?|requirements?) (?:for|of|to)|(?:is|are|being) (?:needed|required|necessary|essential|mandatory)(?: for| by| in order to| to| before)?|(?:needed|required|necessary) (?:for|by|before|to)|then|in order to|so that|so you can|to be able to|triggers?|gates?|supports?)\b|->|=>|→/;

const AFTER =
  /\b(?:depends?|depending|dependent|dependency|dependencies|deps?|relies|rely|requires?|require|needs?|need|waits?|wait|waiting|once|when|as soon as|upon|if|builds? (?:up)?on|based on|uses?|using|consumes?|contingent|provided|given|prerequisites?|preconditions?|unless|until|till|takes? the (?:output|result)s? of)\b/;

const FRONT_BEFORE = /(?:^|[,;] ?|\b)(?:before|prior to|ahead of|until|not until)(?: [a-z']+){0,5} ?$/;
const FRONT_AFTER =
  /(?:^|[,;] ?|\b)(?:after|once|when|as soon as|upon|following|only after|only once|only when|having|with|given|if|assuming|as)(?: [a-z']+){0,5} ?$/;
const FRONT_PURPOSE = /(?:^|[,;] ?|\b)(?:to|in order to|for|so as to)(?: [a-z']+){0,3} ?$/;

export type Direction = 'before' | 'after' | 'parallel' | undefined;

/** The order of two marks, from the words before, between and behind them: `before` when the first comes first. */
export function directionOf(front: string, betweenText: string, behind: string): Direction {
  const between = betweenText.replace(MODAL, ' ');
  if (PARALLEL.test(between)) return 'parallel';
  const negated = NEGATED.test(between) || /\b(?:do not|don't|never|cannot|can't|not)(?: [a-z']+){0,4} ?$/.test(front);
  if (/\b(?:until|till|unless)\b/.test(between)) return 'after';
  if (/\bonly (?:after|once|when|if|upon|following)\b/.test(between)) return 'after';
  if (PRECEDED_BY.test(between)) return negated && /\bafter\b/.test(between) ? 'before' : 'after';
  if (FRONT_BEFORE.test(front) && /,|\b(?:must|should|needs?|has|have|is|be|do|finish|complete|first|make sure|ensure)\b/.test(betweenText))
    return 'after';
  if (BEFORE.test(between) && !/^[,\s]*then\b/.test(between))
    return negated && /\b(?:before|prior to|ahead of|earlier than|precedes?)\b/.test(between) ? 'after' : 'before';
  if (FRONT_AFTER.test(front) && !/\b(?:depends?|relies|requires?)\b/.test(between)) return 'before';
  if (BEFORE.test(between)) return 'before';
  if (AFTER.test(between)) return negated && !/\b(?:until|unless|without|if)\b/.test(between) ? undefined : 'after';
  if (/\bwithout\b/.test(between) && (negated || NEGATED.test(betweenText))) return 'after';
  if (FRONT_PURPOSE.test(front) && /,|\b(?:must|should|need|first|have)\b/.test(betweenText)) return 'after';
  if (/^[\s,]*(?:comes?|goes|happens?|is done|must be done)?\s*first\b/.test(between)) return 'before';
  if (/\b(?:first|beforehand)\b/.test(behind) && /\b(?:do|finish|complete|have|must|needs?)\b/.test(between)) return 'after';
  if (/\bin (?:that|this|the given) order\b/.test(behind) && /^[\s,]*(?:and)?\s*$/.test(between)) return 'before';
  return undefined;
}

/** Some word of it puts one thing before another. */
export function hasCue(text: string): boolean {
  return BEFORE.test(text) || AFTER.test(text) || PRECEDED_BY.test(text);
}
