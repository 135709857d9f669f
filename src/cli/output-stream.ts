/**
 * Standard output or standard error, for a reader that may go away. When the pipe breaks, what is written after it is
 * dropped without a word; any other failure to write is told once to whoever writes.
 */
export class OutputStream {
  readonly stream: NodeJS.WriteStream & { readonly fd: number };
  #broken = false;
  #failure: Error | undefined;
  readonly #onBroken: (() => void)[] = [];

  constructor(stream: NodeJS.WriteStream & { readonly fd: number }) {
    this.stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => this.#break(error));
  }

  get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  /** How wide a line may be: as wide as the terminal, without a bound in pipes and files. */
  get columns(): number | undefined {
    return this.isTerminal ? this.stream.columns || undefined : undefined;
  }

  /** True once the reader has gone. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** Calls back once when the reader goes away; at once when it already has. */
  onBroken(callback: () => void): void {
    if (this.#broken) callback();
    else this.#onBroken.push(callback);
  }

  /** Writes text as it is. Text of others goes through `plainText` first. */
  write(text: string): void {
    if (!this.#broken && this.#failure === undefined) this.stream.write(text);
  }

  writeLine(line: string): void {
    this.write(`${line}\n`);
  }

  /**
   * Waits until everything written so far is out.
   *
   * @throws The error of the first write that failed for another reason than a broken pipe: a full disk.
   */
  async flush(): Promise<void> {
    if (!this.#broken && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.stream.write('', () => resolve());
        this.onBroken(resolve);
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #break(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') this.#broken = true;
    else this.#failure ??= error;
    for (const callback of this.#onBroken.splice(0)) callback();
  }
}
