import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The command as the sources have it; nothing needs to be built. */
const COMMAND = join(import.meta.dirname, '../src/cli/main.ts');

/** How a command ended. */
export interface Ended {
  /** The exit status; `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as one JSON document; throws with both outputs when it is none. */
  readonly json: unknown;
}

export interface SkeinOptions {
  /** The current folder of the command. Default: a fresh one. */
  readonly directory?: string;
  /** Variables beside those that every process needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is piped to standard input. Default: nothing. */
  readonly input?: string;
}

/** Runs `skein` with these arguments to its end. */
export async function skein(args: readonly string[], options: SkeinOptions = {}): Promise<Ended> {
  return await startSkein(args, options).ended;
}

/** A command under way. */
export interface UnderWay {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output or standard error has shown this text; rejects when the command ends first. */
  shows(text: string): Promise<void>;
}

/** Starts `skein` and leaves it running: to send it signals, or to look at what it prints meanwhile. */
export function startSkein(args: readonly string[], { directory, environment = {}, input = '' }: SkeinOptions = {}): UnderWay {
  const { PATH = '', HOME = tmpdir() } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: directory ?? freshFolder(),
    env: { PATH, HOME, ...environment },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A command that does not read its input may be gone before all of it is written.
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        stdout,
        stderr,
        get json() {
          return parseJson(stdout, stderr);
        },
      });
    });
  });
  const shows = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text) || stderr.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`the command ended without showing "${text}"\n${stdout}\n${stderr}`)));
      look();
    });
  return { process: child, ended, shows };
}

function parseJson(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`standard output is not JSON\n--- stdout\n${stdout}\n--- stderr\n${stderr}`, { cause });
  }
}

/** A new empty folder with these files in it; gone when the test is finished. Absolute, without symbolic links. */
export function freshFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skein-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
