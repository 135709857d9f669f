import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { Answer, Failure, ModelRequest, Protocol, Reply, Script } from './exchange.ts';
import { modelList } from './model-list.ts';
import { anthropic } from './protocols/anthropic.ts';
import { gemini } from './protocols/gemini.ts';
import { openaiChat } from './protocols/openai-chat.ts';
import { openaiResponses } from './protocols/openai-responses.ts';

export interface ModelServerOptions {
  /** What the model says. A text stands for a model that always says it. */
  readonly script: Script | string;
  /** Models that exist. Absent: every model does, and the list names `local-model`. */
  readonly models?: readonly string[];
  /** The only key that is let in. Absent: every request is. */
  readonly apiKey?: string;
}

/** A request, and how it went. */
export interface Exchange {
  readonly request: ModelRequest;
  readonly arrivedAtMs: number;
  /** `complete`: all of the reply was written. `cut`: as its script wanted. `left`: the client closed the connection first. */
  readonly ended: Promise<'complete' | 'cut' | 'left'>;
}

export interface ModelServer {
  /** `http://127.0.0.1:PORT`, without a path. OpenAI and Anthropic are under `/v1`, Gemini under `/v1beta`, Mistral under
   * `/mistral/v1` and Groq under `/groq/openai/v1`. */
  readonly url: string;
  /** Requests to models in the order of their arrival; not those for lists of models. */
  readonly exchanges: readonly Exchange[];
  /** Resolves with the exchange of this index once its request is there. */
  exchange(index: number): Promise<Exchange>;
  close(): Promise<void>;
}

const DEFAULT_MODELS = ['local-model'];

