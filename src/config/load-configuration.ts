import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeChecker } from '../agents/check/make-checker.ts';
import type { FactsLookup } from '../agents/model/price.ts';
import type { Agent } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { DEFAULT_CAPS } from '../core/plan.ts';
import type { Configuration } from './configuration.ts';
import { withDotEnv } from './dot-env.ts';
import { embeddedTeam } from './embedded-team.ts';
import { readTextFile } from './read-text-file.ts';

export const DEFAULT_CONFIG_FILE = 'skein.yaml';

export interface LoadOptions {
  /** The user has seen the plan and said yes. Default: no. */
  readonly toolsApproved?: boolean;
  /** Told of what goes wrong beside the work, while it goes on. */
  readonly warn?: (message: string) => void;
}

/**
 * Reads the config file that was named, or `skein.yaml` in `directory`. Without one, the embedded team alone.
 *
 * @param named As the user wrote it, relative to `directory`. Absent: the default, which need not exist.
 * @throws SkeinError `bad-config` naming the place.
 */
export async function loadConfiguration(
  named: string | undefined,
  directory: string,
  { toolsApproved = false, warn }: LoadOptions = {},
): Promise<Configuration> {
  const path = resolve(directory, named ?? DEFAULT_CONFIG_FILE);
  if (named === undefined && !existsSync(path)) return withAgents(embeddedTeam());
  const text = readConfigText(path, named ?? DEFAULT_CONFIG_FILE);
  const { assembleConfiguration } = await import('./assemble-configuration.ts');
  const environment = withDotEnv(process.env, directory);
  // The price table takes a moment to load, and scripted teams do without it.
  const prices = /\b(?:model|backend)\b/.test(text) ? { factsOf: await priceTable() } : {};
  return {
    ...assembleConfiguration(text, named ?? DEFAULT_CONFIG_FILE, {
      environment,
      directory,
      toolsApproved,
      ...(warn === undefined ? {} : { warn }),
      ...prices,
    }),
    path,
  };
}

async function priceTable(): Promise<FactsLookup> {
  const { loadPriceTable } = await import('../agents/model/price.ts');
  return await loadPriceTable();
}

function readConfigText(path: string, name: string): string {
  try {
    return readTextFile(path);
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SkeinError('bad-config', {
      where: name,
      what: absent ? 'there is no such config file' : `the config cannot be read (${fileTrouble(error)})`,
      todo: absent
        ? '`skein init` writes a starter config; without --config, the embedded team is used.'
        : 'Name a readable file with --config.',
      cause: error,
    });
  }
}

function withAgents(agents: readonly Agent[]): Configuration {
  return {
    team: { agents: agents.map(({ profile }) => profile), limits: {}, resources: {} },
    agents,
    planner: 'offline',
    caps: DEFAULT_CAPS,
    objective: 'balanced',
    checker: makeChecker({ rules: [], reviewers: [], environment: {} }),
  };
}
