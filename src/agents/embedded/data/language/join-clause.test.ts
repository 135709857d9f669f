import { describe, expect, it } from 'vitest';
import { tableOfRows } from '../table/table.ts';
import { joinClause } from './join-clause.ts';

const columns = (...names: string[]) => names.map((name) => ({ name, type: 'text' as const }));
const orders = tableOfRows('orders.csv', columns('order_id', 'customer_id', 'day'), []);
const customers = tableOfRows('customers.csv', columns('id', 'name', 'day'), []);
const regions = tableOfRows('regions.csv', columns('customer_id', 'region'), []);

describe('a join in words', () => {
  it.each([
    ['join on customer_id', orders, regions, [[1, 0]], 'inner'],
    ['join with on the customer id', orders, regions, [[1, 0]], 'inner'],
    ['merge and by customer_id and then sum it', orders, regions, [[1, 0]], 'inner'],
    ['left join on orders.customer_id = customers.id', orders, customers, [[1, 0]], 'left'],
    ['join on customers.id = orders.customer_id', orders, customers, [[1, 0]], 'inner'],
    [
      'join on customer_id = id and day',
      orders,
      customers,
      [
        [1, 0],
        [2, 2],
      ],
      'inner',
    ],
    ['join them', orders, regions, [[1, 0]], 'inner'],
  ] as const)('"%s" names its keys', (text, left, right, on, kind) => {
    const { joining } = joinClause(text, left, right);
    expect(joining.on.map((pair) => [pair.left, pair.right])).toEqual(on);
    expect(joining.kind).toBe(kind);
  });

  it('leaves what comes after it to be done', () => {
    expect(joinClause('join on customer_id and sum units by region', orders, regions).rest).toBe('and sum units by region');
  });

  it.each([
    ['join on colour', orders, regions, 'There is no column "colour"'],
    ['full join on customer_id', orders, regions, 'Full outer joins are not made'],
    ['join them', tableOfRows('a.csv', columns('x'), []), tableOfRows('b.csv', columns('y'), []), 'have no column in common'],
  ] as const)('"%s" cannot be', (text, left, right, message) => {
    expect(() => joinClause(text, left, right)).toThrow(message);
  });
});
