import { writeSync } from 'node:fs';
import { displayWidth } from '../../report/text/display-width.ts';

/** The least time between two frames. A frame that takes long to draw makes the next one wait longer. */
const FRAME_MS = 100;
/** Drawing takes at most about a tenth of the time. */
const REST_PER_WORK = 9;

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';

/** A terminal: standard output or standard error. */
export type TerminalStream = NodeJS.WriteStream & { readonly fd: number };

/** Draws the frame for a terminal of this size. */
export type DrawFrame = (columns: number, rows: number) => readonly string[];

/**
 * Keeps a block of lines at the end of a terminal up to date: each frame is one write, drawn over the last one.
 * The cursor is hidden while it runs and comes back however the process ends, short of SIGKILL.
 */
export class LiveScreen {
  readonly #stream: TerminalStream;
  readonly #draw: DrawFrame;
  #lines: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #columns: number;

  constructor(stream: TerminalStream, draw: DrawFrame) {
    this.#stream = stream;
    this.#draw = draw;
    this.#columns = stream.columns || 80;
    stream.write(HIDE_CURSOR);
    process.on('exit', this.#showCursor);
    process.on('SIGWINCH', this.#frame);
    process.on('SIGTSTP', this.#suspend);
    process.on('SIGCONT', this.#continue);
    this.#frame();
  }

  /** Draws the last frame and leaves it on the screen. */
  stop(): void {
    this.#frame();
    clearTimeout(this.#timer);
    process.off('exit', this.#showCursor);
    process.off('SIGWINCH', this.#frame);
    process.off('SIGTSTP', this.#suspend);
    process.off('SIGCONT', this.#continue);
    this.#stream.write(SHOW_CURSOR);
  }

  /** Prints lines above the block. */
  print(text: string): void {
    this.#stream.write(`${this.#backToStart()}\x1b[J${text}\n`);
    this.#lines = [];
    this.#frame();
  }

  readonly #frame = (): void => {
    clearTimeout(this.#timer);
    const beginsMs = performance.now();
    const columns = this.#stream.columns || 80;
    // The cursor rests on a line of its own below the block.
    const lines = this.#draw(columns, (this.#stream.rows || 24) - 1);
    const resized = columns !== this.#columns;
    if (resized || lines.length !== this.#lines.length || lines.some((line, index) => line !== this.#lines[index])) {
      const body = lines.map((line) => `${line}\x1b[K\n`).join('');
      this.#stream.write(`${BEGIN_FRAME}${this.#backToStart(columns)}${body}\x1b[J${END_FRAME}`);
    }
    this.#lines = lines;
    this.#columns = columns;
    const tookMs = performance.now() - beginsMs;
    this.#timer = setTimeout(this.#frame, Math.max(FRAME_MS, tookMs * REST_PER_WORK)).unref();
  };

  /** Moves to where the last frame began; on a terminal that became narrower, its lines were wrapped. */
  #backToStart(columns = this.#columns): string {
    let height = this.#lines.length;
    if (columns < this.#columns) {
      height = 0;
      for (const line of this.#lines) height += Math.max(1, Math.ceil(displayWidth(line.replace(/\x1b\[\d+m/g, '')) / columns));
    }
    return height === 0 ? '\r' : `\r\x1b[${height}A`;
  }

  readonly #showCursor = (): void => {
    try {
      writeSync(this.#stream.fd, SHOW_CURSOR);
    } catch {
      // The terminal is gone: there is no cursor to show.
    }
  };

  readonly #suspend = (): void => {
    clearTimeout(this.#timer);
    this.#showCursor();
    process.kill(process.pid, 'SIGSTOP');
  };

  /** The shell has written to the screen meanwhile: start a new block below. */
  readonly #continue = (): void => {
    this.#lines = [];
    this.#stream.write(HIDE_CURSOR);
    this.#frame();
  };
}
