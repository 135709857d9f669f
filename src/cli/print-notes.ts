import type { Configuration } from '../config/configuration.ts';
import { plainLine } from '../report/text/plain-text.ts';
import type { OutputStream } from './output-stream.ts';

/** Says what the user is to know of a config file or a plan: each thing once, as a line of diagnostics. */
export function printNotes({ notes = [] }: Pick<Configuration, 'notes'>, err: OutputStream): void {
  for (const note of notes) err.writeLine(`note: ${plainLine(note)}`);
}
