import { execFileSync } from 'node:child_process';
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

/**
 * Builds `dist/`: the command and the public API as ES modules with shared chunks, and their types.
 * Why it bundles: docs/decisions/0001-bundle-for-start-up.md.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Libraries that a short run loads: in the bundle they load several times faster than from their own files. */
const BUNDLED: readonly string[] = ['zod', 'commander', 'yaml', 'fraction.js', 'decimal.js', 'compromise'];

/** yaml's build for browsers is the same code as ES modules, which can be bundled without `require`. */
const yamlAsModules: Plugin = {
  name: 'yaml-as-modules',
  setup(builder) {
    builder.onResolve({ filter: /^yaml$/ }, () => ({ path: join(root, 'node_modules/yaml/browser/dist/index.js') }));
  },
};

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts', 'src/index.ts', 'src/testing/index.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  external: Object.keys(manifest.dependencies).filter((name) => !BUNDLED.includes(name)),
  plugins: [yamlAsModules],
});
chmodSync(join(dist, 'cli/main.js'), 0o755);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licencesOf(metafile));
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});

/** The licences of the libraries whose code is in the bundle: they ask to go wherever it goes. */
function licencesOf({ inputs }: Metafile): string {
  const names = new Set<string>();
  for (const path of Object.keys(inputs)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    if (name !== undefined) names.add(name);
  }
  const notices = [...names].sort().map((name) => {
    const folder = dirname(join(root, 'node_modules', name, 'package.json'));
    const [file] = globSync('{LICENSE,LICENCE,license}*', { cwd: folder });
    if (file === undefined) throw new Error(`${name} is bundled, but its licence is not in its package`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return notices.join(`\n${'-'.repeat(78)}\n\n`);
}
