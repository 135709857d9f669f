import { describe, expect, it } from 'vitest';
import { describeCondition } from '../operations/condition.ts';
import { type Column, type Row, tableOfRows } from '../table/table.ts';
import { interpret } from './interpret.ts';
import type { Step } from './steps.ts';

const COLUMNS: readonly Column[] = [
  { name: 'order_id', type: 'text' },
  { name: 'order_date', type: 'date' },
  { name: 'region', type: 'text' },
  { name: 'product', type: 'text' },
  { name: 'customer', type: 'text' },
  { name: 'units', type: 'number' },
  { name: 'unit_price', type: 'number', unit: '$', decimals: 2 },
  { name: 'revenue', type: 'number', unit: '$', decimals: 2 },
  { name: 'active', type: 'boolean' },
];
const ROWS: readonly Row[] = Array.from({ length: 24 }, (_, index) => [
  `SO-${index}`,
  `2024-${String((index % 12) + 1).padStart(2, '0')}-01`,
  ['North', 'South', 'East'][index % 3] ?? null,
  ['Tent', 'Home and Garden'][index % 2] ?? null,
  `Customer ${index % 5}`,
  index,
  9.99,
  index * 9.99,
  index % 2 === 0,
]);
const TABLE = tableOfRows('sales.csv', COLUMNS, ROWS);

/** A step in a line, with columns by name. */
function said(step: Step): string {
  const name = (column: number | undefined): string => (column === undefined ? 'rows' : (COLUMNS[column]?.name ?? '?'));
  const names = (columns: readonly number[]): string => columns.map(name).join(',');
  switch (step.do) {
    case 'filter':
      return `where ${describeCondition(step.condition, COLUMNS)}`;
    case 'group': {
      const { keys, measures, order, limit, limitWithin, only } = step.grouping;
      const by = keys.map(({ column, bucket }) => (bucket === undefined ? name(column) : `${bucket}(${name(column)})`)).join(',');
      const what = measures.map(({ statistic, column }) => `${statistic}(${name(column)})`).join(',');
      return [
        'group',
        what,
        ...(by === '' ? [] : ['by', by]),
        ...(order === undefined ? [] : [order]),
        ...(limit === undefined ? [] : [limit]),
        ...(limitWithin === undefined ? [] : ['each', limitWithin]),
        ...(only === undefined ? [] : ['only', only.join(',')]),
      ].join(' ');
    }
    case 'trend':
      return `trend ${step.question.measure.statistic}(${name(step.question.measure.column)}) by ${step.question.bucket ?? 'any'}(${name(step.question.date)})`;
    case 'compare':
      return `compare ${step.comparing.values.join(',')} of ${name(step.comparing.column)} by ${step.comparing.measures.map(({ statistic, column }) => `${statistic}(${name(column)})`).join(',')}`;
    case 'outliers':
      return `${step.remove ? 'remove ' : ''}outliers ${names(step.columns)} ${step.method}`;
    case 'correlate':
    case 'select':
    case 'drop-blanks':
      return `${step.do} ${names(step.columns)}`;
    case 'deduplicate':
      return `deduplicate${step.columns === undefined ? '' : ` ${names(step.columns)}`}`;
    case 'fill-blanks':
      return `fill ${names(step.columns)} ${JSON.stringify(step.filling)}`;
    case 'top':
    case 'sort':
      return `${step.do} ${step.keys.map(({ column, descending }) => `${name(column)} ${descending ? 'down' : 'up'}`).join(',')}${step.do === 'top' ? ` ${step.count}` : ''}`;
    case 'analyze':
      return `analyze${step.measure === undefined ? '' : ` ${name(step.measure)}`}`;
    case 'head':
      return `head ${step.count}`;
    case 'recent':
      return `last ${step.count} ${step.unit}`;
    default:
      return step.do;
  }
}

const read = (text: string): string => interpret(text, TABLE).steps.map(said).join('; ');

