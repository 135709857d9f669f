import { capitalise, cutAtWord } from './clean-text.ts';
import { sentencesOf } from './sentences.ts';

/** A point is read at a glance; longer ones are shortened where the sentence allows it. */
export const POINT_CHARS = 96;
/** No point is longer than this: a sentence that cannot be shortened is told whole up to here, and cut between words beyond. */
export const MAX_POINT_CHARS = 170;

/** Openings that say who says so. The source is named beside the point. */
const ATTRIBUTION = new RegExp(
  `^(?:(?:and|but|so|yet|however|moreover|furthermore|in addition|additionally|overall|in general|generally|notably|importantly|interestingly|finally|first|second|third|for example|for instance|as a result|in short|in summary|to summarise|to summarize|in particular|indeed|meanwhile|also|instead),?\\s+)?` +
    `(?:(?:we|i|they|the authors?|the (?:paper|study|report|survey|review|article|results?|data|maintainers)|(?:this|our|these) (?:paper|study|work|report|survey|review|results?|data|findings)|(?:several |some |many )?(?:participants|commenters|respondents|developers|maintainers|engineers|researchers|results|experiments))\\s+` +
    `(?:also |further |then )?(?:found|finds?|shows?|showed|reports?|reported|says?|said|argues?|argued|notes?|noted|observes?|observed|suggests?|suggested|demonstrates?|demonstrated|concludes?|concluded|estimates?|estimated)\\s+that\\s+)?`,
  'i',
);

/** Where a sentence may end early without saying something else: an aside, a reason, an example. */
const ASIDE =
  /(?:,\s+(?:which|who|whose|where|while|whereas|although|though|because|since|as|so that|so|including|such as|for example|for instance|e\.g\.|i\.e\.|leading to|making|allowing|enabling|resulting in|according to|(?:well |far |just )?(?:ahead of|behind|against)|at the price of|often|especially|particularly|chiefly|mainly|down from|up from|and(?=(?:\s+[^\s,]+){6}))\s|\s+(?:because|which is why|so that)\s|;\s+|:\s+|\s+[–—]\s+|\s+--\s+)/gi;

/** A sentence that begins in the past has its news after the semicolon. */
const PAST = /^(?:in (?:\p{Lu}\p{Ll}+|\d{4})|(?:\w+ )?\w+ ago|last|previously|before|once|until|formerly)\b/iu;

/** What follows these words turns the meaning round: it is never cut off. */
const TURN = /^(?:but|unless|except|if|only|provided|until|not|yet|however|without)\b/i;

/**
 * A statement as a point on a slide: its first sentence, without who said it, what stands in brackets and, when it is
 * still long, its asides; `40 percent` is written `40%`. Never cut inside a word, and never before a `but` or an `unless`.
 */
export function shortPoint(statement: string, targetChars = POINT_CHARS): string {
  const sentence = sentencesOf(statement)[0] ?? statement;
  const bare = withoutBrackets(sentence)
    .replace(ATTRIBUTION, '')
    .replace(/(?<=\d) percent\b/g, '%')
    .trim();
  const point = capitalise(dropStop(shorten(dropStop(bare === '' ? sentence : bare), targetChars)));
  return point.length <= MAX_POINT_CHARS ? point : cutAtWord(point, MAX_POINT_CHARS);
}

function shorten(sentence: string, targetChars: number): string {
  if (sentence.length <= targetChars) return sentence;
  const ends = [...sentence.matchAll(ASIDE)].map((match) => ({
    end: match.index,
    next: sentence.slice(match.index + (match[0].match(/^[\s,;–—-]+/)?.[0].length ?? 0)),
  }));
  const usable = ends.filter(({ end, next }) => {
    const newsFollows = sentence.charAt(end) === ';' && PAST.test(sentence);
    return end >= 30 && isBalanced(sentence.slice(0, end)) && !TURN.test(next) && !newsFollows;
  });
  const fitting = usable.filter(({ end }) => end <= targetChars);
  const chosen = fitting[fitting.length - 1] ?? usable[0];
  if (chosen === undefined) return sentence;
  const hasTurn = /(?:,|;)\s+(?:but|unless|except|yet|however)\b|\s(?:unless|except)\s/i.test(sentence.slice(chosen.end));
  return hasTurn && sentence.length <= MAX_POINT_CHARS ? sentence : sentence.slice(0, chosen.end);
}

function withoutBrackets(text: string): string {
  const without = text
    // "(blank)" is what a group without a name is called, and no aside.
    .replace(/\s*\((?!blank\))[^()]*\)/g, '')
    .replace(/\s*\[[^[\]]*\]/g, '')
    .replace(/\s+([,.;:])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return without.length >= 20 ? without : text;
}

function isBalanced(text: string): boolean {
  return (text.match(/["“”]/g) ?? []).length % 2 === 0 && (text.match(/\(/g) ?? []).length === (text.match(/\)/g) ?? []).length;
}

function dropStop(text: string): string {
  return /\.\.\.$|\b(?:etc|al|Inc|Ltd|Co|Corp|U\.S|e\.g|i\.e)\.$/.test(text) ? text : text.replace(/[.;:,\s]+$/, '');
}
