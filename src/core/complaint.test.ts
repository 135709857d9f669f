import { describe, expect, it } from 'vitest';
import { messageOf, SkeinError } from './errors.ts';

describe('a complaint', () => {
  it('names what was received also when nothing in particular was expected', () => {
    expect(new SkeinError('bad-plan', { where: 'id', what: 'is no id', received: '"a b"' }).message).toBe('id: is no id: received "a b"');
  });

  it('can do without a place', () => {
    expect(new SkeinError('not-found', { what: 'there is no run "x"', todo: 'See skein runs.' }).message).toBe(
      'there is no run "x". See skein runs.',
    );
  });
});

describe('messageOf', () => {
  it.each([
    [new Error('two\n  lines\r\n'), 'two lines'],
    [new TypeError(''), 'TypeError'],
    ['text', 'text'],
    [{ message: 'from elsewhere' }, 'from elsewhere'],
    [{ status: 500 }, '{"status":500}'],
    [Object.create(null), '{}'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
  ])('is one line for %#', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
