import type { Json, JsonObject } from '../../src/core/json.ts';

export type ProtocolName = 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';

/** One turn of the conversation that a request carries. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
}

export interface ToolCall {
  readonly name: string;
  /** As the model writes them: a string stands for JSON text, which may be malformed. */
  readonly arguments: JsonObject | string;
}

export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly schema: Json;
}

/** A request to a model, whatever the protocol it came in. */
export interface ModelRequest {
  readonly protocol: ProtocolName;
  readonly model: string;
  /** The system prompt; empty when there is none. */
  readonly system: string;
  readonly turns: readonly Turn[];
  /** The text of the last turn. */
  readonly prompt: string;
  readonly tools: readonly ToolOffer[];
  /** What the reply must satisfy, where structured output is asked for. */
  readonly schema: JsonObject | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly stream: boolean;
  /** Where streams of chat completions tell their usage: OpenAI in a chunk of its own when asked, others in their last. */
  readonly streamUsage: 'never' | 'own-chunk' | 'last-chunk' | 'x-groq';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

export interface RateLimitFigures {
  readonly limitRequests?: number;
  readonly remainingRequests?: number;
  readonly requestsResetMs?: number;
  readonly limitTokens?: number;
  readonly remainingTokens?: number;
  readonly tokensResetMs?: number;
}

/** How a reply gets to the client. */
export interface Delivery {
  /** Before the first byte. */
  readonly latencyMs?: number;
  /** Before each further chunk of a stream. */
  readonly chunkDelayMs?: number;
  /** Characters of text to a chunk. Default 8. */
  readonly chunkChars?: number;
  /** Writes so many bytes at a time, splitting characters and lines wherever that falls. */
  readonly fragmentBytes?: number;
  /** Closes the connection after so many chunks of the stream, or half-way through a whole reply. */
  readonly cutAfterChunks?: number;
  /** Reports this failure inside the stream after `chunks` chunks, as the protocol does, and ends. */
  readonly failAfterChunks?: { readonly chunks: number; readonly failure: Failure };
  /** Waits for the promise after so many chunks: tests decide when the reply goes on. */
  readonly hold?: { readonly chunks: number; readonly until: Promise<unknown> };
}

/** What the model says. */
export interface Answer extends Delivery {
  readonly text?: string;
  readonly toolCalls?: readonly ToolCall[];
  /** The model's own words for not doing it. */
  readonly refusal?: string;
  /** Default: `stop`, `tools` with tool calls, `refusal` with a refusal. */
  readonly finish?: 'stop' | 'length' | 'tools' | 'filter' | 'refusal';
  /** Default: a token for every four characters. */
  readonly usage?: TokenUsage;
  readonly rateLimit?: RateLimitFigures;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedTokens?: number;
  /** Part of `outputTokens`. */
  readonly reasoningTokens?: number;
}

/** An error status with the body that the protocol gives it. */
export interface Failure {
  readonly status: number;
  readonly message?: string;
  /** OpenAI's `code`, Anthropic's `type`, Gemini's `status`. Default: what goes with the HTTP status. */
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly rateLimit?: RateLimitFigures;
  readonly latencyMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes as they are: malformed JSON, HTML of a proxy, an empty body. */
export interface Raw {
  readonly raw: string;
  /** Default 200. */
  readonly status?: number;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly latencyMs?: number;
}

/** The connection is closed without a reply. */
export interface HangUp {
  readonly hangUp: true;
  readonly latencyMs?: number;
}

export type Reply = string | Answer | Failure | Raw | HangUp;

/** Decides what the model says to a request. `index` counts the requests from 0. */
export type Script = (request: ModelRequest, index: number) => Reply | Promise<Reply>;

/** The part of a protocol that the server needs. */
export interface Protocol {
  readonly name: ProtocolName;
  read(path: string, headers: Readonly<Record<string, string>>, body: JsonObject): ModelRequest;
  whole(answer: Answer, request: ModelRequest, serial: number): Json;
  /** The stream as it goes over the wire, a chunk a string. */
  stream(answer: Answer, request: ModelRequest, serial: number): string[];
  error(failure: Failure): Json;
  /** How a failure is told once the stream is under way. */
  streamError(failure: Failure): string;
  headers(figures: RateLimitFigures | undefined, retryAfterMs: number | undefined, serial: number): Record<string, string>;
}

export function usageOf(answer: Answer, request: ModelRequest): TokenUsage {
  if (answer.usage !== undefined) return answer.usage;
  const said = [answer.text ?? '', answer.refusal ?? '', ...(answer.toolCalls ?? []).map(argumentsText)].join('');
  const read = request.system.length + request.turns.reduce((sum, { text }) => sum + text.length, 0);
  return { inputTokens: Math.ceil(read / 4), outputTokens: Math.ceil(said.length / 4) };
}

export function finishOf({ finish, refusal, toolCalls }: Answer): NonNullable<Answer['finish']> {
  return finish ?? (refusal !== undefined ? 'refusal' : (toolCalls?.length ?? 0) > 0 ? 'tools' : 'stop');
}

/** Never splits a character in two. */
export function piecesOf(text: string, chunkChars = 8): string[] {
  const letters = [...text];
  const pieces: string[] = [];
  for (let start = 0; start < letters.length; start += chunkChars) pieces.push(letters.slice(start, start + chunkChars).join(''));
  return pieces;
}

export function argumentsText(call: ToolCall): string {
  return typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
}

/** The arguments as an object, for protocols that do not carry them as text. */
export function argumentsObject(call: ToolCall): JsonObject {
  return typeof call.arguments === 'string' ? (JSON.parse(call.arguments) as JsonObject) : call.arguments;
}

/** An event of a server-sent stream. */
export function sse(data: Json | string, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`;
}
