import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';

/** `auto`: where there is one that works. */
export const SANDBOXES = ['none', 'auto', 'bubblewrap'] as const;
export type SandboxKind = (typeof SANDBOXES)[number];

export interface SandboxSettings {
  readonly kind: SandboxKind;
  /** Whether what runs inside may use the network. */
  readonly network: boolean;
  /** `PATH` and `HOME` of it are looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What programs are run in. */
export interface Sandbox {
  /**
   * The command that runs another one inside.
   *
   * @param directory Where it runs and what it may write, absolute.
   * @param readable More files that it may read.
   * @throws Error when the sandbox is asked for and does not work here.
   */
  wrap(command: readonly string[], directory: string, readable?: readonly string[]): Promise<readonly string[]>;
}

/** Programs as they are. */
export const NO_SANDBOX: Sandbox = { wrap: async (command) => command };

/** @returns `undefined` when the sandbox is asked for and not installed. */
export function openSandbox(settings: SandboxSettings): Sandbox | undefined {
  const { kind, network, environment } = settings;
  if (kind === 'none') return NO_SANDBOX;
  const bwrap = findProgram('bwrap', environment['PATH']);
  if (bwrap === undefined) return kind === 'auto' ? NO_SANDBOX : undefined;
  let problem: Promise<string | undefined> | undefined;
  return {
    async wrap(command, directory, readable = []) {
      problem ??= problemOf(bwrap);
      const found = await problem;
      if (found !== undefined && kind === 'auto') return command;
      if (found !== undefined) throw new Error(`the sandbox does not work here (${found})`);
      return [bwrap, ...bubblewrapArguments({ command, directory, readable, network, home: environment['HOME'], exists: kindOf })];
    },
  };
}

/** The program that a name stands for, absolute. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((candidate) => kindOf(candidate) === 'file');
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

const PATIENCE_MS = 10_000;

/** Machines may forbid what it is made of: user namespaces. */
async function problemOf(bwrap: string): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  return await new Promise((resolve) => {
    const args = ['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '/bin/true'];
    execFile(bwrap, args, { timeout: PATIENCE_MS, env: {} }, (error, _, said) => {
      resolve(error === null ? undefined : said.trim().split('\n')[0] || error.message);
    });
  });
}
