import { saySame } from '../writer/material/merge-findings.ts';
import { citedIn, withoutCitations } from '../writer/text/citations.ts';
import { sentencesOf } from '../writer/text/sentences.ts';
import { shortPoint } from '../writer/text/short-point.ts';
import { gistOf } from '../writer/text/terms.ts';
import { type Callout, splitCitation } from './slide.ts';

const FIGURE =
  /(?:[$€£]\s?\d[\d,.]*(?:\s?(?:k|m|bn|million|billion|trillion))?|\d[\d,]*(?:\.\d+)?(?:\s?(?:to|–|-)\s?\d[\d,]*(?:\.\d+)?)?\s?(?:%|×|x\b)|\d[\d,]*(?:\.\d+)?\s(?:million|billion|points|times)\b)/gi;

const MAX_CALLOUT_CHARS = 150;

/** A change is shown with both its ends. */
const CHANGE = /\bfrom (\d[\d.,]*) ?(%?) to (\d[\d.,]*) ?(%)/i;

/** What lies anywhere between two ends has not gone from one to the other. */
const SPAN = /\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|spread|spans?|anywhere) from (\d[\d.,]*) ?%? to (\d[\d.,]*) ?%/i;

/**
 * The sentence of a text that is best shown with its number large: it has one or two shares, sums or factors, is short
 * enough to stand beside them, and no point of the slide says it already.
 *
 * @param text Plain text with citations, as in speaker notes.
 * @returns `undefined` when there is none.
 */
export function keyFigureOf(text: string, points: readonly string[]): Callout | undefined {
  const said = points.map((point) => gistOf(splitCitation(point).text));
  let mark = '';
  const candidates = sentencesOf(text).flatMap((sentence, order) => {
    const cited = citedIn(sentence);
    if (cited.length > 0) mark = `[${cited.join(', ')}]`;
    const short = shortPoint(withoutCitations(sentence), MAX_CALLOUT_CHARS);
    const figures = [...new Set((short.match(FIGURE) ?? []).map((figure) => figure.trim()))];
    const span = SPAN.exec(short);
    const change = span === null ? CHANGE.exec(short) : null;
    const figure = span !== null ? `${span[1]}–${span[2]}%` : change !== null ? `${change[1]} → ${change[3]}%` : figures[0];
    const gist = gistOf(short);
    if (figure === undefined || (change === null && figures.length > 2) || short.endsWith('…') || short.length > MAX_CALLOUT_CHARS)
      return [];
    if (said.some((other) => saySame(other, gist))) return [];
    return [
      {
        figure,
        text: mark === '' || cited.length === 0 ? short : `${short} ${mark}`,
        weight: weightOf(figure, figures.length, short, order),
      },
    ];
  });
  const best = candidates.sort((left, right) => right.weight - left.weight)[0];
  return best === undefined ? undefined : { figure: displayed(best.figure), text: best.text };
}

/** Shares and factors before sums; one number before two; short before long; early before late. */
function weightOf(figure: string, count: number, text: string, order: number): number {
  return (/%|×|x$/i.test(figure) ? 2 : 1) + (count === 1 ? 1 : 0) - text.length / 100 - order * 0.05;
}

function displayed(figure: string): string {
  return figure
    .replace(/\s*(?:to|-)\s*(?=\d)/, '–')
    .replace(/\s+(?=%|×)/, '')
    .replace(/\s*x$/i, '×');
}
