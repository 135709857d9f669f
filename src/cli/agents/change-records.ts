import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { countText } from '../../report/text/figures.ts';
import type { AgentsOptions } from '../commands/agents.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { openExistingStore, openStore, withStoreToRead } from '../open-store.ts';
import type { Surroundings } from '../surroundings.ts';
import { exportedRecords, importRecords, resetRecords } from './learned-records.ts';

/** What `skein agents` does with `--reset`, `--export` and `--import`: one of them at a time. */
export async function changeRecords(options: AgentsOptions, configuration: Configuration, surroundings: Surroundings): Promise<number> {
  const asked = [options.reset, options.export, options.import].filter((option) => option !== undefined);
  if (asked.length > 1) {
    throw new SkeinError('bad-usage', {
      where: '--reset, --export and --import',
      what: 'are done one at a time',
      todo: 'Leave the others out.',
    });
  }
  const { out } = surroundings;
  const say = (done: object, words: string): void => out.writeLine(options.json ? jsonText(done) : words);
  if (options.export !== undefined) {
    const text = await withStoreToRead(options, surroundings, (store) => jsonText(exportedRecords(store)));
    if (options.export === true) out.writeLine(text);
    else {
      writeText(resolve(surroundings.directory, options.export), text);
      say({ file: options.export }, `Wrote ${options.export}.`);
    }
    return EXIT.succeeded;
  }
  const store = options.import === undefined ? await openExistingStore(options, surroundings) : await openStore(options, surroundings);
  try {
    if (options.import !== undefined) {
      const { added, known } = await importRecords(store, options.import, surroundings);
      const knownWords = known === 0 ? '' : ` Left out ${countText(known, 'record')} of attempts that the store knows already.`;
      say({ imported: added, known }, `Added ${countText(added, 'record')} to what is known.${knownWords}`);
    } else {
      const count = await resetRecords(store, options.reset === true ? [] : (options.reset ?? []), configuration);
      say({ removed: count }, `Forgot ${countText(count, 'record')}.`);
    }
    return EXIT.succeeded;
  } finally {
    await store.close();
  }
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, `${text}\n`);
  } catch (cause) {
    throw new SkeinError('bad-usage', {
      where: path,
      what: `cannot be written (${fileTrouble(cause)})`,
      todo: 'Name another file.',
      cause,
    });
  }
}
