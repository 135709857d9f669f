import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Workspace } from './workspace.ts';

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skein-workspace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a workspace', () => {
  it('keeps every file inside, whatever it is called', async () => {
    const folder = freshFolder();
    const workspace = new Workspace(folder);
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('鹅', '𝒳', 'ﬃ', '.'), maxLength: 300 }),
      fc
        .array(fc.constantFrom('..', '/', '\\', '.', 'a', '\0', '~', 'C:', '-', '\n', '\u202e'), { maxLength: 150 })
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        const path = await workspace.artifactPath(name);
        expect(dirname(path)).toBe(folder);
        expect(basename(path)).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u);
        expect(Buffer.byteLength(basename(path))).toBeLessThan(255);
      }),
      { numRuns: 500 },
    );
  });

  it('names no two files alike, nor one that is there', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'report.html'), '');
    const workspace = new Workspace(folder);
    expect(basename(await workspace.artifactPath('report.html'))).toBe('report-2.html');
    expect(basename(await workspace.artifactPath('../../report.html'))).toBe('report-3.html');
  });

  it('says which folder cannot be used, and why', async () => {
    const inTheWay = join(freshFolder(), 'out');
    writeFileSync(inTheWay, '');
    await expect(new Workspace(inTheWay).artifactPath('notes.txt')).rejects.toMatchObject({
      kind: 'terminal-task',
      code: 'cannot-write',
      message: `the output folder ${inTheWay} cannot be written: a part of its path is a file, not a folder`,
    });
  });

  it('does not write through a link that was put in its way, even one that leads nowhere', async () => {
    const folder = freshFolder();
    const outside = join(freshFolder(), 'made-by-accident.txt');
    symlinkSync(outside, join(folder, 'notes.txt'));
    const path = await new Workspace(folder).artifactPath('notes.txt');
    writeFileSync(path, 'mine');
    expect(existsSync(outside)).toBe(false);
  });
});
