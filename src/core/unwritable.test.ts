import { describe, expect, it } from 'vitest';
import { unwritable } from './unwritable.ts';

const systemError = (code: string, path?: string): Error => Object.assign(new Error(`${code}: as the system says it`), { code, path });

describe('an error of writing', () => {
  it.each([
    [systemError('ENOSPC'), 'a file that it makes cannot be written: its disk is full'],
    [systemError('ENOSPC', '/out/chart.svg'), '/out/chart.svg cannot be written: its disk is full'],
    [systemError('EDQUOT', '/out/chart.svg'), '/out/chart.svg cannot be written: its disk has no more room for you'],
    [systemError('EROFS', '/out/chart.svg'), '/out/chart.svg cannot be written: its disk is read-only'],
  ])('%s is met by every agent', (error, message) => {
    expect(unwritable(error)).toMatchObject({ kind: 'terminal-task', code: 'cannot-write', message, cause: error });
  });

  it.each([systemError('ECONNRESET'), systemError('ENOENT', 'a program'), new Error('no space left'), 'ENOSPC', null, undefined])(
    'is not %s',
    (error) => expect(unwritable(error)).toBeUndefined(),
  );
});
