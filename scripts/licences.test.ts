import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPLAINED, isPermissive, lockedPackages } from './licences.ts';

describe('the packages that Skein ships with', () => {
  it('have licences that ask for no more than to be named, or are explained', () => {
    const shipped = lockedPackages().filter(({ isShipped }) => isShipped);
    expect(shipped.length).toBeGreaterThan(50);
    expect(
      shipped
        .filter(({ name, licence }) => !isPermissive(licence) && !Object.keys(EXPLAINED).some((known) => name.startsWith(known)))
        .map(({ name, licence }) => `${name}: ${licence}`),
    ).toEqual([]);
  });
});

describe('packages', () => {
  it('that are shipped run no script as they are installed', () => {
    const scripted = lockedPackages().filter(({ hasInstallScript }) => hasInstallScript);
    expect(scripted.filter(({ isShipped }) => isShipped).map(({ name }) => name)).toEqual([]);
    const page = readFileSync(join(import.meta.dirname, '../docs/licences.md'), 'utf8');
    expect(scripted.filter(({ name }) => !page.includes(`${name} (development)`)).map(({ name }) => name)).toEqual([]);
  });
});

describe('a licence', () => {
  it('may be one of several to choose from, and all that apply together count', () => {
    expect(isPermissive('(MIT OR GPL-3.0-or-later)')).toBe(true);
    expect(isPermissive('MIT AND GPL-3.0-only')).toBe(false);
    expect(isPermissive('(MIT AND Zlib)')).toBe(true);
    expect(isPermissive('not said')).toBe(false);
  });
});
