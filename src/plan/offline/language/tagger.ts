/** Decides about words that the lexicon does not have. */
export interface Tagger {
  /** Whether a word in its base form, followed by `rest`, gives an order: "vaccinate cats" does, "pepper" does not. */
  ordersWith(word: string, rest: string): boolean;
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
  const answers = new Map<string, boolean>();
  return {
    ordersWith(word, rest) {
      const text = `${word} ${rest}`;
      const known = answers.get(text);
      if (known !== undefined) return known;
      if (answers.size >= MOST_LOOKUPS) return false;
      const [sentence] = nlp(text).json() as { terms: { tags: string[] }[] }[];
      const tags = new Set(sentence?.terms[0]?.tags ?? []);
      const answer = tags.has('Infinitive') || tags.has('Imperative');
      answers.set(text, answer);
      return answer;
    },
  };
}
