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

/** True for a trimmed text that stands for nothing in any column. */
export function isBlank(text: string): boolean {
  return text.length <= LONGEST && (text === '' || BLANKS.has(text.toLowerCase()));
}

/** True for a trimmed text that stands for nothing where a number, a date or a yes or no is due. */
export function isBlankAmongFigures(text: string): boolean {
  return text.length <= LONGEST && BLANKS_AMONG_FIGURES.has(text.toLowerCase());
}
