import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { readTextFile } from '../../config/read-text-file.ts';
import { SkeinError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/event.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { keepOutput } from '../../store/kept-output.ts';
import { parseJournal } from '../../store/parse-journal.ts';
import type { RunStore } from '../../store/run-store.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { openStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';

/** `skein import`: takes journals that `skein events` has printed into the store, to look at them. */
export async function importRuns(file: string, options: CommonOptions, surroundings: Surroundings): Promise<number> {
  const { out } = surroundings;
  const events = parseJournal(await textOf(file, surroundings), file === '-' ? 'standard input' : file);
  const store = await openStore(options, surroundings);
  try {
    const runs = [...new Set(events.map(({ run }) => run))];
    const taken = runs.find((run) => store.events(run).length > 0);
    if (taken !== undefined) {
      throw new SkeinError('wrong-state', {
        where: `run ${taken}`,
        what: 'is in the store already',
        todo: 'Import it into another one: --store FILE.',
      });
    }
    await store.append(await Promise.all(events.map((event) => keptApart(store, event))));
    out.writeLine(options.json ? jsonText({ runs }) : `Imported ${runs.join(', ')}. See: skein show ${runs[0]}`);
    return EXIT.succeeded;
  } finally {
    await store.close();
  }
}

async function textOf(file: string, { input, directory }: Surroundings): Promise<string> {
  if (file === '-') return await readAll(input());
  try {
    return readTextFile(resolve(directory, file));
  } catch (cause) {
    throw new SkeinError('bad-usage', {
      where: file,
      what: `the journal cannot be read (${fileTrouble(cause)})`,
      todo: 'Name a file that `skein events RUN --outputs` has written, or - for standard input.',
      cause,
    });
  }
}

/** Large outputs are kept outside the journal here, too. */
async function keptApart(store: RunStore, event: RunEvent): Promise<RunEvent> {
  if (event.type !== 'attempt-succeeded' || !('inline' in event.output)) return event;
  const { inline } = event.output;
  return { ...event, output: await keepOutput(store, inline, JSON.stringify(inline)) };
}
