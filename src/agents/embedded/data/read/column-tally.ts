import { isBlank, isBlankAmongFigures } from './blank-cell.ts';
import { orderOfDate, readCompactDate } from './date-cell.ts';
import { shapeOfNumber } from './number-cell.ts';
import { rememberRecent } from './recent-results.ts';

/** A cell as a file gives it: text from CSV, any scalar from JSON. Absent in a row that is too short. */
export type RawCell = string | number | boolean | null | undefined;

const YES_OR_NO = new Set(['true', 'false', 'yes', 'no', 'y', 'n', 't', 'f']);
const EXAMPLES = 3;
const MAX_DECIMALS = 12;
const LONGEST_KEPT = 200;

const NOT_A_DATE = 'none';
const kindOfDate = rememberRecent((text) => orderOfDate(text) ?? NOT_A_DATE);

/** Counts what the cells of one column look like, so that its type can be told once all of them were seen. */
export class ColumnTally {
  readonly name: string;
  blanks = 0;
  /** `na`, `unknown`: blank if the column turns out to hold figures. */
  softBlanks = 0;
  numbers = 0;
  dates = 0;
  yesNo = 0;
  texts = 0;
  codes = 0;
  compactDates = 0;
  dotNumbers = 0;
  commaNumbers = 0;
  eitherNumbers = 0;
  dayFirstDates = 0;
  monthFirstDates = 0;
  eitherDates = 0;
  decimals = 0;
  percents = 0;
  wholeDates = true;
  readonly units = new Map<string, number>();
  /** A few cells of each kind, to be shown should they turn out not to fit. */
  readonly examples: Record<'number' | 'date' | 'text' | 'boolean', string[]> = { number: [], date: [], text: [], boolean: [] };
  /** Occurrences of each trimmed text, until there are more than the bound. */
  values: Map<string, number> | undefined = new Map();
  readonly #maxValues: number;

  constructor(name: string, maxValues: number) {
    this.name = name;
    this.#maxValues = maxValues;
  }

  get filled(): number {
    return this.numbers + this.dates + this.yesNo + this.texts + this.softBlanks;
  }

  add(raw: RawCell): void {
    if (raw === null || raw === undefined || (typeof raw === 'number' && !Number.isFinite(raw))) {
      this.blanks++;
    } else if (typeof raw === 'number') {
      this.#addJsonNumber(raw);
    } else if (typeof raw === 'boolean') {
      this.yesNo++;
      this.#keep(String(raw));
    } else {
      this.#addText(raw.trim());
    }
  }

  #addJsonNumber(value: number): void {
    this.numbers++;
    const text = String(value);
    const point = text.indexOf('.');
    if (!Number.isInteger(value))
      this.decimals = Math.max(this.decimals, point < 0 ? MAX_DECIMALS : Math.min(text.length - point - 1, MAX_DECIMALS));
    this.#keep(text);
  }

  #addText(text: string): void {
    if (isBlank(text)) {
      this.blanks++;
      return;
    }
    this.#keep(text);
    const number = shapeOfNumber(text);
    if (number !== undefined) {
      this.numbers++;
      if (number.style === 'dot') this.dotNumbers++;
      else if (number.style === 'comma') this.commaNumbers++;
      else if (number.style === 'either') this.eitherNumbers++;
      if (number.decimals > this.decimals) this.decimals = Math.min(number.decimals, MAX_DECIMALS);
      if (number.code) this.codes++;
      if (number.unit === '%') this.percents++;
      else if (number.unit !== undefined) this.units.set(number.unit, (this.units.get(number.unit) ?? 0) + 1);
      if (text.length === 8 && readCompactDate(text) !== undefined) this.compactDates++;
      this.#show('number', text);
      return;
    }
    const date = kindOfDate(text);
    if (date !== NOT_A_DATE) this.#addDate(date, text);
    else if (text.length <= 5 && YES_OR_NO.has(text.toLowerCase())) {
      this.yesNo++;
      this.#show('boolean', text);
    } else if (isBlankAmongFigures(text)) this.softBlanks++;
    else {
      this.texts++;
      this.#show('text', text);
    }
  }

  #addDate(order: 'dmy' | 'mdy' | 'either' | 'fixed' | typeof NOT_A_DATE, text: string): void {
    this.dates++;
    if (order === 'dmy') this.dayFirstDates++;
    else if (order === 'mdy') this.monthFirstDates++;
    else if (order === 'either') this.eitherDates++;
    if (this.wholeDates && text.includes(':')) this.wholeDates = false;
    this.#show('date', text);
  }

  #keep(text: string): void {
    if (this.values === undefined) return;
    const count = this.values.get(text);
    if (count !== undefined) this.values.set(text, count + 1);
    else if (this.values.size >= this.#maxValues || text.length > LONGEST_KEPT) this.values = undefined;
    else this.values.set(text, 1);
  }

  #show(kind: 'number' | 'date' | 'text' | 'boolean', text: string): void {
    const shown = this.examples[kind];
    if (shown.length < EXAMPLES && !shown.includes(text)) shown.push(text.length > 40 ? `${text.slice(0, 39)}…` : text);
  }
}
