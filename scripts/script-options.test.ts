import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { someOf, whole } from './script-options.ts';

function torture(...args: readonly string[]): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../test/torture/main.ts'), ...args], {
    encoding: 'utf8',
  });
  return { code: status, text: stdout + stderr };
}

describe('the options of a script', () => {
  it('are told of when asked for', () => {
    expect(torture('--help')).toMatchObject({ code: 0, text: expect.stringMatching(/--seeds <n> +seeds of the simulation/) });
  });

  it.each([
    [['--bogus'], /unknown option '--bogus'/],
    [['--seeds', '1e4'], /'--seeds <n>' argument '1e4' is invalid\. Expected a whole number/],
  ])('are refused when they are %j, with no stack', (args, message) => {
    const { code, text } = torture(...args);
    expect([code, text]).toEqual([2, expect.stringMatching(message)]);
    expect(text).not.toMatch(/^ +at /m);
  });

  it('are whole numbers, and lists of what there is', () => {
    expect([whole('0'), whole('007'), whole('100000')]).toEqual([0, 7, 100_000]);
    for (const text of ['', '-1', '1.5', 'ten']) expect(() => whole(text)).toThrow('Expected a whole number.');
    expect(someOf(['a', 'b'])('b, a')).toEqual(['b', 'a']);
    expect(() => someOf(['a', 'b'])('a,')).toThrow('Expected some of a, b.');
  });
});
