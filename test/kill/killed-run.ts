import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The command as the sources have it. */
const COMMAND = join(import.meta.dirname, '../../src/cli/main.ts');

/** When to kill: so long after the start, or after so many events. */
export type KillMoment = { readonly afterMs: number } | { readonly afterEvents: number; readonly thenMs: number };

export interface KilledProcess {
  /** Whether the signal ended it; otherwise it had ended by itself. */
  readonly killed: boolean;
  readonly code: number | null;
  /** Complete lines of standard output: events that it has acknowledged. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs `skein` with these arguments until the moment comes, then kills it with SIGKILL. */
export async function runUntilKilled(args: readonly string[], directory: string, moment: KillMoment): Promise<KilledProcess> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let stderr = '';
  let timer: NodeJS.Timeout | undefined;
  const killIn = (delayMs: number): void => {
    timer ??= setTimeout(() => child.kill('SIGKILL'), delayMs);
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let unfinished = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unfinished + text).split('\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
    if ('afterEvents' in moment && lines.length >= moment.afterEvents) killIn(moment.thenMs);
  });
  if ('afterMs' in moment) killIn(moment.afterMs);
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>();
  child.on('error', reject).on('close', (code, signal) => resolve({ code, signal }));
  const { code, signal } = await promise;
  clearTimeout(timer);
  return { killed: signal === 'SIGKILL', code, lines, stderr };
}
