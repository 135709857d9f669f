import type { DocumentPath } from '../../core/parse.ts';
import { complain } from '../complain.ts';
import type { McpServerEntry } from '../config-schema.ts';
import type { IgnoredSettings } from './ignored-settings.ts';
import type { MassGenAgent, MassGenServer } from './massgen-schema.ts';

const USED = ['name', 'type', 'command', 'args', 'env', 'cwd', 'url', 'headers', 'allowed_tools', 'exclude_tools'];

/** A server of an agent as the file has it, with its place. */
interface GivenServer {
  readonly name: string;
  readonly server: MassGenServer;
  readonly path: DocumentPath;
}

/**
 * The MCP servers of a file, gathered from its agents. MassGen starts one for each agent that lists it; here agents that
 * mean the same server share it, and a name that two agents use differently gets `-2`.
 */
export class MassGenServers {
  readonly entries: Record<string, McpServerEntry> = {};
  readonly #locate: (path: DocumentPath) => string;
  readonly #ignored: IgnoredSettings;

  constructor(locate: (path: DocumentPath) => string, ignored: IgnoredSettings) {
    this.#locate = locate;
    this.#ignored = ignored;
  }

  /** @returns The names, in our config, of the servers that this backend lists. */
  add(backend: MassGenAgent['backend'], path: DocumentPath): string[] {
    return serversOf(backend, path).map((given) => {
      for (const key of Object.keys(given.server)) if (!USED.includes(key)) this.#ignored.add(`mcp_servers.${key}`);
      return this.#nameFor(given.name, this.#entryOf(given, backend));
    });
  }

  #nameFor(wanted: string, entry: McpServerEntry): string {
    const stem = wanted.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 50) || 'server';
    for (let count = 1; ; count++) {
      const name = count === 1 ? stem : `${stem}-${count}`;
      const taken = Object.hasOwn(this.entries, name) ? this.entries[name] : undefined;
      if (taken !== undefined && JSON.stringify(taken) !== JSON.stringify(entry)) continue;
      this.entries[name] = entry;
      return name;
    }
  }

  #entryOf({ name, server, path }: GivenServer, { cwd, exclude_tools }: MassGenAgent['backend']): McpServerEntry {
    const { command, args, env, url, headers, allowed_tools } = server;
    const inPlace = (text: string): string => text.replaceAll(/\$\{cwd\}|\{\{cwd\}\}/g, cwd ?? '.');
    const excluded = [...(server.exclude_tools ?? []), ...(exclude_tools ?? [])].flatMap((tool) => toolOf(tool, name) ?? []);
    const filters = {
      ...(allowed_tools === undefined ? {} : { tools: allowed_tools.flatMap((tool) => toolOf(tool, name) ?? []) }),
      ...(excluded.length === 0 ? {} : { excludeTools: excluded }),
    };
    if (url !== undefined && server.type !== 'stdio') return { url, ...(headers === undefined ? {} : { headers }), ...filters };
    if (command === undefined) {
      complain(this.#locate(path), {
        what: `the MCP server "${name}" has neither "command" nor "url"`,
        todo: 'Say how it is started, or where it is.',
      });
    }
    return {
      command,
      ...(args === undefined ? {} : { args: args.map(inPlace) }),
      ...(env === undefined ? {} : { env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, inPlace(value)])) }),
      ...(server.cwd === undefined ? {} : { cwd: inPlace(server.cwd) }),
      ...filters,
    };
  }
}

function serversOf({ mcp_servers }: MassGenAgent['backend'], path: DocumentPath): GivenServer[] {
  if (mcp_servers === undefined || mcp_servers === null) return [];
  if (!Array.isArray(mcp_servers)) {
    return Object.entries(mcp_servers).map(([name, server]) => ({ name, server, path: [...path, 'mcp_servers', name] }));
  }
  return mcp_servers.map((server, index) => ({
    name: server.name ?? `server-${index + 1}`,
    server,
    path: [...path, 'mcp_servers', index],
  }));
}

/** MassGen calls a server's tool `mcp__SERVER__TOOL`. `undefined`: it is another server's. */
function toolOf(name: string, server: string): string | undefined {
  if (!name.startsWith('mcp__')) return name;
  return name.startsWith(`mcp__${server}__`) ? name.slice(`mcp__${server}__`.length) : undefined;
}
