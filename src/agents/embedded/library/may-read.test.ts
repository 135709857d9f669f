import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayRead, pathsNamedIn } from './may-read.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'skein-read-')));
  for (const name of ['given/deep', 'secret']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['given/a.csv', 'given/deep/b.csv', 'secret/keys.csv']) writeFileSync(join(folder, name), 'a\n1\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'given/link'));
  symlinkSync(join(folder, 'secret/keys.csv'), join(folder, 'given/keys.csv'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const may = (path: string, request = 'Sum it', namedPaths: readonly string[] = [], name = join(folder, path)) =>
  mayRead(join(folder, path), name, { inputs: [join(folder, 'given')], request, namedPaths });

describe('a file that an instruction names', () => {
  it.each([
    ['below an input', 'given/a.csv', true],
    ['deeper', 'given/deep/b.csv', true],
    ['beside it', 'secret/keys.csv', false],
    ['beside it, by a way round', 'given/../secret/keys.csv', false],
    ['behind a link to a folder', 'given/link/keys.csv', false],
    ['behind a link to a file', 'given/keys.csv', false],
    ['that is not there', 'secret/none.csv', false],
    ['whose folder begins alike', 'given-not/a.csv', false],
  ])('%s: %s %s', async (_, path, granted) => {
    expect(await may(path)).toBe(granted);
  });

  it('lies below the one folder of a confined run, whatever the request names, and is none that may hold keys', async () => {
    const confined = (path: string): Promise<boolean> =>
      mayRead(join(folder, path), path, {
        inputs: [folder],
        request: `Read ${path}`,
        namedPaths: [folder],
        confinedTo: join(folder, 'given'),
      });
    expect(await confined('given/deep/b.csv')).toBe(true);
    for (const path of [
      'secret/keys.csv',
      'given/link/keys.csv',
      'given/keys.csv',
      'given/.env',
      'given/.skein/skein.db',
      'given/../secret/keys.csv',
    ])
      expect(await confined(path), path).toBe(false);
  });

  it('may be read when the user named it, or the folder that it is in', async () => {
    expect(await may('secret/keys.csv', `Sum ${folder}/secret/keys.csv.`)).toBe(true);
    expect(await may('secret/keys.csv', `Sum the files in ${folder}/secret, then draw them`)).toBe(true);
    expect(await may('secret/keys.csv', 'Sum it', [join(folder, 'secret')])).toBe(true);
    expect(await may('given/keys.csv', 'Sum keys.csv', [], 'keys.csv')).toBe(true);
    expect(await may('secret/keys.csv', `Sum ${folder}/other/a.csv`)).toBe(false);
  });

  it('may be read below the current folder', async () => {
    const given = { inputs: [], request: '' };
    expect(await mayRead('package.json', 'package.json', given)).toBe(true);
    expect(await mayRead('../other.json', '../other.json', given)).toBe(false);
    expect(await mayRead('/etc/passwd', '/etc/passwd', given)).toBe(false);
    expect(await mayRead(join(homedir(), 'x.csv'), 'x.csv', { ...given, request: 'Sum ~/y.csv' })).toBe(false);
  });
});

it('finds the paths in words that may lead out of a folder', () => {
  expect(pathsNamedIn(['Sum /data/a.csv, ~/b.csv and ../c/d.csv. Then "x/../../y.csv" and/or e/f.csv; 1/2 of http://h/p'])).toEqual([
    '/data/a.csv',
    '~/b.csv',
    '../c/d.csv',
    'x/../../y.csv',
  ]);
});
