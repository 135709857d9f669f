import { isJsonObject, type Json } from '../../core/json.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { type DocumentPath, type Locate, parseWith } from '../../core/parse.ts';
import { complain } from '../complain.ts';
import type { AgentEntry, ConfigFile } from '../config-schema.ts';
import type { Environment } from '../dot-env.ts';
import { BACKENDS, type Backend, isLoopback, NOT_YET } from './backends.ts';
import { capabilityLevels } from './capability-levels.ts';
import { IgnoredSettings } from './ignored-settings.ts';
import { MassGenProviders } from './massgen-providers.ts';
import { type MassGenAgent, massGenAgentSchema } from './massgen-schema.ts';
import { MassGenServers } from './massgen-servers.ts';

/** A MassGen file in the terms of our own config. */
export interface MassGenConfig {
  readonly config: ConfigFile;
  /** What of the file has no meaning here, and what replaces it. */
  readonly notes: readonly string[];
  /** Where in the MassGen file a path of `config` comes from. */
  readonly locate: Locate;
}

/** True for a config whose agents have a `backend`: MassGen's mark. */
export function isMassGen(value: unknown): boolean {
  return agentPaths(value).some((path) => hasBackend(valueAt(value, path)));
}

/**
 * Reads a MassGen file: its agents become model agents, its backends providers, its MCP servers ours.
 *
 * @param taken Ids that agents of the file cannot have; they get `-2`.
 * @throws SkeinError `bad-config` naming the place. Keys are not shown.
 */
export function readMassGen(value: unknown, locate: Locate, taken: Iterable<string>, environment: Environment): MassGenConfig {
  const ignored = new IgnoredSettings();
  const providers = new MassGenProviders(locate, environment);
  const servers = new MassGenServers(locate, ignored);
  const ids = new Set(taken);
  const notes: string[] = [];
  const agents: AgentEntry[] = [];
  const sources: DocumentPath[] = [];
  for (const path of agentPaths(value)) {
    const given = parseWith(massGenAgentSchema, valueAt(value, path), 'bad-config', (inner) => locate([...path, ...inner]));
    const { type } = given.backend;
    const id = freeId(given.id ?? `agent${agents.length + 1}`, ids, notes);
    if (Object.hasOwn(NOT_YET, type)) {
      notes.push(`The agent "${id}" is left out: its backend ${type} is ${NOT_YET[type]}, which does not run here yet.`);
      continue;
    }
    const backend = backendOf(type, locate([...path, 'backend', 'type']));
    const provider = providers.add(type, given.backend, [...path, 'backend']);
    const tools = servers.add(given.backend, [...path, 'backend']).map((name) => `mcp:${name}`);
    const agent = agentOf(id, given, backend, provider, tools, locate([...path, 'backend']));
    // A server on this machine charges nothing.
    const isFree = isLoopback(providers.entries[provider]?.baseUrl);
    agents.push(isFree ? { ...agent, price: { inputPerMillion: 0, outputPerMillion: 0 } } : agent);
    sources.push(path);
    ignoreRest(given, ignored);
  }
  if (agents.length === 0) {
    complain(locate(['agents']), {
      what: `none of the agents can run here yet${notes.length === 0 ? '' : `: ${notes.join(' ')}`}`,
      todo: `Give an agent one of these backends: ${Object.keys(BACKENDS).join(', ')}.`,
    });
  }
  ignoreTop(value, ignored);
  const mcpServers = Object.keys(servers.entries).length === 0 ? {} : { mcpServers: servers.entries };
  return {
    config: { providers: providers.entries, agents, ...mcpServers },
    notes: [...notes, ...ignored.notes()],
    locate: (path) =>
      locate(path[0] === 'agents' && typeof path[1] === 'number' ? [...(sources[path[1]] ?? []), 'backend', ...path.slice(2)] : path),
  };
}

