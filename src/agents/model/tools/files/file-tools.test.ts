import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../../core/agent.ts';
import { callOf } from '../held-work.fixture.ts';
import { type Tool, ToolError } from '../tool.ts';
import { MAX_TOOL_CHARACTERS } from '../tool-text.ts';
import { FileRoom } from './file-room.ts';
import { listTool } from './list-tool.ts';
import { readTool } from './read-tool.ts';
import { searchTool } from './search-tool.ts';
import { writeTool } from './write-tool.ts';

const { signal } = new AbortController();
const use = (tool: Tool, input: unknown): Promise<string> => tool.execute(input, { signal });

/**
 * In it:
 * secret.txt            what nobody may see
 * sales.csv             an input
 * docs                  an input folder, with links that lead out
 * work                  the workspace, likewise
 */
let base: string;
let room: FileRoom;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'skein-files-')));
  for (const folder of ['docs/deep', 'docs/.git', 'work/inside', 'work/.git/hooks', 'output'])
    mkdirSync(join(base, folder), { recursive: true });
  const files = {
    'secret.txt': 'SECRET',
    'sales.csv': 'region,amount\nnorth,1\nsouth,2\n',
    'docs/intro.md': 'first\nThe Needle is here\nlast\n',
    'docs/deep/more.md': 'another needle\n',
    'docs/.env': 'KEY=SECRET needle',
    'docs/.git/config': 'SECRET needle',
    'docs/picture.png': 'PNG\0\0needle',
    'docs/empty.txt': '',
    'work/notes.txt': 'mine',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text);
  symlinkSync(join(base, 'secret.txt'), join(base, 'docs/link.txt'));
  symlinkSync(base, join(base, 'docs/up'));
  symlinkSync('/etc', join(base, 'work/etc'));
  symlinkSync(join(base, 'secret.txt'), join(base, 'work/link.txt'));
  symlinkSync(join(base, 'docs/intro.md'), join(base, 'docs/alias.md'));
  execFileSync('mkfifo', [join(base, 'docs/pipe')]);
  room = await FileRoom.of([join(base, 'sales.csv'), join(base, 'docs'), join(base, 'gone')], join(base, 'work'));
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Files that a test has written to that it should not have. */
function changed(folder = base): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return changed(path);
    return entry.isFile() && readFileSync(path, 'utf8').includes('OVERWRITTEN') ? [path] : [];
  });
}

/** Every way in which a path may try to lead out. */
const ESCAPES = [
  '../secret.txt',
  'docs/../../secret.txt',
  'docs/link.txt',
  'docs/up/secret.txt',
  'docs/up/docs/../../../etc/passwd',
  '/etc/passwd',
  '/etc/../etc/passwd',
  'work/etc/passwd',
  'etc/passwd',
  'work/link.txt',
  '..\\secret.txt',
  'docs\\..\\..\\secret.txt',
  'docs/intro.md\0.png',
  '~/.ssh/id_rsa',
  'file:///etc/passwd',
  'docs/.env',
  'docs/.git/config',
  './docs/./.git/config',
  '..',
  '/',
];

