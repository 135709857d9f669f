import type { CallToolResult, Client, Tool as McpTool, Transport } from '@modelcontextprotocol/client';
import { messageOf } from '../../../../core/errors.ts';
import { NO_SANDBOX } from '../../../sandbox/sandbox.ts';
import { sameOriginFetch } from '../../same-origin-fetch.ts';
import { ToolError } from '../tool.ts';
import { type Environment, type McpServerSettings, variablesIn, withVariables } from './mcp-settings.ts';

const CONNECT_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 60_000;
/** Under this name in the `_meta` of a call. */
const IDEMPOTENCY_META = 'skein/idempotencyKey';

/** Of one message of a server that is a program. More ends the connection. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_LISTED = 1000;

/** One connection to an MCP server: open until `close`, or until the server goes away. */
export class McpConnection {
  readonly tools: readonly McpTool[];
  readonly #client: Client;
  readonly #timeoutMs: number;
  readonly #kill: () => void;
  #isOpen = true;

  private constructor(client: Client, tools: readonly McpTool[], timeoutMs: number, kill: () => void) {
    this.#client = client;
    this.tools = tools;
    this.#timeoutMs = timeoutMs;
    this.#kill = kill;
    client.onclose = () => {
      this.#isOpen = false;
      process.off('exit', kill);
    };
    process.once('exit', kill);
  }

  /**
   * Starts or calls the server, and asks what tools it has.
   *
   * @throws ToolError saying why that failed, with the last words of a program.
   */
  static async open(settings: McpServerSettings, environment: Environment, directory: string): Promise<McpConnection> {
    const { Client } = await import('@modelcontextprotocol/client');
    const client = new Client({ name: 'skein', version: '0' });
    const opening = transportOf(settings, environment, directory);
    const { transport, lastWords, kill } = await opening.catch((error: unknown) => {
      throw error instanceof ToolError ? error : new ToolError(messageOf(error), { cause: error });
    });
    const timeout = CONNECT_TIMEOUT_MS;
    try {
      await client.connect(transport, { timeout });
      const tools = client.getServerCapabilities()?.tools === undefined ? [] : (await client.listTools({}, { timeout })).tools;
      return new McpConnection(client, tools.slice(0, MAX_LISTED), settings.timeoutMs ?? CALL_TIMEOUT_MS, kill);
    } catch (error) {
      await client.close().catch(() => {});
      kill();
      throw new ToolError(`it does not answer (${messageOf(error)})${lastWords()}`, { cause: error });
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * @param key What the server can know a repeated call by.
   * @throws ToolError when the server refuses, does not answer in time or is gone.
   */
  async call(tool: string, args: Record<string, unknown>, signal: AbortSignal, key?: string): Promise<CallToolResult> {
    const meta = key === undefined ? {} : { _meta: { [IDEMPOTENCY_META]: key } };
    try {
      return await this.#client.callTool({ name: tool, arguments: args, ...meta }, { signal, timeout: this.#timeoutMs });
    } catch (error) {
      signal.throwIfAborted();
      throw new ToolError(`The tool "${tool}" failed: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Ends the connection; a program that the connection started is gone afterwards. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#client.close().catch(() => {});
    this.#kill();
    process.off('exit', this.#kill);
  }
}

interface OpenTransport {
  readonly transport: Transport;
  /** What a program said before it went, for the error. */
  lastWords(): string;
  kill(): void;
}

async function transportOf(settings: McpServerSettings, environment: Environment, directory: string): Promise<OpenTransport> {
  if ('url' in settings) {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const headers = variablesIn(settings.headers ?? {}, environment);
    const transport = new StreamableHTTPClientTransport(new URL(settings.url), { requestInit: { headers }, fetch: sameOriginFetch });
    return { transport, lastWords: () => '', kill: () => {} };
  }
  const { StdioClientTransport, getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  const { resolve } = await import('node:path');
  const cwd = resolve(directory, settings.cwd ?? '.');
  const given = [settings.command, ...(settings.args ?? [])].map((word) => withVariables(word, environment));
  const [command = '', ...args] = await (settings.confinement ?? NO_SANDBOX).wrap(given, cwd);
  const transport = new StdioClientTransport({
    command,
    args,
    // Nothing of our own environment but the harmless part: it holds the keys of other services.
    env: { ...getDefaultEnvironment(), ...variablesIn(settings.env ?? {}, environment) },
    cwd,
    stderr: 'pipe',
    maxBufferSize: MAX_MESSAGE_BYTES,
  });
  let said = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-500);
  });
  return {
    transport,
    lastWords: () => (said.trim() === '' ? '' : `; it said: ${said.trim().replaceAll(/\s+/g, ' ')}`),
    kill: () => {
      if (transport.pid === null) return;
      try {
        process.kill(transport.pid, 'SIGKILL');
      } catch {
        // It has gone by itself.
      }
    },
  };
}
