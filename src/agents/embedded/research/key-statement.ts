import { splitSentences } from '../library/sentences.ts';
import { termsOf } from '../library/terms.ts';

const RESULT =
  /\b(?:show|shows|find|finds|found|demonstrate|demonstrates|achieves?|outperforms?|improves?|improving|reduces?|reducing|reveals?|results?|increases?|decreases?|surpass(?:es)?|exceeds?|observe|conclude|suggests?|indicates?|saves?)\b/i;
const PROPOSAL =
  /\b(?:we (?:propose|introduce|present|develop|study|investigate|analy[sz]e|argue|survey|review)|this (?:paper|work|article|survey))\b/i;

/**
 * The sentence of an abstract that says most of what came out: results before proposals before background, those with
 * the topic's terms and with figures before others; of equals the first. Empty for an abstract without sentences.
 */
export function keyStatementOf(abstract: string, topic: string): string {
  const terms = [...new Set(termsOf(topic))];
  const worth = (sentence: string): number => {
    const own = new Set(termsOf(sentence));
    const coverage = terms.length === 0 ? 0 : terms.filter((term) => own.has(term)).length / terms.length;
    const result = RESULT.test(sentence) ? 1 : PROPOSAL.test(sentence) ? 0.6 : 0;
    const whole = sentence.length >= 40 && sentence.length <= 420 ? 0.5 : 0;
    return result + coverage + whole + (/\d/.test(sentence) ? 0.4 : 0);
  };
  return splitSentences(abstract).reduce((best, sentence) => (best === '' || worth(sentence) > worth(best) ? sentence : best), '');
}

/** True for a statement that is not to be read without knowing whose it is. */
export const needsItsTitle = (statement: string): boolean =>
  /\b(?:[Ww]e|[Oo]ur|us)\b|\b[Tt]his (?:paper|work|article|survey|study|approach|method)\b|^(?:This|These|It|They|However|Moreover|Furthermore|In addition|Here)\b/.test(
    statement,
  );
