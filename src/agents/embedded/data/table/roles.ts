import type { Column, Table } from './table.ts';

const NAMES_A_THING = /(^|[\W_])(id|ids|code|codes|sku|zip|zipcode|postcode|postal|phone|tel|fax|isbn|iban|ean|ssn|uuid|guid|index|row)$/i;
/** A column of numbers that is called after a thing holds the numbers of things: an `order` is not a quantity, `orders` are. */
const IS_A_THING = /^(?:order|invoice|ticket|transaction|booking|customer|client|user|account|employee)$/i;
const NAMES_A_THING_CAMEL = /[a-z](Id|ID|Code|Sku|SKU|Zip)$/;
const NAMES_A_NUMBER = /(^|[\W_])(number|num|no|nr)$/i;
const NAMES_A_TIME = /(^|[\W_])(year|month|week|quarter|day|hour|latitude|longitude|lat|lon|lng)$/i;
const NAMES_A_RATE =
  /price|rate|rating|score|percent|pct|ratio|average|avg|mean|median|age|temperature|temp|margin_?p|discount|grade|index|share|speed|density|humidity|bmi|height|latency|salary|wage/i;

/** True for a column whose values name things (`order_id`, `zip`), whatever they look like. */
export function namesThings(columnName: string): boolean {
  return IS_A_THING.test(columnName) || NAMES_A_THING.test(columnName) || NAMES_A_THING_CAMEL.test(columnName);
}

/** True for a column of numbers that measure something, so that their sum or average means something. */
export function isQuantity(column: Column): boolean {
  return column.type === 'number' && !namesThings(column.name) && !NAMES_A_NUMBER.test(column.name) && !NAMES_A_TIME.test(column.name);
}

/** True for a quantity whose sum means nothing: prices, ratings, percentages, ages. */
export function isRate(column: Column): boolean {
  return column.unit === '%' || NAMES_A_RATE.test(column.name);
}

/** Columns that measure something, the one a table is most likely about first: money, then other sums, then rates, then as they come. */
export function quantities(table: Table): number[] {
  const indexes = [...table.columns.keys()].filter((index) => {
    const column = table.columns[index];
    return column !== undefined && isQuantity(column);
  });
  const rank = (index: number): number => {
    const column = table.columns[index];
    if (column === undefined) return 9;
    if (/share_percent|deviation|^trend$/.test(column.name)) return 8;
    if (isRate(column)) return 4;
    const money = MONEY_ORDER.findIndex((word) => column.name.toLowerCase().includes(word));
    if (money >= 0) return money / 100;
    return column.unit === undefined ? 2 : 1;
  };
  return indexes.toSorted((a, b) => rank(a) - rank(b) || a - b);
}

const MONEY_ORDER = ['revenue', 'sales', 'turnover', 'income', 'amount', 'total', 'profit', 'earnings', 'value', 'spend', 'cost', 'salary'];

/** Columns of text with few enough values to be categories, fewest blanks aside. */
export function categories(table: Table, most = 50): number[] {
  return [...table.columns.keys()].filter((index) => {
    const column = table.columns[index];
    const facts = table.facts[index];
    if (column === undefined || facts === undefined || column.type === 'number' || column.type === 'date') return false;
    return facts.distinct >= 2 && facts.distinct <= most && facts.filled > facts.distinct;
  });
}

/** Columns of dates, in their order. */
export function dates(table: Table): number[] {
  return [...table.columns.keys()].filter((index) => table.columns[index]?.type === 'date');
}
