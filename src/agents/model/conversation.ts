import type { RateLimit, Usage } from '../../core/agent.ts';
import { AgentError, type AgentErrorOptions, RetryableError, TerminalError } from '../../core/agent-error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { type Generated, type GenerateRequest, generate, type Message } from './generate.ts';
import type { ModelEndpoint } from './language-model.ts';
import type { ModelFacts } from './price.ts';
import { outputOfReply, withoutPaths } from './reply-output.ts';
import { checkAnswer, schemaForProvider } from './structured-output.ts';

/** What came of it, and what it took, over all calls. */
export interface Answered {
  readonly output: Json;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly rateLimit?: RateLimit;
}

/** What is asked: as `generate` has it, with the first message as text and the schema of the task as it stands. */
export type Question = Omit<GenerateRequest, 'messages'> & { readonly text: string };

/** How often a text that was cut off by its bound is gone on with. */
const MOST_CONTINUATIONS = 3;
/** What a model is shown of its own answer when that is wrong. */
const SHOWN_ANSWER_CHARS = 20_000;

/**
 * Asks until there is an answer: one that was cut off is gone on with, one that does not satisfy the schema is sent back once
 * with what is wrong. What all calls used counts, whether it succeeds or not.
 *
 * @throws RetryableError `bad-output`, TerminalError `truncated`, and what `generate` throws.
 */
export async function converse(endpoint: ModelEndpoint, question: Question, facts: ModelFacts | undefined): Promise<Answered> {
  const tally = new Tally(facts);
  const { text, schema } = question;
  const asked: Message = { role: 'user', text };
  try {
    const reply = await wholeReply(endpoint, question, [asked], tally);
    if (schema === undefined) return { output: outputOfReply(reply), ...tally.spent };
    const first = checkAnswer(reply, schema);
    if ('value' in first) return { output: withoutPaths(first.value), ...tally.spent };
    const shown: Message = { role: 'assistant', text: reply.slice(0, SHOWN_ANSWER_CHARS) };
    const mended = await wholeReply(endpoint, question, [asked, shown, complaintTo(first.complaint)], tally);
    const second = checkAnswer(mended, schema);
    if ('value' in second) return { output: withoutPaths(second.value), ...tally.spent };
    throw new RetryableError('bad-output', `${placeOf(endpoint)} answered twice in the wrong form: ${second.complaint}`, tally.spent);
  } catch (error) {
    if (!AgentError.isInstance(error)) throw error;
    throw tally.addTo(error);
  }
}

function complaintTo(complaint: string): Message {
  return {
    role: 'user',
    text: `That answer cannot be used: ${complaint}. Answer again with the whole JSON value, corrected, and nothing around it.`,
  };
}

async function wholeReply(endpoint: ModelEndpoint, question: Question, messages: readonly Message[], tally: Tally): Promise<string> {
  const { text: _, schema, ...rest } = question;
  let reply = '';
  for (let round = 0; ; round++) {
    const said: readonly Message[] = round === 0 ? messages : [...messages, { role: 'assistant', text: reply }, GO_ON];
    // Half a JSON value cannot be asked for: the rest of one comes without the provider's help.
    const schemaAsked: { schema?: JsonObject } = schema === undefined || round > 0 ? {} : { schema: schemaForProvider(schema) };
    const generated = await askWithOrWithoutSchema(endpoint, { ...rest, ...schemaAsked, messages: said });
    tally.add(generated);
    reply += generated.text;
    if (generated.finish === 'stop') return reply;
    if (round === MOST_CONTINUATIONS) {
      const todo = 'give the agent a larger maxOutputTokens, or ask for less';
      throw new TerminalError('truncated', `the answer of ${placeOf(endpoint)} was cut off ${round + 1} times; ${todo}`);
    }
  }
}

const GO_ON: Message = {
  role: 'user',
  text: 'Your answer was cut off. Go on exactly where it stopped, with the very next character; repeat nothing and say nothing else.',
};

/** A server that does not know structured output is asked without: the prompt has the schema too, and the answer is checked. */
async function askWithOrWithoutSchema(endpoint: ModelEndpoint, request: GenerateRequest): Promise<Generated> {
  try {
    return await generate(endpoint, request);
  } catch (error) {
    const isAboutSchema =
      AgentError.isInstance(error) && error.code === 'bad-request' && /schema|response_format|json|output_config/i.test(error.message);
    if (request.schema === undefined || !isAboutSchema) throw error;
    return await generate(endpoint, { ...request, schema: undefined });
  }
}

/** Adds up what calls use. */
class Tally {
  readonly #facts: ModelFacts | undefined;
  #usage: Usage | undefined;
  #costUsd: number | undefined = 0;
  #rateLimit: RateLimit | undefined;

  constructor(facts: ModelFacts | undefined) {
    this.#facts = facts;
  }

  add({ usage, cachedTokens = 0, rateLimit }: Pick<Generated, 'usage' | 'cachedTokens' | 'rateLimit'>): void {
    this.#rateLimit = rateLimit ?? this.#rateLimit;
    const costUsd = usage === undefined ? undefined : this.#facts?.costUsd(usage, cachedTokens);
    this.#costUsd = costUsd === undefined || this.#costUsd === undefined ? undefined : this.#costUsd + costUsd;
    if (usage === undefined) return;
    const { inputTokens = 0, outputTokens = 0 } = this.#usage ?? {};
    this.#usage = { inputTokens: inputTokens + usage.inputTokens, outputTokens: outputTokens + usage.outputTokens };
  }

  /** Parts that are not known are absent: the cost is then worked out from use and price, or not known either. */
  get spent(): Pick<Answered, 'usage' | 'costUsd' | 'rateLimit'> {
    return {
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
      ...(this.#usage === undefined || this.#costUsd === undefined ? {} : { costUsd: this.#costUsd }),
      ...(this.#rateLimit === undefined ? {} : { rateLimit: this.#rateLimit }),
    };
  }

  /** The error with what earlier calls used. One that has counted them already stays as it is. */
  addTo(error: AgentError): AgentError {
    if (error.code === 'bad-output') return error;
    if (error.usage !== undefined) this.add({ usage: error.usage });
    const { kind, code, message, retryAfterMs, cause } = error;
    const details: AgentErrorOptions = { ...this.spent, retryAfterMs, cause, rateLimit: error.rateLimit ?? this.spent.rateLimit };
    return kind === 'retryable' ? new RetryableError(code, message, details) : new TerminalError(code, message, details);
  }
}

function placeOf({ provider, model }: ModelEndpoint): string {
  return `${provider.name}/${model}`;
}
