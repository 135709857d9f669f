import { OutputStream } from './output-stream.ts';

/** What a command may touch of the process that it runs in. */
export interface Surroundings {
  readonly out: OutputStream;
  readonly err: OutputStream;
  /** Standard input; touched only by those who read it. */
  input(): NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The current directory, absolute. */
  readonly directory: string;
}

export function processSurroundings(): Surroundings {
  return {
    out: new OutputStream(process.stdout),
    err: new OutputStream(process.stderr),
    input: () => process.stdin,
    environment: process.env,
    directory: process.cwd(),
  };
}
