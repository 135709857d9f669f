import type { Readable, Writable } from 'node:stream';
import type { StarterAgent } from '../../config/starter-agents.ts';
import type { StarterChoice } from '../../config/starter-config.ts';
import { type InitFlags, serverAgent, serviceAgent, withBudget } from './choose-agents.ts';
import { SERVICES } from './known-services.ts';
import type { Findings } from './look-around.ts';

export interface Dialogue {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Asks the person at the terminal which models are to be the team, and what a run may cost.
 *
 * @returns `undefined` when they leave in the middle: nothing is to be written then.
 */
export async function askAgents(flags: InitFlags, findings: Findings, dialogue: Dialogue): Promise<StarterChoice | undefined> {
  const { intro, isCancel, multiselect, outro, text, cancel } = await import('@clack/prompts');
  const leave = (): undefined => cancel('Nothing was written.', dialogue) as undefined;
  intro('A team for skein', dialogue);
  const found = [...findings.services.map(({ provider }) => provider), ...findings.servers.map(({ provider }) => provider)];
  const chosen = await multiselect({
    ...dialogue,
    message: found.length === 0 ? 'No key is set and no local server answers. Which models will there be?' : 'Which models may do tasks?',
    options: [...optionsFound(findings), ...optionsMissing(findings)],
    initialValues: found,
    required: false,
  });
  if (isCancel(chosen)) return leave();
  const agents: StarterAgent[] = [];
  for (const provider of chosen) {
    const proposed = proposalFor(provider, findings);
    const model = await text({
      ...dialogue,
      message: `Which model of ${proposed.label}?`,
      initialValue: proposed.model,
      validate: (value) => (/^\S+$/.test(value ?? '') ? undefined : 'The name of a model, without white space.'),
    });
    if (isCancel(model)) return leave();
    agents.push(proposed.make(model));
  }
  const usual = withBudget(agents, flags.budget).budgetUsd;
  if (usual === undefined) return { agents };
  const budget = await text({
    ...dialogue,
    message: 'What may a run cost at most, in USD?',
    initialValue: String(usual),
    validate: (value) =>
      Number.isFinite(Number(value)) && Number(value) >= 0 && value?.trim() ? undefined : 'A number, such as 1 or 0.5.',
  });
  if (isCancel(budget)) return leave();
  outro(
    agents.length === 0 ? 'The embedded agents alone, then.' : `${agents.map(({ id }) => id).join(', ')} and the embedded agents.`,
    dialogue,
  );
  return { agents, budgetUsd: Number(budget) };
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

function optionsFound({ services, servers }: Findings): Option[] {
  return [
    ...services.map(({ provider, label, keyVariable }) => ({ value: provider, label, hint: `${keyVariable} is set` })),
    ...servers.map(({ provider, label, models }) => ({ value: provider, label, hint: `answers here, with ${models.length} models` })),
  ];
}

function optionsMissing({ services }: Findings): Option[] {
  return SERVICES.filter(({ provider }) => !services.some((found) => found.provider === provider)).map(
    ({ provider, label, keyVariables }) => ({
      value: provider,
      label,
      hint: `needs ${keyVariables[0]}`,
    }),
  );
}

interface Proposal {
  readonly label: string;
  readonly model: string;
  make(model: string): StarterAgent;
}

function proposalFor(provider: string, { services, servers }: Findings): Proposal {
  const server = servers.find((one) => one.provider === provider);
  if (server !== undefined) {
    const { label, models } = server;
    return { label, model: models[0] ?? '', make: (model) => serverAgent({ ...server, models: [model] }) as StarterAgent };
  }
  const service = [...services, ...SERVICES].find((one) => one.provider === provider);
  if (service === undefined) throw new Error(`no option "${provider}" was offered`);
  return { label: service.label, model: service.model, make: (model) => serviceAgent(service, model) };
}