describe('an instruction', () => {
  it.each([
    ['analyze revenue by region', 'group sum(revenue) by region'],
    ['Analyse the revenue per Region.', 'group sum(revenue) by region'],
    ['sales by area', 'group sum(revenue) by region'],
    ['total units and average price by product', 'group sum(units),mean(unit_price) by product'],
    ['average revenue by month', 'group mean(revenue) by month(order_date)'],
    ['monthly revenue by region', 'group sum(revenue) by region,month(order_date)'],
    ['region-wise revenue', 'group sum(revenue) by region'],
    ['what are total sales for each customer?', 'group sum(revenue) by customer'],
    ['unit price by product', 'group mean(unit_price) by product'],
    ['revenue by region and quarter sorted ascending', 'group sum(revenue) by region,quarter(order_date) ascending'],
    ['minimum, median and maximum revenue per region', 'group min(revenue),median(revenue),max(revenue) by region'],
    ['count orders per product', 'group count(order_id) by product'],
    ['how many customers are there per region', 'group distinct(customer) by region'],
    ['number of different products', 'group distinct(product)'],
    ['how many rows', 'group count(rows)'],
    ['total revenue', 'group sum(revenue)'],
    ['average order value by region', 'group mean(revenue) by region'],
    ['total by region', 'group sum(revenue) by region'],
    ['Revenue from North', 'where region is North; group sum(revenue)'],
    ['prepare the revenue data from North', 'clean; where region is North'],
  ])('"%s" groups', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['top 5 products by revenue', 'group sum(revenue) by product descending 5'],
    ['the three largest customers', 'group sum(revenue) by customer descending 3'],
    ['worst 2 regions by units', 'group sum(units) by region ascending 2'],
    ['which region has the highest revenue?', 'group sum(revenue) by region descending'],
    ['top 3 customers per region', 'group sum(revenue) by region,customer descending each 3'],
    ['what was the best month for sales?', 'group sum(revenue) by month(order_date) descending'],
    ['10 rows with the highest revenue', 'top revenue down 10'],
    ['highest revenue', 'group max(revenue)'],
    ['highest revenue by region', 'group max(revenue) by region'],
  ])('"%s" ranks', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['rows where region is North and revenue > 100', 'where region is North and revenue is above $100'],
    ['where revenue is at least $1,200.50', 'where revenue is at least $1,200.50'],
    ['rows with units between 5 and 10', 'where units is at least 5 and units is at most 10'],
    ['region is North or South', 'where region is North or South'],
    ['region = "North" or units < 3', 'where region is North or units is below 3'],
    ['product is Home and Garden and units > 3', 'where product is Home and Garden and units is above 3'],
    ['product contains tent', 'where product contains "tent"'],
    ['customer starts with Cust', 'where customer starts with "Cust"'],
    ['rows where region is not North', 'where region is not North'],
    ['rows where revenue is missing', 'where revenue is blank'],
    ['more than 10 units', 'where units is above 10'],
    ['active customers', 'where active is true'],
    ['orders after 2024-03-01', 'where order_date is after 2024-03-01'],
    ['rows in March 2024', 'where order_date is in March 2024'],
    ['rows between January and March 2024', 'where order_date is from January to March 2024'],
    ['rows since Q3 2024', 'where order_date is from Q3 2024 on'],
    ['rows in May', 'where order_date is in May'],
    ['revenue by product in North', 'where region is North; group sum(revenue) by product'],
    ['revenue by region excluding North', 'where region is not North; group sum(revenue) by region'],
    ['total revenue in 2024', 'where order_date is in 2024; group sum(revenue)'],
    ['last 3 months by region', 'last 3 month; group sum(revenue) by region'],
  ])('"%s" filters', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['process it', 'clean'],
    ['Clean the data', 'clean'],
    ['prepare the data for analysis', 'clean'],
    ['clean the data and sum revenue by region', 'clean; group sum(revenue) by region'],
    ['remove duplicates', 'deduplicate'],
    ['drop duplicate rows by customer', 'deduplicate customer'],
    ['are there duplicates?', 'show-duplicates'],
    ['remove rows with missing revenue', 'drop-blanks revenue'],
    ['fill missing units with 0', 'fill units {"value":0}'],
    ['fill missing revenue with the median', 'fill revenue {"statistic":"median"}'],
    ['remove outliers in revenue', 'remove outliers revenue iqr'],
    ['sort by revenue descending', 'sort revenue down'],
    ['sort ascending', 'sort revenue up'],
    ['rank them', 'sort revenue down'],
    ['sorted by region, then revenue ascending', 'sort region up,revenue up'],
    ['show only the columns region and revenue', 'select region,revenue'],
    ['first 5 rows', 'head 5'],
  ])('"%s" tidies', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['trend of revenue over time', 'trend sum(revenue) by any(order_date)'],
    ['weekly trend of units', 'trend sum(units) by week(order_date)'],
    ['how does the price develop over time', 'trend mean(unit_price) by any(order_date)'],
    ['find outliers in revenue', 'outliers revenue iqr'],
    ['outliers of units by z-score', 'outliers units robust-z'],
    ['correlation between price and units', 'correlate unit_price,units'],
    ['compare North and South', 'compare North,South of region by sum(revenue),sum(units),mean(unit_price),count(rows)'],
    ['North versus South on units', 'compare North,South of region by sum(units)'],
    ['describe the data', 'describe'],
    ['summarize it', 'describe'],
    ['analyze it', 'analyze'],
    ['analyze the results and find insights', 'analyze'],
    ['analyze revenue', 'analyze revenue'],
    ['list the regions', 'group count(rows) by region'],
    ['fetch the data', ''],
  ])('"%s" asks', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['revenue by regoin', 'Did you mean "region"?'],
    ['average profit by region', 'There is no column "profit"'],
    ['sum of foo', 'There is no column "foo"'],
    ['foo by region', 'There is no column "foo"'],
    ['correlation between price and weight', 'There is no column "weight"'],
  ])('"%s" names a column that is not there', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    ['what share of the revenue comes from North?', 'group sum(revenue) by region only North'],
    ['What percentage of units is made up by North and East?', 'group sum(units) by region only North,East'],
    [
      "what share of North's revenue comes from Home and Garden",
      'where region is North; group sum(revenue) by product only Home and Garden',
    ],
    ['share of revenue by region', 'group sum(revenue) by region'],
  ])('"%s" asks for a share', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("takes North's revenue for that of North", () => {
    expect(read("what is North's total revenue")).toBe('where region is North; group sum(revenue)');
  });

  it.each([
    ['total revenue for Germany', 'No column is known to have the value "Germany". There are region: North, South and East'],
    ['what share of the revenue comes from West?', 'the value "West"'],
    ["average revenue in 'far north'", 'the value "far north"'],
    ['units for Home Office by region', 'the value "Home Office"'],
    ['rows where product is Tent from Spain', 'Write which rows are meant as a column and a value, such as "where region is Spain"'],
  ])('"%s" names a value that is nowhere', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    ['total revenue in USD', 'group sum(revenue)'],
    ['total revenue in Sales', 'group sum(revenue)'],
    ['total revenue for North in March', 'where region is North and order_date is in March; group sum(revenue)'],
    ['Total revenue for Q1', 'where order_date is in Q1; group sum(revenue)'],
  ])('"%s" names no value but those that are there', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('surveys all rows for somebody who is no value, and says so', () => {
    const { steps, remarks } = interpret('analyze sales.csv for Acme Corp', TABLE);
    expect(steps).toEqual([{ do: 'analyze' }]);
    expect(remarks).toEqual(['This is about all rows: no column is known to have the value "Acme Corp".']);
  });

  it('must not leave a comparison aside', () => {
    expect(() => read('customers with more than 80000')).toThrow('It is not clear which column "more than 80000" is about');
  });

  it('says which words it did not understand', () => {
    expect(interpret('retired wholesalers', TABLE).unread).toEqual(['retired', 'wholesalers']);
  });
});
