import type { DeckOutput } from '../../../core/output.ts';
import type { ChartData } from '../writer/page/number-table.ts';
import type { TableBlock } from '../writer/page/report.ts';

export type Layout = 'cover' | 'agenda' | 'summary' | 'points' | 'charts' | 'table' | 'picture' | 'gaps' | 'sources';

/** A number worth looking at, with the sentence it stands in. */
export interface Callout {
  readonly figure: string;
  readonly text: string;
}

/** A slide as this agent makes it: what any deck has, and what it takes to draw it again. */
export interface Slide {
  readonly layout: Layout;
  readonly title: string;
  /** Plain text; a citation `[3]` may close it. */
  readonly points: readonly string[];
  /** Absolute path of a picture. */
  readonly picture: string | null;
  readonly notes: string;
  /** At most two, side by side. */
  readonly charts: readonly ChartData[];
  readonly table: TableBlock | null;
  readonly callout: Callout | null;
}

/** A deck as it goes from one task of this agent to the next. */
export interface Deck {
  readonly title: string;
  readonly subtitle: string;
  readonly slides: readonly Slide[];
  readonly sources: DeckOutput['sources'];
  /** Numbers about the evidence, not drawn yet. */
  readonly tables: readonly TableBlock[];
}

/** A slide with all that is not given left empty. */
export function makeSlide(given: Pick<Slide, 'layout' | 'title'> & Partial<Slide>): Slide {
  return { points: [], picture: null, notes: '', charts: [], table: null, callout: null, ...given };
}

/** A point and the citation that closes it: `Prices fall [3]` gives `Prices fall` and `[3]`. */
export function splitCitation(point: string): { readonly text: string; readonly mark: string } {
  const found = /^(.*\S)\s+(\[\d{1,3}(?:, \d{1,3})*\])$/s.exec(point);
  return { text: found?.[1] ?? point, mark: found?.[2] ?? '' };
}

/** Between the title of a source and what is said of it. */
export const SOURCE_SEPARATOR = ' — ';

/** A line of a slide of sources in its parts. */
export function splitSource(line: string): { readonly number: string; readonly title: string; readonly about: string } {
  const [, number = '', rest = line] = /^(\d+)\.\s+(.*)$/s.exec(line) ?? [];
  const at = rest.lastIndexOf(SOURCE_SEPARATOR);
  return at < 0
    ? { number, title: rest, about: '' }
    : { number, title: rest.slice(0, at), about: rest.slice(at + SOURCE_SEPARATOR.length) };
}
