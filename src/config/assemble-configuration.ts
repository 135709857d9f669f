import { isModelAgent, type ModelAgent } from '../agents/model/model-agent.ts';
import { scriptedAgent } from '../agents/scripted/scripted-agent.ts';
import type { Agent } from '../core/agent.ts';
import { SkeinError } from '../core/errors.ts';
import { agentId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { Locate } from '../core/parse.ts';
import { DEFAULT_CAPS, type PlanCaps } from '../core/plan.ts';
import { type Limit, levelOf, type Resource } from '../core/team.ts';
import { readYaml, type YamlSource } from '../plan/yaml-source.ts';
import { checkerOf } from './checks.ts';
import type { AgentEntry, ConfigFile } from './config-schema.ts';
import type { Configuration } from './configuration.ts';
import type { Environment } from './dot-env.ts';
import { embeddedTeam } from './embedded-team.ts';
import { isMassGen, type MassGenConfig, readMassGen } from './massgen/read-massgen.ts';
import { type ModelSurroundings, modelAgentOf, modelNotes } from './model-agents.ts';
import { parseConfig } from './parse-config.ts';
import { openToolbox, type Toolbox, type ToolSurroundings } from './toolbox.ts';
import { withoutSecrets } from './without-secrets.ts';

const HERE: Surroundings = { environment: process.env, directory: process.cwd(), toolsApproved: false };

/** Where keys, prices, programs and folders are found. */
export type Surroundings = ToolSurroundings & ModelSurroundings;

/**
 * Turns the text of a config file into a team and its settings.
 *
 * @param name The file as the user knows it, for errors.
 * @param surroundings Default: the process's, with no prices known.
 * @throws SkeinError `bad-config` with line and column.
 */
export function assembleConfiguration(text: string, name: string, surroundings: Surroundings = HERE): Configuration {
  const source = readYaml(text, name, 'bad-config');
  const isForeign = isMassGen(source.value);
  const { config: given, locate, notes: fileNotes } = isForeign ? massGenConfig(source, surroundings.environment) : ownConfig(source);
  const embedded = embeddedBeside(given, locate);
  const toolbox = openToolbox(given, embedded, surroundings, locate);
  const own = (given.agents ?? []).map((entry, index) => agentOf(entry, index, given, surroundings, locate, toolbox));
  // A MassGen file has no word for who plans.
  const config = isForeign ? { ...given, planner: { agent: bestPlanner(own.filter(isModelAgent)) } } : given;
  const agents = [...own, ...embedded];
  const notes = [...fileNotes, ...modelNotes(agents, own.filter(isModelAgent))];
  if (agents.length === 0) {
    throw new SkeinError('bad-config', {
      where: locate(['embedded']),
      what: 'the team is empty: no agents are listed and the embedded ones are left out',
      todo: 'List an agent under "agents:", or take "embedded: false" out.',
    });
  }
  return {
    team: { agents: agents.map(({ profile }) => profile), limits: limitsOf(config), resources: resourcesOf(config) },
    agents,
    planner: plannerOf(config),
    caps: capsOf(config),
    ...replansOf(config),
    objective: config.objective ?? 'balanced',
    checker: checkerOf(config, own, surroundings, locate),
    ...(notes.length === 0 ? {} : { notes }),
    ...toolsOf(config),
    ...onApproval(config),
    ...(config.mcpServers === undefined ? {} : { servers: { check: () => toolbox.checkServers(), close: () => toolbox.close() } }),
    ...(config.budgetUsd === undefined ? {} : { budgetUsd: config.budgetUsd }),
  };
}

/** Each once, with those that need approval: who plans does so before it is given. */
function toolsOf({ agents = [], grants = {} }: ConfigFile): Pick<Configuration, 'tools'> {
  const own = agents.flatMap(({ tools = [], toolsOnApproval = [] }) => [...tools, ...toolsOnApproval]);
  const tools = [...new Set([...own, ...Object.values(grants).flat()])];
  return tools.length === 0 ? {} : { tools };
}

function onApproval({ agents = [] }: ConfigFile): Pick<Configuration, 'toolsOnApproval'> {
  const toolsOnApproval = agents.flatMap(({ id, toolsOnApproval: tools = [] }) =>
    tools.length === 0 ? [] : [{ agent: agentId(id), tools }],
  );
  return toolsOnApproval.length === 0 ? {} : { toolsOnApproval };
}

function ownConfig({ value, locate }: YamlSource): MassGenConfig {
  return { config: parseConfig(value, locate), locate, notes: [] };
}

function massGenConfig({ value, locate }: YamlSource, environment: Environment): MassGenConfig {
  const taken = embeddedTeam().map(({ profile }) => profile.id);
  return withoutSecrets(locate, (watched) => readMassGen(value, watched, taken, environment));
}

function agentOf(
  entry: AgentEntry,
  index: number,
  config: ConfigFile,
  surroundings: Surroundings,
  locate: Locate,
  toolbox: Toolbox,
): Agent {
  const { id, description, scripted, capabilities = {}, slots, limits, contextTokens, interrupted } = entry;
  if (scripted === undefined) return modelAgentOf(entry, index, config, surroundings, locate, toolbox.toolsOf(entry));
  // The schema has checked that `output` is JSON; its type is as wide as JSON's.
  const script = definedParts({ ...scripted, output: scripted.output as Json | undefined });
  return scriptedAgent({ id, capabilities, ...definedParts({ description, slots, limits, contextTokens, interrupted }) }, script);
}

function embeddedBeside({ agents = [], embedded = true, network }: ConfigFile, locate: Locate): readonly Agent[] {
  if (!embedded) return [];
  const team = embeddedTeam({ allowed: network?.allow ?? [] });
  for (const [index, { id }] of agents.entries()) {
    if (!team.some(({ profile }) => profile.id === id)) continue;
    throw new SkeinError('bad-config', {
      where: locate(['agents', index, 'id']),
      what: `the id "${id}" is taken by an embedded agent`,
      todo: 'Choose another id, or leave the embedded agents out with "embedded: false".',
    });
  }
  return team;
}

function plannerOf({ planner }: ConfigFile): Configuration['planner'] {
  if (planner === undefined || planner === 'offline' || planner.agent === undefined || planner.agent === 'offline') return 'offline';
  return { agent: agentId(planner.agent) };
}

/** The agent that is best at planning, of those that can be asked; the built-in planner when there is none. */
function bestPlanner(agents: readonly ModelAgent[]): string {
  const able = agents.filter(({ endpoint: { provider, apiKey } }) => !provider.needsKey || apiKey !== undefined);
  const [best] = able.toSorted((a, b) => levelOf(b.profile, 'planning') - levelOf(a.profile, 'planning'));
  return best?.profile.id ?? 'offline';
}

/** A model breaks things down for ever when it may. */
const MODEL_DEPTH = 3;

function replansOf({ planner }: ConfigFile): { readonly maxReplans?: number } {
  return typeof planner === 'object' && planner.maxReplans !== undefined ? { maxReplans: planner.maxReplans } : {};
}

function capsOf({ planner }: ConfigFile): PlanCaps {
  if (planner === undefined || planner === 'offline') return DEFAULT_CAPS;
  const usual = plannerOf({ planner }) === 'offline' ? DEFAULT_CAPS : { ...DEFAULT_CAPS, maxDepth: MODEL_DEPTH };
  return { ...usual, ...definedParts({ maxDepth: planner.maxDepth, maxTasks: planner.maxTasks }) };
}

function limitsOf({ limits = {} }: ConfigFile): Record<string, Limit> {
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, definedParts(limit)]));
}

function resourcesOf({ resources = {} }: ConfigFile): Record<string, Resource> {
  return Object.fromEntries(Object.entries(resources).map(([name, resource]) => [name, definedParts(resource ?? {})]));
}

/** The same without the keys whose value is `undefined`. */
function definedParts<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
