import { describe, expect, it } from 'vitest';
import { checkAnswer, jsonIn, schemaForProvider } from './structured-output.ts';

describe('jsonIn', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['  [1, 2]\n', [1, 2]],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['First:\n```\n{"a": 1}\n```\nor rather\n```json\n{"a": 1, "b": 2}\n```', { a: 1, b: 2 }],
    ['The answer is {"a": "}", "b": ["\\"]"]} as you see.', { a: '}', b: ['"]'] }],
    ['I [think] that {not json} but {"a": 1}', { a: 1 }],
    ['"text"', 'text'],
    ['12', 12],
  ])('of %j', (text, value) => {
    expect(jsonIn(text)).toEqual({ value });
  });

  it.each(['', 'no JSON here', '{"a": ', '```json\n{"a": 1,}\n```', '{'.repeat(5000)])('finds none in %j', (text) => {
    expect(jsonIn(text)).toBeUndefined();
  });
});

describe('checkAnswer', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false };

  it('gives the value, or says what is wrong and where', () => {
    expect(checkAnswer('{"n": 1}', schema)).toEqual({ value: { n: 1 } });
    expect(checkAnswer('{"value": {"n": 1}}', schema)).toEqual({ value: { n: 1 } });
    expect(checkAnswer('{"n": "one"}', schema)).toEqual({
      complaint: expect.stringMatching(/does not satisfy the schema: n: .*number|int/),
    });
    expect(checkAnswer('one', schema)).toEqual({ complaint: expect.stringMatching(/^it is no JSON/) });
  });

  it('unpacks what is no object', () => {
    const list = { type: 'array', items: { type: 'string' } };
    expect(schemaForProvider(list)).toMatchObject({ type: 'object', properties: { value: list }, required: ['value'] });
    expect(schemaForProvider(schema)).toBe(schema);
    expect(checkAnswer('{"value": ["a"]}', list)).toEqual({ value: ['a'] });
    expect(checkAnswer('["a"]', list)).toEqual({ value: ['a'] });
    expect(checkAnswer('{"value": [1]}', list)).toEqual({ complaint: expect.stringMatching(/\[0\]/) });
  });
});
