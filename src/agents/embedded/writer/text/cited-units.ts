import { citedIn, withoutCitations } from './citations.ts';
import { sentencesOf } from './sentences.ts';

/** What a citation stands for: the sentences up to and with it. Single sentences where nothing is cited. */
export function citedUnits(text: string): string[] {
  const sentences = sentencesOf(text);
  if (citedIn(text).length === 0) return sentences;
  const units: string[] = [];
  let open: string[] = [];
  for (const sentence of sentences) {
    open.push(sentence);
    if (citedIn(sentence).length === 0) continue;
    units.push(open.join(' '));
    open = [];
  }
  return open.length === 0 ? units : [...units, open.join(' ')];
}

/** The sentences of a unit without citations, and the citation of all of them as a mark: `[2]`, or nothing. */
export function splitUnit(unit: string): { readonly sentences: string[]; readonly mark: string } {
  const numbers = [...new Set(citedIn(unit))].sort((left, right) => left - right);
  return { sentences: sentencesOf(withoutCitations(unit)), mark: numbers.length === 0 ? '' : `[${numbers.slice(0, 3).join(', ')}]` };
}
