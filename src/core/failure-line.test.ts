import { describe, expect, it } from 'vitest';
import { failureLine } from './failure-line.ts';

describe('the line for a failure', () => {
  it('begins with the code', () => {
    expect(failureLine({ code: 'bad-output', message: 'the answer is no table' })).toBe('bad-output: the answer is no table');
  });

  it('does not say twice what the message holds already', () => {
    expect(failureLine({ code: '500', message: 'local/small failed (500): overloaded' })).toBe('local/small failed (500): overloaded');
    expect(failureLine({ code: 'timeout', message: 'timeout' })).toBe('timeout');
  });

  it('keeps a code that the message holds only within another word or number', () => {
    expect(failureLine({ code: '500', message: 'no answer after 1500 ms' })).toBe('500: no answer after 1500 ms');
    expect(failureLine({ code: 'auth', message: 'not authorised by the author' })).toBe('auth: not authorised by the author');
  });
});
