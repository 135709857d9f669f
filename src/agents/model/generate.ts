import type { FinishReason, JSONSchema7, ModelMessage, streamText, ToolSet } from 'ai';
import type { RateLimit, Usage } from '../../core/agent.ts';
import { type AgentError, type AgentErrorOptions, RetryableError, TerminalError } from '../../core/agent-error.ts';
import type { JsonObject } from '../../core/json.ts';
import { failureOf } from './failure.ts';
import { type ModelEndpoint, openLanguageModel } from './language-model.ts';
import { type Sampling, samplingOptions } from './sampling.ts';
import { rateLimitOf } from './server-hints.ts';
import { KeyStrike, withoutKey } from './struck-key.ts';
import { type Tool, ToolError } from './tools/tool.ts';

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface GenerateRequest extends Sampling {
  /** The system prompt. */
  readonly instructions: string;
  readonly messages: readonly Message[];
  /** JSON Schema with an object at its root, which the provider is asked to keep to. The text is not checked against it here. */
  readonly schema?: JsonObject | undefined;
  /** What it may use meanwhile. Default nothing. */
  readonly tools?: readonly Tool[];
  readonly signal: AbortSignal;
  /** The idempotency key of the next request that goes out; called for each, steps after tools among them. Default: none is sent. */
  nextKey?(): string;
  /** Waits until a request may go out; called before each. Default: at once. */
  admit?(): Promise<void>;
  /** Called with each piece of text as it comes. */
  onText?(piece: string): void;
  /** Called when the model uses a tool; what it said before was not its answer. */
  onTool?(name: string): void;
  /** Called once, when the model begins to think without saying anything yet. */
  onThinking?(): void;
}

export interface Generated {
  readonly text: string;
  /** `length`: the model was cut off by its bound on output. */
  readonly finish: 'stop' | 'length';
  /** Absent when the server does not say. */
  readonly usage?: Usage;
  /** Part of the input tokens that were read from a cache. */
  readonly cachedTokens?: number;
  readonly rateLimit?: RateLimit;
}

/** A model that says nothing for so long has lost us. */
const LONGEST_SILENCE_MS = 300_000;

/** No answer is longer; what goes on and on is broken. */
const MAX_ANSWER_CHARS = 32_000_000;

/** How often a model may go on after the results of tools. */
const MOST_STEPS = 24;

/**
 * Asks a model once; its answer streams. Aborting the signal closes the connection.
 *
 * @throws RetryableError or TerminalError; the signal's reason when it is aborted.
 */
export async function generate(endpoint: ModelEndpoint, request: GenerateRequest): Promise<Generated> {
  const { signal } = request;
  signal.throwIfAborted();
  const stop = new AbortController();
  try {
    return await read(await begin(endpoint, { ...request, signal: AbortSignal.any([signal, stop.signal]) }), endpoint, request);
  } catch (error) {
    // An answer that is not read to its end has its connection closed.
    stop.abort();
    if (signal.aborted) throw signal.reason;
    throw failureOf(error, endpoint, Date.now());
  }
}

type Streaming = ReturnType<typeof streamText>;

async function begin(endpoint: ModelEndpoint, request: GenerateRequest): Promise<Streaming> {
  const { instructions, messages, schema, tools = [], signal, admit, nextKey } = request;
  const [{ streamText, Output, jsonSchema, isStepCount }, model] = await Promise.all([import('ai'), openLanguageModel(endpoint, nextKey)]);
  // Its warnings go to the process's own; what matters of them is in the outcome.
  (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS ??= false;
  return streamText({
    model,
    instructions,
    messages: messages.map(({ role, text }): ModelMessage => ({ role, content: text })),
    // JSON Schema comes as plain JSON; the SDK's own type for it is narrower.
    ...(schema === undefined ? {} : { output: Output.object({ schema: jsonSchema(schema as JSONSchema7) }) }),
    ...(tools.length === 0 ? {} : { tools: toolSet(tools, jsonSchema, endpoint.apiKey), stopWhen: isStepCount(MOST_STEPS) }),
    ...samplingOptions(request),
    // Schemas of plans need not keep to the strict form, and outputs are checked anyway.
    providerOptions: { openai: { strictJsonSchema: false, store: false } },
    abortSignal: signal,
    // Each step is a request of its own.
    ...(admit === undefined ? {} : { prepareStep: async () => void (await admit()) }),
    timeout: { chunkMs: LONGEST_SILENCE_MS },
    // When and where to try again is the scheduler's decision.
    maxRetries: 0,
    onError: () => {},
  });
}

/** What goes wrong in a tool is told to the model, which may mend it; what is no fault of its use ends the call. */
function toolSet(tools: readonly Tool[], jsonSchema: typeof import('ai')['jsonSchema'], apiKey: string | undefined): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, inputSchema, execute }) => [
      name,
      {
        description,
        inputSchema: jsonSchema(inputSchema as JSONSchema7),
        execute: async (input: unknown, { abortSignal = new AbortController().signal }: { abortSignal?: AbortSignal }) => {
          try {
            return await execute(withoutKey(input, apiKey), { signal: abortSignal });
          } catch (error) {
            if (error instanceof ToolError) return `Error: ${error.message}`;
            throw error;
          }
        },
      },
    ]),
  );
}