/** Starts a server on a free port of the loopback interface that speaks the wire formats of the known model APIs. */
export async function startModelServer({ script, models, apiKey }: ModelServerOptions): Promise<ModelServer> {
  const exchanges: Exchange[] = [];
  const waiting: (() => void)[] = [];
  const answer = typeof script === 'string' ? () => script : script;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const headers = plainHeaders(request);
    const protocol = protocolOf(url.pathname, headers);
    if (apiKey !== undefined && keyOf(headers, url) !== apiKey) {
      fail(response, protocol, { status: 401, message: 'Incorrect API key provided.' }, 0);
      return;
    }
    if (request.method === 'GET') {
      const found = modelList(protocol.name, url.pathname, models ?? DEFAULT_MODELS);
      if (found === undefined) fail(response, protocol, { status: 404, message: 'There is no such model.' }, 0);
      else sendJson(response, 200, found, {});
      return;
    }
    const body = parseBody(await textOf(request));
    if (body === undefined) {
      fail(response, protocol, { status: 400, message: 'We could not parse the JSON body of your request.' }, 0);
      return;
    }
    const asked = protocol.read(url.pathname, headers, body);
    const serial = exchanges.length;
    const ended = Promise.withResolvers<'complete' | 'cut' | 'left'>();
    exchanges.push({ request: asked, arrivedAtMs: Date.now(), ended: ended.promise });
    for (const wake of waiting.splice(0)) wake();
    const left = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) left.abort();
    });
    try {
      if (models !== undefined && !models.includes(asked.model)) {
        fail(response, protocol, { status: 404, message: `The model "${asked.model}" does not exist.` }, serial);
      } else {
        const reply = await answer(asked, serial);
        if (!(await deliver(response, protocol, asked, reply, serial, left.signal))) ended.resolve('cut');
        else if (!response.writableFinished) await Promise.race([once(response, 'finish'), rejection(left.signal)]);
      }
      ended.resolve('complete');
    } catch (error) {
      if (!left.signal.aborted) throw error;
      ended.resolve('left');
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A fault of the script, not of the client: say so where the test will see it.
      if (!response.headersSent) response.writeHead(500).end(`the script failed: ${String(error)}`);
      else response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    async exchange(index) {
      for (;;) {
        const found = exchanges[index];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () => closeServer(server),
  };
}

/** Returns false when the reply was cut on purpose. */
async function deliver(
  response: ServerResponse,
  protocol: Protocol,
  request: ModelRequest,
  reply: Reply,
  serial: number,
  left: AbortSignal,
): Promise<boolean> {
  const said = typeof reply === 'string' ? { text: reply } : reply;
  if (said.latencyMs !== undefined) await wait(said.latencyMs, undefined, { signal: left });
  if ('hangUp' in said) {
    response.destroy();
    return false;
  }
  if ('raw' in said) {
    response.writeHead(said.status ?? 200, { 'content-type': said.contentType ?? 'application/json' }).end(said.raw);
    return true;
  }
  if ('status' in said) {
    fail(response, protocol, said, serial);
    return true;
  }
  return await deliverAnswer(response, protocol, request, said, serial, left);
}

async function deliverAnswer(
  response: ServerResponse,
  protocol: Protocol,
  request: ModelRequest,
  answer: Answer,
  serial: number,
  left: AbortSignal,
): Promise<boolean> {
  const { fragmentBytes, cutAfterChunks, failAfterChunks, hold, chunkDelayMs } = answer;
  const headers = { ...protocol.headers(answer.rateLimit, undefined, serial), ...answer.headers };
  const chunks = request.stream ? protocol.stream(answer, request, serial) : [JSON.stringify(protocol.whole(answer, request, serial))];
  response.writeHead(200, { 'content-type': request.stream ? 'text/event-stream; charset=utf-8' : 'application/json', ...headers });
  for (const [index, chunk] of chunks.entries()) {
    if (hold?.chunks === index) {
      response.flushHeaders();
      await Promise.race([hold.until, rejection(left)]);
    }
    if (failAfterChunks?.chunks === index) {
      response.end(protocol.streamError(failAfterChunks.failure));
      return true;
    }
    const isCut = request.stream ? cutAfterChunks === index : cutAfterChunks !== undefined;
    if (isCut) {
      await write(response, request.stream ? '' : chunk.slice(0, chunk.length / 2), fragmentBytes, left);
      // What was written still arrives; the end of the message does not.
      response.flushHeaders();
      response.socket?.destroySoon();
      return false;
    }
    if (index > 0 && chunkDelayMs !== undefined) await wait(chunkDelayMs, undefined, { signal: left });
    await write(response, chunk, fragmentBytes, left);
  }
  response.end();
  return true;
}

async function write(response: ServerResponse, text: string, fragmentBytes: number | undefined, left: AbortSignal): Promise<void> {
  const bytes = Buffer.from(text);
  const size = fragmentBytes ?? Math.max(1, bytes.length);
  for (let start = 0; start < bytes.length; start += size) {
    left.throwIfAborted();
    if (!response.write(bytes.subarray(start, start + size))) await Promise.race([once(response, 'drain'), rejection(left)]);
    // Each fragment goes out by itself, not in one segment with the next.
    if (fragmentBytes !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // It may lose its race, and then nobody listens.
  rejected.catch(() => {});
  return rejected;
}

function fail(response: ServerResponse, protocol: Protocol, failure: Failure, serial: number): void {
  const headers = { ...protocol.headers(failure.rateLimit, failure.retryAfterMs, serial), ...failure.headers };
  sendJson(response, failure.status, protocol.error(failure), headers);
}

function sendJson(response: ServerResponse, status: number, body: Json, headers: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function protocolOf(path: string, headers: Readonly<Record<string, string>>): Protocol {
  if (path.startsWith('/v1beta') || headers['x-goog-api-key'] !== undefined || /:\w+$/.test(path)) return gemini;
  if (headers['anthropic-version'] !== undefined || path.endsWith('/messages')) return anthropic;
  return path.endsWith('/responses') ? openaiResponses : openaiChat;
}

function keyOf(headers: Readonly<Record<string, string>>, url: URL): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
  return bearer ?? headers['x-api-key'] ?? headers['x-goog-api-key'] ?? url.searchParams.get('key') ?? undefined;
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function parseBody(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
