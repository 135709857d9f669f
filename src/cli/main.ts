#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

/** The version in package.json, two folders up both from the sources and from the build. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}

const given = process.argv.slice(2);
if (given.length === 1 && (given[0] === '--version' || given[0] === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  enableCompileCache();
  const { runCommandLine } = await import('./command-line.ts');
  // Not left to end by itself: an agent that ignores its abort signal would keep the process alive.
  process.exit(await runCommandLine(given, version()));
}
