/** Decides about words that the lexicon does not have. */
export interface Tagger {
  /**
   * Whether a word in its base form gives an order, given the words before and after it: "vaccinate cats" does, "pepper" does not,
   * nor does "screen" in "test the battery life and screen brightness".
   */
  ordersWith(before: string, word: string, after: string): boolean;
}

/** A tagger that knows nothing, and remembers whether it was asked anything. */
export class AbsentTagger implements Tagger {
  asked = false;

  ordersWith(): boolean {
    this.asked = true;
    return false;
  }
}

/** So many different words are looked up in one request; a longer text is no request. */
const MOST_LOOKUPS = 400;

/**
 * The part-of-speech tagger of the `compromise` library. It takes a while to load, so it is loaded only for a request
 * with a word whose part of speech decides something and which the lexicon does not have.
 */
export async function loadTagger(): Promise<Tagger> {
  const { default: nlp } = await import('compromise/two');
  const isVerb = (text: string, word: string): boolean => {
    const terms = (nlp(text).json() as { terms: { text: string; tags: string[] }[] }[]).flatMap((sentence) => sentence.terms);
    const tags = terms.findLast((term) => term.text.toLowerCase() === word)?.tags ?? [];
    return tags.includes('Infinitive') || tags.includes('Imperative') || tags.includes('PresentTense');
  };
  const answers = new Map<string, boolean>();
  return {
    ordersWith(before, word, after) {
      const key = `${before}|${word} ${after}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      if (answers.size >= MOST_LOOKUPS) return false;
      const answer = isVerb(`${word} ${after}`, word) && (before === '' || isVerb(`${before} ${word} ${after}`, word));
      answers.set(key, answer);
      return answer;
    },
  };
}
