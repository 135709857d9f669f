import { relative } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import type { Artifact } from '../core/agent.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Paint } from '../report/paint.ts';
import { plainLine, plainText } from '../report/text/plain-text.ts';
import type { RunStore } from '../store/run-store.ts';
import { jsonText } from './json-text.ts';
import { outputReader } from './open-store.ts';
import type { CommonOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { paintFor } from './terminal/paint.ts';

/** Prints what came of a run on standard output: for people the answer, its files and what is missing; else a document. */
export async function printResult(
  record: RunRecord,
  store: RunStore,
  { team }: Configuration,
  options: CommonOptions & { readonly events?: boolean },
  surroundings: Surroundings,
): Promise<void> {
  const { out, environment } = surroundings;
  if (options.events) return;
  if (options.json) {
    const { runDocument } = await import('../report/run-document.ts');
    out.writeLine(jsonText(runDocument(record, team, outputReader(store))));
    return;
  }
  // The live view ends right above.
  if (surroundings.err.isTerminal && out.isTerminal) out.writeLine('');
  const paint = paintFor({ isTerminal: out.isTerminal, environment });
  const answer = plainText(record.answer ?? '').trim();
  if (answer !== '') out.writeLine(answer);
  for (const line of fileLines(record.artifacts, surroundings.directory, paint)) out.writeLine(line);
}

/** The files that a run made, under a heading of their own; none when there are none. */
export function fileLines(artifacts: readonly Artifact[], directory: string, paint: Paint): string[] {
  if (artifacts.length === 0) return [];
  return ['', paint('strong', 'Files'), ...artifacts.map(({ path }) => `  ${shownPath(path, directory)}`)];
}

/** Relative inside the current folder, absolute outside. */
function shownPath(path: string, directory: string): string {
  const fromHere = relative(directory, path);
  return plainLine(fromHere === '' || fromHere.startsWith('..') ? path : fromHere);
}
