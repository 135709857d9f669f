import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, SkeinError } from './errors.ts';

describe('an error', () => {
  it.each(ERROR_CODES)('has a page that explains %s', (code) => {
    expect(existsSync(join(import.meta.dirname, '../../docs/errors', `${code}.md`))).toBe(true);
  });

  it('says where, what was expected, what was received and what to do', () => {
    const error = new SkeinError('bad-input', {
      where: '--budget',
      expected: 'an amount in USD',
      received: 'much',
      todo: 'Give a number.',
    });
    expect(error.message).toBe('--budget: expected an amount in USD, received much. Give a number.');
  });

  it('is recognised when another copy of the package made it', () => {
    const foreign = Object.assign(new Error('x'), { code: 'not-found', [Symbol.for('skein.error')]: true });
    expect(SkeinError.isInstance(foreign)).toBe(true);
    expect(SkeinError.isInstance(new Error('x'))).toBe(false);
    expect(SkeinError.isInstance(undefined)).toBe(false);
  });
});
