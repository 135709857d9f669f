import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package as the lock file has it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Comes with the published package, not only with its development. */
  readonly isShipped: boolean;
  readonly hasInstallScript: boolean;
}

/** Licences that ask for no more than to be named, in SPDX's words. */
export const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Shipped packages under another licence, by the beginning of their names, with why that is all right. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  '@resvg/resvg-js': 'MPL-2.0 asks for changes to its own files to be published; it is used as it is.',
  'dejavu-fonts-ttf': 'The Bitstream Vera licence: fonts may be used and embedded freely, and sold only as a part of something larger.',
  duck: 'The BSD licence of two clauses, by the text in the package.',
};

const ROOT = join(import.meta.dirname, '..');

/** The packages of the lock file, by name. */
export function lockedPackages(lock: string = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')): LockedPackage[] {
  const { packages } = JSON.parse(lock) as { packages: Record<string, Record<string, unknown>> };
  const found = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: String(entry['version']),
      licence: typeof entry['license'] === 'string' ? entry['license'] : licenceOf(path),
      isShipped: entry['dev'] !== true && entry['devOptional'] !== true,
      hasInstallScript: entry['hasInstallScript'] === true,
    }));
  const unique = new Map(found.map((one) => [`${one.name} ${one.version}`, one]));
  return [...unique.values()].toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

/** What the package itself says, where the lock file says nothing. */
function licenceOf(path: string): string {
  try {
    const { license, licenses } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
      license?: string | { type?: string };
      licenses?: readonly { type?: string }[];
    };
    return (typeof license === 'string' ? license : license?.type) ?? licenses?.[0]?.type ?? 'not said';
  } catch {
    return 'not said';
  }
}

/** True when at least one of the licences to choose from, or all that apply together, are permissive. */
export function isPermissive(licence: string): boolean {
  const plain = licence.replaceAll(/[()]/g, '');
  if (/ AND /.test(plain)) return plain.split(' AND ').every((part) => isPermissive(part.trim()));
  return plain.split(' OR ').some((part) => PERMISSIVE.has(part.trim()));
}

function pageOf(packages: readonly LockedPackage[]): string {
  const shipped = packages.filter(({ isShipped }) => isShipped);
  const counts = [...Map.groupBy(shipped, ({ licence }) => licence)].toSorted(([, one], [, other]) => other.length - one.length);
  const scripts = packages.filter(({ hasInstallScript }) => hasInstallScript);
  const others = packages.filter(({ isShipped, licence }) => !isShipped && !isPermissive(licence));
  const lines = (list: readonly LockedPackage[]): string =>
    list.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join('\n');
  return `# Licences of what Skein is built on

Written by \`node scripts/licences.ts\` from \`package-lock.json\`; a test refuses a shipped package whose licence asks for more than to be
named.

| licence | shipped packages |
| --- | ---: |
${counts.map(([licence, list]) => `| ${licence} | ${list.length} |`).join('\n')}

Used in development only, and not shipped, under another kind of licence:

| package | version | licence |
| --- | --- | --- |
${lines(others)}

Packages that want to run a script when they are installed. Of these, only the ones that \`allowScripts\` in \`package.json\` names may:
${scripts.map(({ name, isShipped }) => `${name}${isShipped ? '' : ' (development)'}`).join(', ')}.

Shipped under another kind of licence:

${Object.entries(EXPLAINED)
  .map(([name, why]) => `- \`${name}\`: ${why}`)
  .join('\n')}

## Shipped packages

| package | version | licence |
| --- | --- | --- |
${lines(shipped)}
`;
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs/licences.md'), pageOf(lockedPackages()));
