import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { confine } from './confine.ts';
import { parseWork } from './requests.ts';
import { runOfKey } from './work-order.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'skein-confine-')));
  for (const name of ['root/data', 'root/.skein', 'elsewhere']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['root/data/a.csv', 'root/.env', 'root/server.key', 'elsewhere/b.csv']) writeFileSync(join(folder, name), '');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'root/away'));
  symlinkSync(join(folder, 'root/data'), join(folder, 'root/here'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['data/a.csv', 'data/a.csv'],
  ['./data/../data', 'data'],
  ['here/a.csv', 'data/a.csv'],
  ['.', ''],
])('%j is below the folder of the server', (given, real) => {
  const root = join(folder, 'root');
  expect(confine([given], root)).toEqual([real === '' ? root : join(root, real)]);
});

it.each(['..', '../elsewhere/b.csv', 'away', 'away/b.csv', '/', 'none.csv', '.env', '.skein', 'server.key', 'data/a.csv\0'])(
  '%j is not',
  (given) => {
    expect(() => confine(['data', given], join(folder, 'root'))).toThrow('the body at inputs[1]: there is no such file or folder below');
  },
);

it('no path whatever leads out (property)', () => {
  const step = fc.constantFrom('..', '.', 'data', 'away', 'here', 'elsewhere', 'root', 'b.csv', '', '/', folder);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let found: string[] = [];
      try {
        found = confine([steps.join('/') || '.'], join(folder, 'root'));
      } catch {
        return;
      }
      expect(found[0]).toMatch(new RegExp(`^${join(folder, 'root')}(/|$)`));
    }),
  );
});

it('a key stands for one run, always the same, by an id that can be typed', () => {
  expect(runOfKey('order-4711')).toBe(runOfKey('order-4711'));
  const ids = Array.from({ length: 2000 }, (_, index) => runOfKey(`order-${index}`));
  expect(new Set(ids).size).toBe(2000);
  for (const id of ids) expect(id).toMatch(/^[a-z]{20}$/);
});

it('a body asks for one thing', () => {
  expect(parseWork({ request: 'Calculate 1+2', seed: 1 })).toEqual({ request: 'Calculate 1+2', seed: 1 });
  expect(() => parseWork({})).toThrow('received neither');
  expect(() => parseWork({ request: 'x', plan: {} })).toThrow('received both');
  expect(() => parseWork({ request: 'x', budgetUSD: 1 })).toThrow('Did you mean "budgetUsd"?');
});
