import { resolve } from 'node:path';
import type { Agent, Artifact, Call, Work } from '../../../core/agent.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import { agentTool } from './agent-tool.ts';
import { FileRoom } from './files/file-room.ts';
import { listTool } from './files/list-tool.ts';
import { readTool } from './files/read-tool.ts';
import { searchTool } from './files/search-tool.ts';
import { writeTool } from './files/write-tool.ts';
import type { McpServers } from './mcp/mcp-servers.ts';
import type { Tool, ToolSession, ToolSource } from './tool.ts';

/** What an agent may use, as the config says it: `read`, `list`, `search`, `write`, `mcp:SERVER`, `mcp:SERVER/TOOL`, `agent:ID`. */
export interface ToolGrants {
  /** For every task that the agent does. */
  readonly always: readonly string[];
  /** For tasks that need a capability; `*` for all tasks. */
  readonly byCapability: Readonly<Record<string, readonly string[]>>;
  /** A folder that the agent may read and, with `write`, change. */
  readonly workspace?: string;
}

export interface ToolMakers {
  /** Absent: there are none. */
  readonly servers?: McpServers;
  /** Agents that can be asked, by id. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** The folder that a relative workspace starts from, absolute. */
  readonly directory: string;
  /** Told of servers that are gone without. */
  warn?(message: string): void;
}

/** More than this no provider takes. */
const MOST_TOOLS = 120;

/** The names of the tools that a task may use when this agent does it. Nothing that the task says adds to them. */
export function grantedNames({ always, byCapability }: ToolGrants, task: Task): ReadonlySet<string> {
  const keys = ['*', ...task.capabilities].filter((key) => Object.hasOwn(byCapability, key));
  return new Set([...always, ...keys.flatMap((key) => byCapability[key] ?? [])]);
}

/** Hands out the tools that the config grants, and no others. */
export function grantedTools(grants: ToolGrants, makers: ToolMakers): ToolSource {
  return {
    open: async (work, call): Promise<ToolSession> => {
      const names = grantedNames(grants, work.task);
      const artifacts: Artifact[] = [];
      const made = (artifact: Artifact): void => {
        const earlier = artifacts.findIndex(({ path }) => path === artifact.path);
        if (earlier >= 0) artifacts.splice(earlier, 1);
        artifacts.push(artifact);
      };
      const tools = [
        ...(await fileTools(names, grants, makers, work, call, made)),
        ...agentTools(names, makers, work, call, made),
        ...(await serverTools(names, makers, work, call)),
      ];
      if (tools.length > MOST_TOOLS) call.progress(`only the first ${MOST_TOOLS} of ${tools.length} tools are used`);
      return { tools: distinct(tools).slice(0, MOST_TOOLS), artifacts: () => [...artifacts] };
    },
  };
}

async function fileTools(
  names: ReadonlySet<string>,
  { workspace }: ToolGrants,
  { directory }: ToolMakers,
  { inputs, dependencies }: Work,
  call: Call,
  made: (artifact: Artifact) => void,
): Promise<Tool[]> {
  if (!['read', 'list', 'search', 'write'].some((name) => names.has(name))) return [];
  const folder = workspace === undefined ? undefined : resolve(directory, workspace);
  const results = dependencies.flatMap(({ artifacts }) => artifacts.map(({ path }) => path));
  const room = await FileRoom.of([...inputs, ...results], folder);
  // Where there is nothing to see, a tool to look with is only words to read.
  const sees = (name: string): boolean => names.has(name) && room.roots.length > 0;
  return [
    ...(sees('read') ? [readTool(room)] : []),
    ...(sees('list') ? [listTool(room)] : []),
    ...(sees('search') ? [searchTool(room)] : []),
    ...(names.has('write') ? [writeTool(room, call, made)] : []),
  ];
}

function agentTools(
  names: ReadonlySet<string>,
  { agents }: ToolMakers,
  work: Work,
  call: Call,
  made: (artifact: Artifact) => void,
): Tool[] {
  return [...names].flatMap((name) => {
    const agent = name.startsWith('agent:') ? agents.get(name.slice('agent:'.length)) : undefined;
    return agent === undefined ? [] : [agentTool(agent, work, call, made)];
  });
}

/** A server that does not answer is gone without: its tools may not be needed. */
async function serverTools(names: ReadonlySet<string>, { servers, warn }: ToolMakers, work: Work, call: Call): Promise<Tool[]> {
  const wanted = new Map<string, Set<string> | 'all'>();
  for (const name of names) {
    const [, server, tool] = /^mcp:([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
    if (server === undefined) continue;
    const listed = wanted.get(server);
    if (tool === undefined || listed === 'all') wanted.set(server, 'all');
    else wanted.set(server, new Set([...(listed ?? []), tool]));
  }
  if (servers === undefined) return [];
  let calls = 0;
  const nextKey = (): string => `${work.idempotencyKey}/${++calls}`;
  const offers = [...wanted].map(async ([server, tools]) => {
    try {
      return await servers.tools(server, tools, call.signal, nextKey);
    } catch (error) {
      call.signal.throwIfAborted();
      const without = `without the tools of the MCP server "${server}": ${messageOf(error)}`;
      call.progress(`goes on ${without}`);
      warn?.(`Tasks go on ${without}.`);
      return [];
    }
  });
  return (await Promise.all(offers)).flat();
}

/** Two tools cannot have one name: the first keeps it. */
function distinct(tools: readonly Tool[]): Tool[] {
  const byName = new Map<string, Tool>();
  for (const tool of tools) if (!byName.has(tool.name)) byName.set(tool.name, tool);
  return [...byName.values()];
}
