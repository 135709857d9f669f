import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveScreen, type TerminalStream } from './live-screen.ts';

/** A terminal that keeps what it is told, write by write. */
function fakeTerminal(columns: number, rows: number) {
  const writes: string[] = [];
  const stream = { columns, rows, fd: -1, write: (text: string) => writes.push(text) > 0 };
  return { stream, writes, terminal: stream as unknown as TerminalStream };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LiveScreen', () => {
  it('draws each frame over the last one, in one synchronised write', () => {
    const { terminal, writes } = fakeTerminal(80, 24);
    let step = 0;
    const screen = new LiveScreen(terminal, () => ['heading', `step ${step}`]);
    step = 1;
    vi.advanceTimersByTime(100);
    screen.stop();
    expect(writes).toEqual([
      '\x1b[?25l',
      '\x1b[?2026h\rheading\x1b[K\nstep 0\x1b[K\n\x1b[J\x1b[?2026l',
      '\x1b[?2026h\r\x1b[2Aheading\x1b[K\nstep 1\x1b[K\n\x1b[J\x1b[?2026l',
      '\x1b[?25h',
    ]);
  });

  it('writes nothing while nothing changes', () => {
    const { terminal, writes } = fakeTerminal(80, 24);
    const screen = new LiveScreen(terminal, () => ['still']);
    const before = writes.length;
    vi.advanceTimersByTime(5000);
    expect(writes.length).toBe(before);
    screen.stop();
  });

  it('leaves a line of the terminal for the cursor', () => {
    const { terminal } = fakeTerminal(80, 24);
    const sizes: number[] = [];
    new LiveScreen(terminal, (_columns, rows) => {
      sizes.push(rows);
      return [];
    }).stop();
    expect(new Set(sizes)).toEqual(new Set([23]));
  });

  it('goes back over the lines that wrapped when the terminal became narrower', () => {
    const { terminal, stream, writes } = fakeTerminal(80, 24);
    const screen = new LiveScreen(terminal, (columns) => ['x'.repeat(columns - 1), 'short']);
    stream.columns = 40;
    process.emit('SIGWINCH');
    // 79 columns take two rows of 40, the short line one.
    expect(writes.at(-1)).toContain('\r\x1b[3A');
    screen.stop();
  });

  it('prints above the block and draws it again below', () => {
    const { terminal, writes } = fakeTerminal(80, 24);
    const screen = new LiveScreen(terminal, () => ['block']);
    screen.print('stopping');
    expect(writes.slice(-2)).toEqual(['\r\x1b[1A\x1b[Jstopping\n', '\x1b[?2026h\rblock\x1b[K\n\x1b[J\x1b[?2026l']);
    screen.stop();
  });

  it('leaves no listener and no timer behind', () => {
    const count = () => process.listenerCount('exit') + process.listenerCount('SIGWINCH') + process.listenerCount('SIGTSTP');
    const before = count();
    const screen = new LiveScreen(fakeTerminal(80, 24).terminal, () => ['x']);
    expect(count()).toBe(before + 3);
    screen.stop();
    expect(count()).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});
