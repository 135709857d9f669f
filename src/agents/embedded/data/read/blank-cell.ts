/** What people write when there is nothing to write; blank in a column of any type. */
const BLANKS = new Set([
  '',
  'null',
  '(null)',
  'n/a',
  '#n/a',
  'nan',
  'nil',
  'undefined',
  '(blank)',
  '-',
  '--',
  '—',
  '–',
  '?',
  '#ref!',
  '#div/0!',
  '#value!',
  '#name?',
  '#num!',
]);

/** Blank among numbers and dates, but a value among texts, where NA may be Namibia. */
const BLANKS_AMONG_FIGURES = new Set(['na', 'none', 'missing', 'unknown', 'tbd', 'not available', '.', '..', '...', '*']);

const LONGEST = 13;
/** Every cell is asked, and almost none begins like a blank: n ( # u - — – ? and, among figures, m t . * */
const FIRST = new Set([...BLANKS, ...BLANKS_AMONG_FIGURES].flatMap((text) => [text.charCodeAt(0), text.toUpperCase().charCodeAt(0)]));

/** True for a trimmed text that stands for nothing in any column. */
export function isBlank(text: string): boolean {
  if (text === '') return true;
  return text.length <= LONGEST && FIRST.has(text.charCodeAt(0)) && BLANKS.has(text.toLowerCase());
}

/** True for a trimmed text that stands for nothing where a number, a date or a yes or no is due. */
export function isBlankAmongFigures(text: string): boolean {
  return text.length <= LONGEST && FIRST.has(text.charCodeAt(0)) && BLANKS_AMONG_FIGURES.has(text.toLowerCase());
}
