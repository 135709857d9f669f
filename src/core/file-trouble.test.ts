import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileTrouble } from './file-trouble.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-trouble-'));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'text'), 'a');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function troubleWith(name: string): string {
  try {
    readFileSync(join(folder, name));
  } catch (error) {
    return fileTrouble(error);
  }
  return 'none';
}

describe('the trouble with a file', () => {
  it.each([
    ['absent', 'there is no such file'],
    ['inner', 'it is a folder'],
    ['text/deeper', 'a part of its path is a file, not a folder'],
    ['x'.repeat(300), 'its name is too long'],
    ['text', 'none'],
  ])('%s is told in words', (name, trouble) => {
    expect(troubleWith(name)).toBe(trouble);
  });

  it('that has no words of its own is told in those of the error', () => {
    expect(fileTrouble(new Error('the tape is torn'))).toBe('the tape is torn');
    expect(fileTrouble(null)).toBe('null');
  });
});
