import type { StarterAgent } from '../../config/starter-agents.ts';
import type { StarterChoice } from '../../config/starter-config.ts';
import { SkeinError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { type KnownService, localServers, SERVICES } from './known-services.ts';
import type { AnsweringServer, Findings } from './look-around.ts';

/** What the command line says of the team to be written. */
export interface InitFlags {
  readonly provider?: readonly string[];
  readonly model?: string;
  readonly baseUrl?: string;
  readonly keyEnv?: string;
  readonly budget?: number;
  /** False: the embedded agents alone. */
  readonly models: boolean;
}

/** What a run may cost when nobody says, in USD: enough to try things, too little to hurt. */
const USUAL_BUDGET_USD = 1;

/** True when the flags leave nothing to ask. */
export function saysEnough({ provider, baseUrl, models }: InitFlags): boolean {
  return !models || baseUrl !== undefined || provider !== undefined;
}

/**
 * The team that the flags ask for; without flags, everything that was found.
 *
 * @throws SkeinError `bad-usage` for a provider that is not known, or flags that contradict each other.
 */
export function chooseAgents(
  flags: InitFlags,
  findings: Findings,
  environment: Readonly<Record<string, string | undefined>>,
): StarterChoice {
  const { provider = [], baseUrl, model, budget } = flags;
  refuseContradictions(flags);
  const agents = !flags.models
    ? []
    : baseUrl !== undefined
      ? [ownServer(flags, baseUrl)]
      : provider.length > 0
        ? provider.map((name) => namedProvider(name, model, findings, environment))
        : [
            ...findings.services.map((service) => serviceAgent(service)),
            ...findings.servers.flatMap((server) => serverAgent(server) ?? []),
          ];
  return withBudget(agents, budget);
}

/** A bound where something may cost money. */
export function withBudget(agents: readonly StarterAgent[], budgetUsd: number | undefined): StarterChoice {
  const usual = agents.some(({ isLocal }) => !isLocal) ? USUAL_BUDGET_USD : undefined;
  const bound = budgetUsd ?? usual;
  return { agents, ...(bound === undefined ? {} : { budgetUsd: bound }) };
}

function refuseContradictions({ provider = [], baseUrl, model, keyEnv, models }: InitFlags): void {
  const refuse = (where: string, what: string, todo: string): never => {
    throw new SkeinError('bad-usage', { where, what, todo });
  };
  if (!models && (provider.length > 0 || baseUrl !== undefined))
    refuse('--no-models', 'leaves nothing to choose a provider for', 'Leave one out.');
  if (baseUrl !== undefined && provider.length > 1) refuse('--base-url', 'is the address of one provider', 'Name one with --provider.');
  if (baseUrl !== undefined && model === undefined) refuse('--base-url', 'needs a model', 'Name one with --model.');
  if (baseUrl !== undefined && !/^https?:\/\//.test(baseUrl))
    refuse('--base-url', 'is no address', 'For example: http://127.0.0.1:8000/v1');
  if (baseUrl === undefined && model !== undefined && provider.length !== 1)
    refuse('--model', 'is the model of one provider', 'Name it with --provider.');
  if (keyEnv !== undefined && baseUrl === undefined) refuse('--key-env', 'is for a server of your own', 'Name it with --base-url.');
  if (keyEnv !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(keyEnv)) {
    refuse('--key-env', 'is not the name of an environment variable', 'Give the name of the variable that holds the key, never the key.');
  }
}

function ownServer({ provider = [], model = '', keyEnv }: InitFlags, baseUrl: string): StarterAgent {
  const name = provider[0] ?? 'own';
  return {
    id: name,
    provider: name,
    model: checkedModel(model),
    remark: keyEnv === undefined ? 'takes no key' : `its key is in ${keyEnv}`,
    endpoint: { baseUrl, ...(keyEnv === undefined ? {} : { keyVariable: keyEnv }) },
    isLocal: keyEnv === undefined,
  };
}

function namedProvider(
  name: string,
  model: string | undefined,
  { services, servers }: Findings,
  environment: Readonly<Record<string, string | undefined>>,
): StarterAgent {
  const service = services.find(({ provider }) => provider === name) ?? SERVICES.find(({ provider }) => provider === name);
  if (service !== undefined) return serviceAgent(service, model);
  const known = localServers(environment);
  const answering = servers.find(({ provider }) => provider === name);
  const server = answering ?? known.find(({ provider }) => provider === name);
  if (server === undefined) {
    const names = [...SERVICES, ...known].map(({ provider }) => provider);
    const nearest = nearestName(name, names);
    throw new SkeinError('bad-usage', {
      where: '--provider',
      expected: names.join(', '),
      received: `"${name}"`,
      todo: nearest === undefined ? 'For another server name its address with --base-url.' : `Did you mean "${nearest}"?`,
    });
  }
  const agent = serverAgent(answering ?? { ...server, models: [] }, model);
  if (agent !== undefined) return agent;
  throw new SkeinError('bad-usage', {
    where: '--provider',
    what: `${server.label} does not answer at ${server.baseUrl}, or has no model`,
    todo: 'Start it, or name the model that it will have with --model.',
  });
}

export function serviceAgent(service: KnownService & { readonly keyVariable?: string }, model = service.model): StarterAgent {
  const { provider, agent, keyVariable, keyVariables } = service;
  const remark = keyVariable === undefined ? `needs ${keyVariables[0]}, which is not set here` : `its key is in ${keyVariable}`;
  return { id: agent, provider, model: checkedModel(model), remark, isLocal: false };
}

/** `undefined` when the server has no model, and none is named. */
export function serverAgent({ provider, agent, label, models, baseUrl }: AnsweringServer, model = models[0]): StarterAgent | undefined {
  if (model === undefined) return undefined;
  return { id: agent, provider, model: checkedModel(model), remark: `${label} on this machine`, endpoint: { baseUrl }, isLocal: true };
}

function checkedModel(model: string): string {
  if (/^\S{1,200}$/.test(model)) return model;
  throw new SkeinError('bad-usage', { where: '--model', expected: 'the name of a model, without white space', received: `"${model}"` });
}
