import { loadConfiguration } from '../../config/load-configuration.ts';
import { jsonText } from '../json-text.ts';
import { outputReader, withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { fileLines } from '../print-result.ts';
import { readRun } from '../read-run.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

/** Wider timelines are hard to follow. */
const MAX_COLUMNS = 140;

/** `skein show`: a run with its tasks, its attempts, its answer and its figures. */
export async function show(typed: string, options: CommonOptions, surroundings: Surroundings): Promise<number> {
  const { out, environment, directory } = surroundings;
  return await withStoreToRead(options, surroundings, async (store) => {
    const record = readRun(store, typed);
    const { team } = await loadConfiguration(options.config, directory);
    if (options.json) {
      const { runDocument } = await import('../../report/run-document.ts');
      out.writeLine(jsonText(runDocument(record, team, outputReader(store))));
      return 0;
    }
    const { showRun } = await import('../../report/show.ts');
    const paint = paintFor({ isTerminal: out.isTerminal, environment });
    const columns = out.isTerminal ? Math.min(MAX_COLUMNS, out.stream.columns || 100) : 100;
    for (const line of [...showRun(record, team, paint, columns, out.columns), ...fileLines(record.artifacts, directory, paint)])
      out.writeLine(line);
    return 0;
  });
}
