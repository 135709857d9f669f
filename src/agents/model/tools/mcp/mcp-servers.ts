import { messageOf } from '../../../../core/errors.ts';
import type { Tool } from '../tool.ts';
import { ToolError } from '../tool.ts';
import { McpConnection } from './mcp-connection.ts';
import type { Environment, McpServerSettings } from './mcp-settings.ts';
import { mcpTool } from './mcp-tool.ts';

/** A server that failed to start this often in a row is not tried again. */
const MOST_FAILURES = 3;

export type ServerCheck = { readonly server: string; readonly tools: number } | { readonly server: string; readonly problem: string };

interface Known {
  connection?: Promise<McpConnection> | undefined;
  failures: number;
  lastFailure?: unknown;
}

/**
 * The MCP servers of a config. Each is started when a task first needs it, and shared by all tasks from then on; one
 * that went away is started again. `close` ends them all.
 */
export class McpServers {
  readonly #settings: Readonly<Record<string, McpServerSettings>>;
  readonly #environment: Environment;
  readonly #directory: string;
  readonly #known = new Map<string, Known>();
  #isClosed = false;

  /** @param directory Where programs are started, absolute, unless their settings say otherwise. */
  constructor(settings: Readonly<Record<string, McpServerSettings>>, environment: Environment, directory: string) {
    this.#settings = settings;
    this.#environment = environment;
    this.#directory = directory;
  }

  /**
   * The tools of a server that its settings allow.
   *
   * @param wanted `all`, or the names of those that are granted.
   * @param nextKey Gives each call its idempotency key.
   * @throws ToolError when the server does not answer; the signal's reason when aborted.
   */
  async tools(server: string, wanted: ReadonlySet<string> | 'all', signal: AbortSignal, nextKey?: () => string): Promise<Tool[]> {
    const settings = Object.hasOwn(this.#settings, server) ? this.#settings[server] : undefined;
    if (settings === undefined) throw new ToolError('there is no such server');
    const { tools } = await abortable(this.#connection(server, settings), signal);
    return tools
      .filter(({ name }) => wanted === 'all' || wanted.has(name))
      .filter(({ name }) => settings.tools === undefined || settings.tools.includes(name))
      .filter(({ name }) => !settings.excludeTools?.includes(name))
      .map((tool) =>
        mcpTool(server, tool, async (args, abort) => {
          const key = nextKey?.();
          const connection = await abortable(this.#connection(server, settings), abort);
          return await connection.call(tool.name, args, abort, key);
        }),
      );
  }

  /** Starts every server and asks what tools it has: how many, or what is wrong. */
  async check(): Promise<readonly ServerCheck[]> {
    const checks = Object.keys(this.#settings).map(async (server): Promise<ServerCheck> => {
      try {
        return { server, tools: (await this.tools(server, 'all', new AbortController().signal)).length };
      } catch (error) {
        return { server, problem: messageOf(error) };
      }
    });
    return await Promise.all(checks);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const open = [...this.#known.values()].flatMap(({ connection }) => connection ?? []);
    this.#known.clear();
    await Promise.allSettled(open.map(async (connection) => await (await connection).close()));
  }

  async #connection(server: string, settings: McpServerSettings): Promise<McpConnection> {
    if (this.#isClosed) throw new ToolError('the servers were closed');
    const known = this.#known.get(server) ?? { failures: 0 };
    this.#known.set(server, known);
    if (known.connection !== undefined) {
      const connection = await known.connection;
      if (connection.isOpen) return connection;
      known.connection = undefined;
    }
    if (known.failures >= MOST_FAILURES) throw known.lastFailure;
    known.connection ??= this.#open(known, settings);
    return await known.connection;
  }

  async #open(known: Known, settings: McpServerSettings): Promise<McpConnection> {
    try {
      const connection = await McpConnection.open(settings, this.#environment, this.#directory);
      known.failures = 0;
      return connection;
    } catch (error) {
      known.failures++;
      known.lastFailure = error;
      known.connection = undefined;
      throw error;
    }
  }
}

/** The same, unless aborted first; what was waited for goes on, since others may wait for it too. */
async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
