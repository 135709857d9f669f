import { jsonText } from '../json-text.ts';
import type { OutputStream } from '../output-stream.ts';
import type { Progress } from './progress.ts';

/** Every event as a line of JSON on standard output; what a person is told goes to standard error. */
export function eventLines(out: OutputStream, err: OutputStream): Progress {
  return {
    event: (event) => out.writeLine(jsonText(event, 0)),
    stopping: (message) => err.writeLine(`skein: ${message}`),
    end: () => {},
  };
}
