import { grantedTools, type ToolGrants } from '../agents/model/tools/granted-tools.ts';
import { McpServers, type ServerCheck } from '../agents/model/tools/mcp/mcp-servers.ts';
import type { McpServerSettings } from '../agents/model/tools/mcp/mcp-settings.ts';
import { NO_TOOLS, type ToolSource } from '../agents/model/tools/tool.ts';
import type { Agent } from '../core/agent.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { DocumentPath, Locate } from '../core/parse.ts';
import { complain } from './complain.ts';
import type { AgentEntry, ConfigFile } from './config-schema.ts';
import type { Environment } from './dot-env.ts';
import { sandboxOf } from './sandboxes.ts';

/** Where tools are used, and by whose leave. */
export interface ToolSurroundings {
  readonly environment: Environment;
  /** The folder that relative workspaces and programs start from, absolute. */
  readonly directory: string;
  /** The user has seen the plan and said yes: what is granted on approval only is granted. */
  readonly toolsApproved: boolean;
  /** Told once of each MCP server that does not answer. */
  warn?(message: string): void;
}

/** The tools of a config: what each agent may use, and the MCP servers that they share. */
export interface Toolbox {
  toolsOf(entry: AgentEntry): ToolSource;
  /** Starts every MCP server, to say whether it answers. */
  checkServers(): Promise<readonly ServerCheck[]>;
  /** Ends the MCP servers that were started. */
  close(): Promise<void>;
}

/**
 * Makes the tools that a config grants. Nothing is started before a task needs it.
 *
 * @param agents Those that can be asked with `agent:ID`.
 * @throws SkeinError `bad-config` when a grant names an agent that is not among them.
 */
export function openToolbox(config: ConfigFile, agents: readonly Agent[], surroundings: ToolSurroundings, locate: Locate): Toolbox {
  const { grants = {} } = config;
  const { environment, directory, toolsApproved } = surroundings;
  const warn = once((message) => surroundings.warn?.(message));
  const byId = new Map(agents.map((agent) => [agent.profile.id as string, agent]));
  checkAgentTools(config, byId, locate);
  const servers = new McpServers(confined(config, environment, locate), environment, directory);
  return {
    toolsOf: ({ tools = [], toolsOnApproval = [], workspace }) => {
      const always = [...tools, ...(toolsApproved ? toolsOnApproval : [])];
      if (always.length === 0 && Object.keys(grants).length === 0) return NO_TOOLS;
      const granted: ToolGrants = { always, byCapability: grants, ...(workspace === undefined ? {} : { workspace }) };
      return grantedTools(granted, { servers, agents: byId, directory, warn });
    },
    checkServers: () => servers.check(),
    close: () => servers.close(),
  };
}

function confined(config: ConfigFile, environment: Environment, locate: Locate): Record<string, McpServerSettings> {
  return Object.fromEntries(
    Object.entries(config.mcpServers ?? {}).map(([name, server]): [string, McpServerSettings] => {
      if (!('command' in server)) return [name, server];
      return [name, { ...server, confinement: sandboxOf(server, config, environment, () => locate(['mcpServers', name])) }];
    }),
  );
}

function once(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    tell(message);
  };
}

function checkAgentTools({ agents = [], grants = {} }: ConfigFile, known: ReadonlyMap<string, Agent>, locate: Locate): void {
  const lists: (readonly [DocumentPath, readonly string[]])[] = [
    ...agents.flatMap(({ tools = [], toolsOnApproval = [] }, index) => [
      [['agents', index, 'tools'], tools] as const,
      [['agents', index, 'toolsOnApproval'], toolsOnApproval] as const,
    ]),
    ...Object.entries(grants).map(([capability, tools]) => [['grants', capability], tools] as const),
  ];
  for (const [path, tools] of lists) {
    for (const [position, tool] of tools.entries()) {
      const id = tool.startsWith('agent:') ? tool.slice('agent:'.length) : undefined;
      if (id === undefined || known.has(id)) continue;
      const nearest = nearestName(id, known.keys());
      complain(locate([...path, position]), {
        what: `there is no embedded agent "${id}" to ask`,
        todo:
          nearest !== undefined
            ? `Did you mean "agent:${nearest}"?`
            : known.size === 0
              ? 'The embedded agents are left out: take "embedded: false" away.'
              : `There are: ${[...known.keys()].join(', ')}.`,
      });
    }
  }
}
