import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { withDotEnv } from '../../config/dot-env.ts';
import { DEFAULT_CONFIG_FILE } from '../../config/load-configuration.ts';
import { type StarterChoice, starterConfig } from '../../config/starter-config.ts';
import { SkeinError } from '../../core/errors.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { EXIT } from '../exit-status.ts';
import { chooseAgents, type InitFlags, saysEnough } from '../init/choose-agents.ts';
import { lookAround } from '../init/look-around.ts';
import { tellPrices } from '../init/tell-prices.ts';
import { jsonText } from '../json-text.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { writeFileWhole } from '../write-file.ts';

export interface InitOptions extends CommonOptions, InitFlags {
  readonly force?: boolean;
}

/**
 * `skein init`: writes a config for the models that there are. On a terminal it asks; flags, or no terminal, leave nothing to
 * ask. A config that is there stays as it is, unless `--force` is given.
 */
export async function init(options: InitOptions, surroundings: Surroundings): Promise<number> {
  const { out, directory } = surroundings;
  const name = options.config ?? DEFAULT_CONFIG_FILE;
  const path = resolve(directory, name);
  if (!options.force && lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new SkeinError('bad-usage', {
      where: name,
      what: 'is there already and was not changed',
      todo: 'Add --force to replace it, or name another file with --config.',
    });
  }
  const choice = await choose(options, surroundings);
  if (choice === undefined) return EXIT.interrupted;
  writeFileWhole(name, starterConfig(choice), directory);
  if (options.json)
    out.writeLine(jsonText({ path, agents: choice.agents.map(({ id, provider, model }) => ({ id, model: `${provider}/${model}` })) }));
  else for (const line of closingLines(name, choice, !options.models)) out.writeLine(line);
  return EXIT.succeeded;
}

async function choose(options: InitOptions, surroundings: Surroundings): Promise<StarterChoice | undefined> {
  const { err, directory } = surroundings;
  const environment = withDotEnv(surroundings.environment, directory);
  const findings = options.models && options.baseUrl === undefined ? await lookAround(environment) : { services: [], servers: [] };
  const choice = await tellPrices(chooseAgents(options, findings, environment), environment, options.budget !== undefined);
  if (saysEnough(options) || options.json || !err.isTerminal || !surroundings.input().isTTY) return choice;
  const { askAgents } = await import('../init/ask-agents.ts');
  const asked = await askAgents(options, findings, { input: surroundings.input(), output: err.stream });
  return asked === undefined ? undefined : await tellPrices(asked, environment, true);
}

function closingLines(name: string, { agents, budgetUsd }: StarterChoice, wantsNone: boolean): string[] {
  const team = agents.map(({ id, provider, model, remark }) => `  ${plainLine(`${id}: ${provider}/${model} (${remark})`)}`);
  const none = wantsNone
    ? 'The team is the embedded agents. They need no key.'
    : 'No key is set and no local server answers, so the team is the embedded agents. They need neither.';
  const unpriced = agents.filter(({ isUnpriced }) => isUnpriced).map(({ id }) => id);
  const use = budgetUsd === undefined ? 'before you set a budget' : 'or it takes no tasks: a budget is set';
  return [
    `Wrote ${plainLine(name)}.`,
    ...(agents.length === 0 ? [none] : ['Models that may do tasks, beside the embedded agents:', ...team]),
    ...unpriced.map((id) => plainLine(`The price of ${id} is not known: put it in, ${use}.`)),
    'See the team with `skein agents`; check it with `skein doctor`.',
  ];
}
