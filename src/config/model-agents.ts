import { type ModelAgent, modelAgent } from '../agents/model/model-agent.ts';
import type { FactsLookup, ModelFacts } from '../agents/model/price.ts';
import { apiKeyOf, type Environment, providerOf } from '../agents/model/provider.ts';
import type { ToolSource } from '../agents/model/tools/tool.ts';
import type { Agent, Price } from '../core/agent.ts';
import type { Locate } from '../core/parse.ts';
import { complain } from './complain.ts';
import type { AgentEntry, ConfigFile } from './config-schema.ts';

/** What model agents are made with beside their entry in the config. */
export interface ModelSurroundings {
  /** Where keys are. */
  readonly environment: Environment;
  /** What is known of models and their prices. Absent: nothing. */
  readonly factsOf?: FactsLookup;
}

/**
 * Makes the agent of an entry with a `model`. Without its key it takes no tasks, and says so.
 *
 * @throws SkeinError `bad-config` when its price is known by half.
 */
export function modelAgentOf(
  entry: AgentEntry,
  index: number,
  { providers = {} }: ConfigFile,
  { environment, factsOf }: ModelSurroundings,
  locate: Locate,
  tools: ToolSource,
): ModelAgent {
  const { id, model: named = '', description, capabilities, slots, limits, contextTokens, system } = entry;
  const at = named.indexOf('/');
  const [name, model] = [named.slice(0, at), named.slice(at + 1)];
  const provider = providerOf(name, Object.hasOwn(providers, name) ? providers[name] : undefined, environment);
  if (provider === undefined) return complain(locate(['agents', index, 'model']), { what: `there is no provider "${name}"` });
  const facts = factsOf?.(provider, model);
  const { maxOutputTokens, temperature, topP, topK, reasoning } = entry;
  return modelAgent({
    id,
    endpoint: { provider, model, apiKey: apiKeyOf(provider, environment) },
    description,
    capabilities,
    slots,
    limits,
    price: priceOf(entry, facts, locate(['agents', index, 'price'])),
    facts,
    contextTokens,
    instructions: system,
    tools,
    maxOutputTokens,
    temperature,
    topP,
    topK,
    reasoning,
  });
}

/** A price of which one half is missing would count that half as nothing. */
function priceOf({ id, price }: AgentEntry, facts: ModelFacts | undefined, where: string): Price | undefined {
  if (price === undefined) return undefined;
  const inputPerMillionUsd = price.inputPerMillion ?? facts?.price.inputPerMillionUsd;
  const outputPerMillionUsd = price.outputPerMillion ?? facts?.price.outputPerMillionUsd;
  if (inputPerMillionUsd !== undefined && outputPerMillionUsd !== undefined) return { inputPerMillionUsd, outputPerMillionUsd };
  if (inputPerMillionUsd === undefined && outputPerMillionUsd === undefined) return undefined;
  const missing = inputPerMillionUsd === undefined ? 'inputPerMillion' : 'outputPerMillion';
  return complain(where, {
    what: `the price of the agent "${id}" has no "${missing}"`,
    todo: `Add it; ${missing}: 0 where that half is free.`,
  });
}

/** What the user is to know of the model agents of a team: keys that are missing, prices that are not known. */
export function modelNotes(agents: readonly Agent[], modelAgents: readonly ModelAgent[]): string[] {
  const keyless = modelAgents.filter(({ endpoint: { provider, apiKey } }) => provider.needsKey && apiKey === undefined);
  const unpriced = modelAgents.filter((agent) => !agent.isPriced && !keyless.includes(agent));
  const notes = keyless.map(({ profile, endpoint: { provider } }) => {
    const others = agents.length > keyless.length ? 'the others carry on' : 'nobody else is there';
    return `The agent "${profile.id}" takes no tasks: it needs a key in ${provider.apiKeyEnv.join(' or ')}, in the environment or in .env; ${others}.`;
  });
  if (unpriced.length === 0) return notes;
  const names = unpriced.map(({ profile, endpoint: { provider, model } }) => `${profile.id} (${provider.name}/${model})`).join(', ');
  const what =
    unpriced.length === 1
      ? `The price of ${names} is not known: its cost is not counted, and it takes no tasks of a run that has a budget.`
      : `The prices of ${names} are not known: their cost is not counted, and they take no tasks of a run that has a budget.`;
  return [...notes, `${what} Give a "price" (0 where it is free).`];
}
