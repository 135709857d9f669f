import { type ChildProcess, spawn } from 'node:child_process';

export interface CheckCommand {
  /** The program and its arguments; no shell sees them. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly directory: string;
  readonly timeoutMs: number;
  /** All that it sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it reads on its standard input. */
  readonly input: string;
}

export interface CommandEnd {
  /** Absent: it was ended by a signal. */
  readonly status?: number;
  /** The last of what it printed on either stream. */
  readonly tail: string;
  readonly isTooSlow: boolean;
}

/** So much of what is printed is kept, from the end: that is where programs say what is wrong. */
const TAIL_CHARS = 4_000;

/**
 * Runs a program to its end. With it end all that it started: when it is done, when it takes too long, when the signal is aborted.
 *
 * @throws Error when it cannot be started; the signal's reason when aborted.
 */
export async function runCommand(given: CheckCommand, signal: AbortSignal): Promise<CommandEnd> {
  signal.throwIfAborted();
  const [program = '', ...args] = given.command;
  const child = spawn(program, args, {
    cwd: given.directory,
    env: { ...given.environment },
    stdio: 'pipe',
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const tooSlow = AbortSignal.timeout(given.timeoutMs);
  const stop = AbortSignal.any([signal, tooSlow]);
  const endAll = (): void => endGroup(child);
  stop.addEventListener('abort', endAll, { once: true });
  let tail = '';
  const keep = (text: string): void => {
    tail = `${tail}${text}`.slice(-TAIL_CHARS);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  // It may not read its input, and be gone before all of it is written.
  child.stdin.on('error', () => {}).end(given.input);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      // What it left running would keep its output open.
      child.on('exit', endAll);
      child.on('close', resolve);
    });
    signal.throwIfAborted();
    return { ...(status === null ? {} : { status }), tail: tail.toWellFormed(), isTooSlow: tooSlow.aborted };
  } finally {
    stop.removeEventListener('abort', endAll);
  }
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}
