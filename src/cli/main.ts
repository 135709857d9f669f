#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

/** The version in package.json, two folders up both from the sources and from the build. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}

/** What package.json asks for. Said in words: an older Node would stop at the first thing that it does not know. */
function isTooOld([major = 0, minor = 0]: readonly number[]): boolean {
  return major < 22 || (major === 22 && minor < 13);
}

const given = process.argv.slice(2);
if (given.length === 1 && (given[0] === '--version' || given[0] === '-V')) {
  process.stdout.write(`${version()}\n`);
} else if (isTooOld(process.versions.node.split('.').map(Number))) {
  const todo = 'Install a later one from https://nodejs.org, or run it from a clone with `npm start --`, which brings its own.';
  process.stderr.write(`skein: Node.js: expected 22.13 or later, received ${process.versions.node}. ${todo}\n`);
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  const { runCommandLine } = await import('./command-line.ts');
  // Not left to end by itself: an agent that ignores its abort signal would keep the process alive.
  process.exit(await runCommandLine(given, version()));
}
