import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptCommand } from '../scripts/script-options.ts';

/**
 * How long the built command takes from start to end, beside a Node that does nothing: medians over runs that take turns,
 * so that a slow moment of the machine hits all alike. Each run starts in a fresh folder.
 *
 * What is not measured: the very first start after an install, when Node has not cached the compiled code yet.
 */
const ROUNDS = 20;
const REQUEST = 'Calculate 1+2 and 3+4, then multiply the results';

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** The most it may take, as a multiple of a Node that does nothing. */
  readonly target?: number;
}

scriptCommand('bench:cli', 'How long the built command takes, beside a Node that does nothing.').parse();
const root = join(import.meta.dirname, '..');
const command = join(root, 'dist/cli/main.js');
const cases: readonly Case[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'skein --version', args: [command, '--version'], target: 2.5 },
  { name: 'skein runs', args: [command, 'runs'] },
  { name: `skein run "${REQUEST}"`, args: [command, 'run', REQUEST], target: 6 },
];

execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' });
const timesMs = new Map<Case, number[]>(cases.map((one) => [one, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const one of cases) {
    const tookMs = timeMs(one);
    // The first round fills Node's cache of compiled code.
    if (round >= 0) timesMs.get(one)?.push(tookMs);
  }
}

const baseMs = median(timesMs.get(cases[0] as Case) ?? []);
const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`;
console.log(`Start-up, medians of ${ROUNDS} (${machine}, ${new Date().toISOString().slice(0, 10)})\n`);
console.log('| command | ms | x node | target |\n| --- | ---: | ---: | ---: |');
for (const one of cases) {
  const ms = median(timesMs.get(one) ?? []);
  const ratio = ms / baseMs;
  console.log(`| \`${one.name}\` | ${ms.toFixed(1)} | ${ratio.toFixed(2)} | ${one.target === undefined ? '' : `<= ${one.target}`} |`);
  if (one.target !== undefined && ratio > one.target) process.exitCode = 1;
}

function timeMs({ name, args }: Case): number {
  const folder = mkdtempSync(join(tmpdir(), 'skein-bench-'));
  try {
    const beganMs = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const tookMs = performance.now() - beganMs;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    return tookMs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
