import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load-configuration.ts';
import { plainLine } from '../report/text/plain-text.ts';
import type { CommonOptions } from './options.ts';
import { printNotes } from './print-notes.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Loads the config for a run, and says what the user is to know of it. A terminal shows in its live view what agents are at;
 * elsewhere what goes wrong beside the work is said in a line of its own.
 *
 * @throws SkeinError `bad-config`
 */
export async function loadTeam({ config }: CommonOptions, { err, directory }: Surroundings): Promise<Configuration> {
  const warn = (message: string): void => err.writeLine(`note: ${plainLine(message)}`);
  const configuration = await loadConfiguration(config, directory, err.isTerminal ? {} : { warn });
  printNotes(configuration, err);
  return configuration;
}