function agentOf(
  id: string,
  given: MassGenAgent,
  backend: Backend,
  provider: string,
  mcpTools: readonly string[],
  where: string,
): AgentEntry {
  const settings = given.backend;
  const model = settings.model ?? backend.defaultModel;
  if (model === undefined || /\s/.test(model)) {
    complain(where, { what: `the agent "${id}" names no model`, todo: 'Add "model:" to its backend.' });
  }
  const system = [
    given.system_message ?? settings.system_message ?? settings.system_prompt,
    given.append_system_prompt ?? settings.append_system_prompt,
  ]
    .flatMap((part) => part?.trim() || [])
    .join('\n\n');
  const tools = [...(settings.cwd === undefined ? [] : ['read', 'list', 'search', 'write']), ...mcpTools];
  const maxOutputTokens = settings.max_output_tokens ?? settings.max_tokens ?? undefined;
  return {
    id,
    model: `${provider}/${model}`,
    capabilities: capabilityLevels([...backend.capabilities, ...enabled(settings)]),
    ...(system === '' ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(settings.cwd === undefined ? {} : { workspace: settings.cwd }),
    ...(typeof settings.temperature === 'number' ? { temperature: settings.temperature } : {}),
    ...(typeof settings.top_p === 'number' ? { topP: settings.top_p } : {}),
    ...(typeof settings.top_k === 'number' ? { topK: settings.top_k } : {}),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(settings.reasoning?.effort === undefined ? {} : { reasoning: settings.reasoning.effort }),
  };
}

/** Capabilities that a backend has because the file switches them on. */
const SWITCHES: Readonly<Record<string, string>> = {
  enable_web_search: 'web_search',
  enable_code_execution: 'code_execution',
  enable_code_interpreter: 'code_execution',
  enable_mcp_command_line: 'bash',
  enable_image_generation: 'image_generation',
  enable_audio_generation: 'audio_generation',
  enable_video_generation: 'video_generation',
};

function enabled(backend: MassGenAgent['backend']): string[] {
  const switched = Object.entries(SWITCHES).flatMap(([key, name]) => (backend[key] === true ? [name] : []));
  const listed = backend['capabilities'];
  const named = Array.isArray(listed) ? listed.filter((name) => typeof name === 'string') : [];
  return [...switched, ...named, ...(backend.cwd === undefined ? [] : ['filesystem_mcp'])];
}

const USED = new Set([
  ...Object.keys(massGenAgentSchema.shape.backend.shape),
  'capabilities', // Not MassGen's own, but people write it.
  'api_version', // Azure's present address takes none.
]);

function ignoreRest({ backend, ...agent }: MassGenAgent, ignored: IgnoredSettings): void {
  for (const [key, value] of Object.entries(backend))
    if (!USED.has(key) && value !== false && value !== null) ignored.add(`backend.${key}`);
  for (const key of Object.keys(agent)) if (!(key in massGenAgentSchema.shape)) ignored.add(`agent.${key}`);
}

function ignoreTop(value: unknown, ignored: IgnoredSettings): void {
  const root = value as Json; // Only its keys are looked at.
  if (!isJsonObject(root)) return;
  for (const key of Object.keys(root)) {
    if (key === 'agents' || key === 'agent') continue;
    const part = root[key];
    if (key === 'orchestrator' && isJsonObject(part)) for (const inner of Object.keys(part)) ignored.add(`orchestrator.${inner}`);
    else ignored.add(key);
  }
}

function backendOf(type: string, where: string): Backend {
  const known = Object.hasOwn(BACKENDS, type) ? BACKENDS[type] : undefined;
  if (known !== undefined) return known;
  const nearest = nearestName(type, Object.keys(BACKENDS));
  return complain(where, {
    what: `there is no backend type "${type}"`,
    todo: nearest === undefined ? `Known types: ${Object.keys(BACKENDS).join(', ')}.` : `Did you mean "${nearest}"?`,
  });
}

/** An id that fits our alphabet and that nobody has. */
function freeId(given: string, ids: Set<string>, notes: string[]): string {
  const stem =
    given
      .replace(/[^A-Za-z0-9._/:-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 190) || 'agent';
  let id = stem;
  for (let count = 2; ids.has(id); count++) id = `${stem}-${count}`;
  ids.add(id);
  if (id !== given) notes.push(`The agent "${given}" is called "${id}" here.`);
  return id;
}

function agentPaths(value: unknown): DocumentPath[] {
  const root = value as Json; // Only looked at; every part is checked before it is used.
  if (!isJsonObject(root)) return [];
  const { agents, agent } = root;
  const paths: DocumentPath[] = Array.isArray(agents) ? agents.map((_, index) => ['agents', index]) : [];
  return isJsonObject(agent) ? [...paths, ['agent']] : paths;
}

function hasBackend(agent: unknown): boolean {
  const entry = agent as Json;
  return isJsonObject(entry) && isJsonObject(entry['backend']);
}

function valueAt(root: unknown, path: DocumentPath): unknown {
  // `agentPaths` has seen that these are mappings and lists.
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], root);
}
