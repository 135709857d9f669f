import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type CheckCommand, runCommand } from './run-command.ts';

const LONG_MS = 60_000;

const run = (script: string, given: Partial<CheckCommand> = {}, signal = new AbortController().signal) =>
  runCommand(
    { command: [process.execPath, '-e', script], directory: tmpdir(), timeoutMs: LONG_MS, environment: {}, input: '', ...given },
    signal,
  );

/** A program that never ends, with one below it that holds its output open. */
const FAMILY = `
const { spawn } = require('node:child_process');
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
console.log('ready');
setInterval(() => {}, 1000);
`;

describe('runCommand', () => {
  it('gives the status and the last words', async () => {
    expect(await run('console.log("one"); console.error("two"); process.exit(3)')).toEqual({
      status: 3,
      tail: expect.stringMatching(/^(one\ntwo\n|two\none\n)$/),
      isTooSlow: false,
    });
  });

  it('hands over input, place and environment, and nothing else', async () => {
    const script = 'process.stdin.on("data", (d) => console.log(String(d), process.cwd(), JSON.stringify(process.env)))';
    const { tail } = await run(script, { input: 'the result', environment: { A: '1' }, directory: '/' });
    expect(tail).toBe('the result / {"A":"1"}\n');
  });

  it('keeps the end of what is printed, however much there is', async () => {
    const { tail } = await run('process.stdout.write("x".repeat(10_000_000) + "the end")');
    expect(tail).toHaveLength(4000);
    expect(tail.endsWith('xxthe end')).toBe(true);
  });

  it('does not mind a program that reads nothing', async () => {
    expect(await run('process.exit(0)', { input: 'y'.repeat(5_000_000) })).toMatchObject({ status: 0 });
  });

  it('ends a program that takes too long, with all that it started', async () => {
    expect(await run(FAMILY, { timeoutMs: 300 })).toMatchObject({ isTooSlow: true });
  });

  it('ends what a program leaves running', async () => {
    const left = FAMILY.replace('setInterval(() => {}, 1000);\n', 'process.exit(0)');
    expect(await run(left)).toMatchObject({ status: 0, isTooSlow: false });
  });

  it('ends it with all that it started when it is called off', async () => {
    const controller = new AbortController();
    const running = run(FAMILY, {}, controller.signal);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  it('says when there is no such program', async () => {
    await expect(run('', { command: ['/no/such/program'] })).rejects.toThrow('ENOENT');
  });

  it('is no shell', async () => {
    const { tail } = await run('console.log(process.argv.slice(1).join())', {
      command: [process.execPath, '-e', 'console.log(process.argv.slice(1).join("|"))', '$HOME', '; rm -rf x', '*'],
    });
    expect(tail).toBe('$HOME|; rm -rf x|*\n');
  });
});
