import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { sampleOutput } from './sample-output.ts';

it.each<[JsonObject, unknown]>([
  [{ type: 'object' }, {}],
  [
    { type: 'object', required: ['total', 'name'], properties: { total: { type: 'number' }, name: { type: 'string' }, more: {} } },
    { total: 0, name: 'sample' },
  ],
  [{ type: 'array', minItems: 2, items: { type: 'integer', minimum: 3 } }, [3, 3]],
  [{ enum: ['north', 'south'] }, 'north'],
  [{ const: 7 }, 7],
  [{ type: ['string', 'null'], minLength: 9 }, 'sample...'],
  [{ type: 'string', format: 'date' }, '2000-01-01'],
  [{ type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 2 }, 1.5],
  [{ type: 'integer', multipleOf: 4, minimum: 5 }, 8],
  [{ $ref: '#/$defs/row', $defs: { row: { type: 'boolean' } } }, true],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'sample'],
])('a sample of %j is %j', (schema, expected) => {
  expect(sampleOutput(schema)).toEqual(expected);
});

it('ends for a schema that refers to itself', () => {
  const schema: JsonObject = { type: 'object', required: ['next'], properties: { next: { $ref: '#' } } };
  expect(JSON.stringify(sampleOutput(schema)).length).toBeLessThan(1000);
});

it('satisfies the schema', () => {
  const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.record({ type: fc.constant('boolean') }),
      fc.record({ type: fc.constant('string'), minLength: fc.nat(20) }),
      fc.record({
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -9, max: 9 }),
        maximum: fc.integer({ min: 10, max: 20 }),
      }),
      fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
      fc
        .dictionary(
          fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
          tie('schema'),
          { maxKeys: 3 },
        )
        .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) })),
    ),
  }));
  fc.assert(
    fc.property(schema, (given) => {
      const result = z.fromJSONSchema(given as Parameters<typeof z.fromJSONSchema>[0]).safeParse(sampleOutput(given));
      expect(result.error?.message).toBeUndefined();
    }),
  );
});