async function read(streaming: Streaming, endpoint: ModelEndpoint, request: GenerateRequest): Promise<Generated> {
  let text = '';
  // A server may repeat the key that it was sent.
  let strike = new KeyStrike(endpoint.apiKey);
  const tell = (piece: string): void => {
    text += piece;
    if (piece !== '') request.onText?.(piece);
  };
  let isThinking = false;
  let finish: FinishReason | undefined;
  let rawFinish: string | undefined;
  let usage: Usage | undefined;
  let cachedTokens: number | undefined;
  let rateLimit: RateLimit | undefined;
  let failure: unknown;
  for await (const part of streaming.stream) {
    switch (part.type) {
      case 'text-delta':
        tell(strike.take(part.text));
        if (text.length > MAX_ANSWER_CHARS) {
          const place = `${endpoint.provider.name}/${endpoint.model}`;
          throw new TerminalError('too-long', `${place} did not stop after ${MAX_ANSWER_CHARS.toLocaleString('en-US')} characters`);
        }
        break;
      case 'text-end':
        tell(strike.rest());
        break;
      case 'reasoning-start':
        if (!isThinking) request.onThinking?.();
        isThinking = true;
        break;
      case 'start-step':
        // Only what the model says last is its answer.
        text = '';
        strike = new KeyStrike(endpoint.apiKey);
        break;
      case 'tool-call':
        request.onTool?.(part.toolName);
        break;
      case 'finish-step':
        rateLimit = rateLimitOf(part.response.headers ?? {}, Date.now());
        break;
      case 'finish': {
        finish = part.finishReason;
        rawFinish = part.rawFinishReason;
        const { inputTokens, outputTokens, inputTokenDetails } = part.totalUsage;
        if (inputTokens !== undefined && outputTokens !== undefined) usage = { inputTokens, outputTokens };
        cachedTokens = inputTokenDetails.cacheReadTokens;
        break;
      }
      case 'error':
        failure ??= part.error;
        break;
      case 'abort':
        failure ??= new DOMException('the model went silent', 'TimeoutError');
        break;
    }
  }
  tell(strike.rest());
  if (failure !== undefined) throw withUsage(failureOf(failure, endpoint, Date.now()), usage);
  const known = {
    ...(usage === undefined ? {} : { usage }),
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
  const problem = problemOf(finish, rawFinish, text, endpoint, known);
  if (problem !== undefined) throw problem;
  return { text, finish: finish === 'length' ? 'length' : 'stop', ...known };
}

/** What is wrong with an answer that came without an error. */
function problemOf(
  finish: FinishReason | undefined,
  rawFinish: string | undefined,
  text: string,
  { provider, model }: ModelEndpoint,
  details: AgentErrorOptions,
): AgentError | undefined {
  const place = `${provider.name}/${model}`;
  if (finish === 'content-filter' || rawFinish === 'content_filter') {
    const words = text.trim() === '' ? '' : `: ${text.replace(/\s+/g, ' ').trim().slice(0, 200)}`;
    return new TerminalError('refused', `${place} refused${words}`, details);
  }
  const isEmpty = text.trim() === '';
  if (finish === 'length') {
    if (!isEmpty) return undefined;
    const todo = 'it may answer with a larger maxOutputTokens';
    return new TerminalError('truncated', `${place} used up its output tokens before it said anything; ${todo}`, details);
  }
  if (finish === 'tool-calls') {
    return new TerminalError('too-many-steps', `${place} was still using tools after ${MOST_STEPS} rounds`, details);
  }
  if (finish !== 'stop' && !(finish === 'other' && rawFinish !== undefined)) {
    return new RetryableError('connection-lost', `the answer of ${place} broke off`, details);
  }
  return isEmpty ? new RetryableError('empty', `${place} answered with nothing`, details) : undefined;
}

function withUsage(error: AgentError, usage: Usage | undefined): AgentError {
  if (usage === undefined || error.usage !== undefined) return error;
  const { kind, code, message, retryAfterMs, rateLimit, cause } = error;
  const details = { usage, retryAfterMs, rateLimit, cause };
  return kind === 'retryable' ? new RetryableError(code, message, details) : new TerminalError(code, message, details);
}