describe('reading', () => {
  it('takes the name of an input, a path below a folder, an absolute path inside, and a path below the workspace', async () => {
    const tool = readTool(room);
    expect(await use(tool, { path: 'sales.csv' })).toBe('region,amount\nnorth,1\nsouth,2\n');
    expect(await use(tool, { path: './docs/deep/more.md' })).toBe('another needle\n');
    expect(await use(tool, { path: join(base, 'docs/deep/more.md') })).toBe('another needle\n');
    expect(await use(tool, { path: 'notes.txt' })).toBe('mine');
    expect(await use(tool, { path: 'docs/alias.md' })).toContain('The Needle');
  });

  it.each(ESCAPES)('does not lead out: %j', async (path) => {
    await expect(use(readTool(room), { path })).rejects.toThrow(ToolError);
    await expect(use(listTool(room), { path })).rejects.toThrow(ToolError);
    await expect(use(searchTool(room), { text: 'SECRET', path })).rejects.toThrow(ToolError);
  });

  it('does not wait at a pipe, and says what is no text', async () => {
    const tool = readTool(room);
    await expect(use(tool, { path: 'docs/pipe' })).rejects.toThrow('not a regular file');
    await expect(use(tool, { path: 'docs/picture.png' })).rejects.toThrow(/binary, 11 bytes/);
    await expect(use(tool, { path: 'docs' })).rejects.toThrow('is a folder');
    expect(await use(tool, { path: 'docs/empty.txt' })).toBe('(the file is empty)');
  });

  it('gives the lines that are asked for', async () => {
    const tool = readTool(room);
    expect(await use(tool, { path: 'sales.csv', fromLine: 2, lines: 1 })).toBe('north,1');
    expect(await use(tool, { path: 'sales.csv', fromLine: 3 })).toBe('south,2\n');
    expect(await use(tool, { path: 'sales.csv', fromLine: 9 })).toBe('(the file has nothing from line 9 on)');
  });

  it('cuts a large file and says where to go on; what follows is found there', async () => {
    const path = join(base, 'docs/large.log');
    const lines = Array.from({ length: 300_000 }, (_, index) => `line ${String(index + 1).padStart(7, '0')} ${'é'.repeat(10)}`);
    writeFileSync(path, lines.join('\n'));
    const text = await use(readTool(room), { path: 'docs/large.log' });
    expect(text.length).toBeLessThan(MAX_TOOL_CHARACTERS + 200);
    // 24 characters a line with its end: 40,000 are 1,666 lines and 16 characters of the next.
    expect(text).toMatch(/cut at line 1667 of a file of \d+ bytes; read on with fromLine/);
    const next = Number(/fromLine: (\d+)/.exec(text)?.[1]);
    expect(await use(readTool(room), { path: 'docs/large.log', fromLine: next, lines: 1 })).toBe(lines[next - 1]);
    expect(await use(readTool(room), { path: 'docs/large.log', fromLine: 299_999 })).toBe(lines.slice(-2).join('\n'));
    rmSync(path);
  });

  it('takes no input that does not fit', async () => {
    for (const given of [undefined, {}, { path: 7 }, { path: '' }, { path: 'sales.csv', lines: -1 }, 'sales.csv', null, []]) {
      await expect(use(readTool(room), given)).rejects.toThrow(/The input does not fit/);
    }
  });
});

describe('listing', () => {
  it('shows what there is, and nothing that is guarded', async () => {
    expect(await use(listTool(room), {})).toBe('work/\nsales.csv\ndocs/');
    expect((await use(listTool(room), { path: 'docs', depth: 3 })).split('\n')).toEqual([
      'docs/alias.md (not a regular file)',
      'docs/deep/',
      'docs/deep/more.md 15 bytes',
      'docs/empty.txt 0 bytes',
      'docs/intro.md 30 bytes',
      'docs/link.txt (not a regular file)',
      'docs/picture.png 11 bytes',
      'docs/pipe (not a regular file)',
      'docs/up (not a regular file)',
    ]);
  });
});

describe('searching', () => {
  it('finds lines, with their places, in text that may be seen', async () => {
    expect((await use(searchTool(room), { text: 'NEEDLE' })).split('\n')).toEqual([
      'docs/deep/more.md:1: another needle',
      'docs/intro.md:2: The Needle is here',
    ]);
    expect(await use(searchTool(room), { text: 'SECRET' })).toBe('No line holds "SECRET".');
    expect(await use(searchTool(room), { text: '(a+)+$' })).toBe('No line holds "(a+)+$".');
  });
});

describe('writing', () => {
  const artifacts: Artifact[] = [];
  const tool = (inRoom: FileRoom): Tool => writeTool(inRoom, callOf(join(base, 'output')), (artifact) => artifacts.push(artifact));

  it('replaces and makes files below the workspace', async () => {
    expect(await use(tool(room), { path: 'new/folder/a.md', content: 'é' })).toBe('Wrote 2 bytes to work/new/folder/a.md.');
    expect(readFileSync(join(base, 'work/new/folder/a.md'), 'utf8')).toBe('é');
    await use(tool(room), { path: 'work/notes.txt', content: 'new' });
    expect(readFileSync(join(base, 'work/notes.txt'), 'utf8')).toBe('new');
    expect(artifacts[0]).toEqual({ path: join(base, 'work/new/folder/a.md'), mediaType: 'text/markdown', title: 'a.md' });
  });

  it.each([
    ...ESCAPES,
    'docs/intro.md',
    'sales.csv',
    'work/.git/hooks/pre-commit',
    '.git/config',
    'work/.env',
    'skein.yaml',
    'inside/Skein.YML',
    'server.key',
    'work',
    'inside',
  ])('changes nothing elsewhere: %j', async (path) => {
    await expect(use(tool(room), { path, content: 'OVERWRITTEN' })).rejects.toThrow(ToolError);
    expect(changed()).toEqual([]);
  });

  it('makes new files of the result where there is no workspace', async () => {
    const readOnly = await FileRoom.of([join(base, 'docs')]);
    expect(await use(tool(readOnly), { path: '../../etc/a.html', content: '<p>' })).toBe('Wrote 3 bytes to 1-a.html.');
    expect(readFileSync(join(base, 'output/1-a.html'), 'utf8')).toBe('<p>');
    expect(existsSync(join(base, 'docs/a.html'))).toBe(false);
  });
});
