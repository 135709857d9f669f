import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readTextFile } from './read-text-file.ts';

it('reads files, and no devices, whose reading might never end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skein-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'plan.yaml');
  writeFileSync(path, 'tasks: — 1');
  expect(readTextFile(path)).toBe('tasks: — 1');
  expect(() => readTextFile('/dev/zero')).toThrow('it is a device');
  expect(() => readTextFile(folder)).toThrow('EISDIR');
  expect(() => readTextFile(join(folder, 'absent'))).toThrow('ENOENT');
});
