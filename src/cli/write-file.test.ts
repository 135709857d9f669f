import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from './write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writeFileWhole', () => {
  it('writes, replaces, and leaves nothing else behind', () => {
    writeFileWhole('plan.yaml', 'one', folder);
    writeFileWhole('plan.yaml', 'two', folder);
    expect(readFileSync(join(folder, 'plan.yaml'), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['plan.yaml']);
  });

  it('leaves things as they were when it cannot', () => {
    mkdirSync(join(folder, 'plan.yaml'));
    writeFileSync(join(folder, 'file'), 'x');
    expect(() => writeFileWhole('plan.yaml', 'two', folder)).toThrow('plan.yaml: cannot be written (it is a folder)');
    expect(() => writeFileWhole('nowhere/plan.yaml', 'two', folder)).toThrow('nowhere/plan.yaml: cannot be written');
    expect(() => writeFileWhole('file/plan.yaml', 'two', folder)).toThrow('cannot be written');
    expect(readdirSync(folder).sort()).toEqual(['file', 'plan.yaml']);
  });
});
