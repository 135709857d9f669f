import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_CONFIG_FILE } from '../../config/load-configuration.ts';
import { STARTER_CONFIG } from '../../config/starter-config.ts';
import { SkeinError } from '../../core/errors.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { jsonText } from '../json-text.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { writeFileWhole } from '../write-file.ts';

export interface InitOptions extends CommonOptions {
  readonly force?: boolean;
}

/** `skein init`: writes a starter config. One that is there stays as it is, unless `--force` is given. */
export async function init(options: InitOptions, { out, directory }: Surroundings): Promise<number> {
  const name = options.config ?? DEFAULT_CONFIG_FILE;
  const path = resolve(directory, name);
  if (!options.force && lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new SkeinError('bad-usage', {
      where: name,
      what: 'is there already and was not changed',
      todo: 'Add --force to replace it, or name another file with --config.',
    });
  }
  writeFileWhole(name, STARTER_CONFIG, directory);
  if (options.json) out.writeLine(jsonText({ path }));
  else out.writeLine(`Wrote ${plainLine(name)}. See the team with \`skein agents\`; check it with \`skein doctor\`.`);
  return 0;
}
