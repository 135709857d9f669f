import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentFiles, findNamed, namedFiles } from './collect-documents.ts';

const signal = new AbortController().signal;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-collect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'Geese fly south.');
  return path;
}

describe('documentFiles', () => {
  it('takes documents at every depth, without hidden files, node_modules and linked folders', async () => {
    for (const name of ['b.txt', 'a/c.md', 'a/data.csv', '.hidden/d.txt', 'node_modules/x/README.md', '.e.txt']) write(name);
    symlinkSync(folder, join(folder, 'a', 'loop'));
    symlinkSync(join(folder, 'b.txt'), join(folder, 'linked.txt'));
    const { files, notes } = await documentFiles([folder], signal);
    expect(files.map((path) => path.slice(folder.length + 1))).toEqual(['a/c.md', 'b.txt', 'linked.txt']);
    expect(notes).toEqual([]);
  });

  it('says of each input why it was not taken', async () => {
    const picture = write('goose.png');
    const { files, notes } = await documentFiles([picture, join(folder, 'none')], signal);
    expect(files).toEqual([]);
    expect(notes).toEqual([
      'goose.png was not read: it is no text, Markdown, HTML, PDF or Word file.',
      `${join(folder, 'none')}: there is no such file or folder.`,
    ]);
  });

  it('takes 5,000 files at most', async () => {
    for (let index = 0; index < 5002; index++) write(`${index}.txt`);
    const { files, notes } = await documentFiles([folder], signal);
    expect(files).toHaveLength(5000);
    expect(notes[0]).toMatch('Only the first 5000 documents');
  });
});

describe('namedFiles', () => {
  it.each([
    ['summarize notes.md', ['notes.md'], undefined],
    ['compare a.md and docs/b.txt', ['a.md', 'docs/b.txt'], undefined],
    ['compare a.md to b.md', ['a.md', 'b.md'], undefined],
    ['read "my report 2.pdf"', ['my report 2.pdf'], undefined],
    ['summarize notes.md to summary.md', ['notes.md'], 'summary.md'],
    ['summarize the documents and save it as out.md', [], 'out.md'],
    ['what does ./a/b.docx say?', ['./a/b.docx'], undefined],
    ['read https://example.org/page.html', [], undefined],
    ['analyze sales.csv', [], undefined],
  ])('reads %j', (instruction, read, written) => {
    expect(namedFiles(instruction)).toEqual({ read, written });
  });

  it('takes no time over a long word', () => {
    expect(namedFiles(`${'a/'.repeat(50_000)}.md${'b'.repeat(50_000)}`).written).toBeUndefined();
  });
});

describe('findNamed', () => {
  it('finds a name among the inputs, at any depth and in any case', async () => {
    const path = write('deep/Notes.md');
    expect(await findNamed(['notes.md', 'deep/Notes.md'], { inputs: [folder], request: '' }, signal)).toEqual([path]);
  });

  it('names what there is when a name is nowhere', async () => {
    write('notes.md');
    await expect(findNamed(['note.md'], { inputs: [folder], request: '' }, signal)).rejects.toMatchObject({
      kind: 'terminal-task',
      message: 'there is no document "note.md": given were notes.md. Did you mean "notes.md"?',
    });
    await expect(findNamed(['note.md'], { inputs: [], request: '' }, signal)).rejects.toThrow(
      'no documents were given; add them with --input',
    );
  });

  it('reads outside of inputs and current folder only what the request itself names', async () => {
    const path = write('secret.txt');
    await expect(findNamed([path], { inputs: [], request: 'summarize the documents' }, signal)).rejects.toMatchObject({ code: 'no-file' });
    expect((await findNamed([path], { inputs: [], request: `summarize ${path}` }, signal)).map((found) => basename(found))).toEqual([
      'secret.txt',
    ]);
  });
});
