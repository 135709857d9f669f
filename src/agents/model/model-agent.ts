import type { Agent, AgentProfile, Call, Outcome, Price, Work } from '../../core/agent.ts';
import { AgentError } from '../../core/agent-error.ts';
import { agentId } from '../../core/ids.ts';
import { modelFamily } from '../../core/model-family.ts';
import type { Estimate, Task } from '../../core/task.ts';
import { type Answered, converse } from './conversation.ts';
import { type Generated, type GenerateRequest, generate } from './generate.ts';
import type { ModelEndpoint } from './language-model.ts';
import type { ModelFacts } from './price.ts';
import { composePrompt, type Material, materialsOf } from './prompt/compose-prompt.ts';
import { inputTexts } from './prompt/input-texts.ts';
import { type Sampling, samplingOptions } from './sampling.ts';
import { streamProgress } from './stream-progress.ts';
import { estimateTokens } from './tokens.ts';
import { NO_TOOLS, type ToolSource } from './tools/tool.ts';

/** How a model appears in its team, and how it is asked. */
export interface ModelAgentSettings extends Sampling {
  readonly id: string;
  readonly endpoint: ModelEndpoint;
  readonly description?: string | undefined;
  /** Level 0..1 by capability, or `*`. Default: everything at 0.7. */
  readonly capabilities?: Readonly<Record<string, number>> | undefined;
  /** Default 4. */
  readonly slots?: number | undefined;
  readonly limits?: readonly string[] | undefined;
  /** What it costs, where the price table does not count. */
  readonly price?: Price | undefined;
  /** From the price table. */
  readonly facts?: ModelFacts | undefined;
  /** Default: what the table says, else 32,000. */
  readonly contextTokens?: number | undefined;
  /** Added to the system prompt. */
  readonly instructions?: string | undefined;
  readonly tools?: ToolSource | undefined;
}

export interface ModelAgent extends Agent {
  readonly endpoint: ModelEndpoint;
  /** Whether anything is known of what it costs. */
  readonly isPriced: boolean;
  /** Asks the model directly: for planners and reviewers. Settings of the agent hold where the request says nothing. */
  generate(request: GenerateRequest): Promise<Generated>;
}

/** True for an agent that `modelAgent` made. */
export function isModelAgent(agent: Agent): agent is ModelAgent {
  return agent.profile.kind === 'model' && 'endpoint' in agent;
}

const DEFAULT_CAPABILITIES = { '*': 0.7 };
const DEFAULT_SLOTS = 4;
const DEFAULT_CONTEXT_TOKENS = 32_000;
/** Kept free for the answer, when nobody says how long it may be. */
const ANSWER_TOKENS = 4_000;
/** What every prompt says beside the task. */
const FRAME_TOKENS = 350;
/** What a dependency is expected to bring. */
const DEPENDENCY_TOKENS = 600;
/** How often a prompt that proves too long is halved. */
const MOST_CUTS = 2;

/** An agent that has a model do the work. Nothing is loaded before its first task. */
export function modelAgent(settings: ModelAgentSettings): ModelAgent {
  const { endpoint, facts, tools = NO_TOOLS } = settings;
  const profile = profileOf(settings);
  const contextTokens = profile.contextTokens ?? DEFAULT_CONTEXT_TOKENS;
  const answerTokens = Math.min(settings.maxOutputTokens ?? ANSWER_TOKENS, contextTokens / 2);
  return {
    profile,
    endpoint,
    isPriced: Object.keys(profile.price).length > 0,
    refuses: (task) => refusal(settings, task, contextTokens - answerTokens),
    estimate: (task) => estimateOf(task, answerTokens),
    generate: (request) => generate(endpoint, { ...samplingOptions(settings), ...request }),
    perform: async (work, call): Promise<Outcome> => {
      call.signal.throwIfAborted();
      const session = await tools.open(work, call);
      const readsFiles = session.tools.some(({ name }) => name === 'read_file');
      const materials = [...materialsOf(work), ...(readsFiles ? [] : await inputTexts(work.inputs, call.signal))];
      const answered = await askWithin(settings, work, call, materials, session.tools, contextTokens - answerTokens, facts);
      const artifacts = session.artifacts();
      return { ...answered, ...(artifacts.length === 0 ? {} : { artifacts }) };
    },
  };
}

/** The context that is known of may be larger than the one there is: a prompt that proves too long is cut in half. */
async function askWithin(
  settings: ModelAgentSettings,
  work: Work,
  call: Call,
  materials: readonly Material[],
  tools: GenerateRequest['tools'],
  roomTokens: number,
  facts: ModelFacts | undefined,
): Promise<Answered> {
  const { endpoint, id, instructions } = settings;
  const schema = work.task.output;
  const progress = streamProgress(call, endpoint);
  const admit = afterTheFirst(call.nextRequest);
  const nextKey = keysOf(work.idempotencyKey);
  for (let room = roomTokens, cuts = 0; ; cuts++) {
    const prompt = composePrompt(work, materials, {
      agent: id,
      instructions,
      schema,
      roomTokens: room,
      hasTools: (tools ?? []).length > 0,
    });
    try {
      return await converse(
        endpoint,
        {
          ...samplingOptions(settings),
          instructions: prompt.instructions,
          text: prompt.text,
          schema,
          tools: tools ?? [],
          signal: call.signal,
          admit,
          nextKey,
          ...progress,
        },
        // A price of the user's own counts, not the table's.
        settings.price === undefined ? facts : undefined,
      );
    } catch (error) {
      const isTooLong = AgentError.isInstance(error) && error.code === 'context-length';
      if (!isTooLong || cuts === MOST_CUTS || materials.length === 0) throw error;
      room = Math.min(room, prompt.tokens) / 2;
      call.progress(`the prompt is too long; trying again with ${Math.round(room)} tokens`);
    }
  }
}

/** The attempt itself counts as a request: only for those after it is something waited for. */
function afterTheFirst(next: (() => Promise<void>) | undefined): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) await next?.();
    isFirst = false;
  };
}

/** The first request has the attempt's own key; those after it ask something else, and must not pass for its repeats. */
function keysOf(idempotencyKey: string): () => string {
  let count = 0;
  return () => (++count === 1 ? idempotencyKey : `${idempotencyKey}/request-${count}`);
}

function profileOf(settings: ModelAgentSettings): AgentProfile {
  const { id, endpoint, description, capabilities, slots, limits, facts } = settings;
  const contextTokens = settings.contextTokens ?? facts?.contextTokens;
  return {
    id: agentId(id),
    kind: 'model',
    description: description ?? `the model ${endpoint.provider.name}/${endpoint.model}`,
    capabilities: capabilities ?? DEFAULT_CAPABILITIES,
    slots: slots ?? DEFAULT_SLOTS,
    limits: limits ?? [],
    family: modelFamily(endpoint.model),
    price: settings.price ?? facts?.price ?? {},
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

function refusal({ endpoint: { provider, apiKey } }: ModelAgentSettings, task: Task, roomTokens: number): string | undefined {
  if (provider.needsKey && apiKey === undefined) return `it needs a key in ${provider.apiKeyEnv.join(' or ')}`;
  const tokens = estimateTokens(task.instruction) + FRAME_TOKENS;
  return tokens > roomTokens ? `the instruction takes about ${tokens} tokens, and it can read ${Math.floor(roomTokens)}` : undefined;
}

/** Before anything is known of the dependencies: the task, the frame around it, and a usual result for each. */
function estimateOf(task: Task, answerTokens: number): Estimate {
  const schemaTokens = task.output === undefined ? 0 : estimateTokens(JSON.stringify(task.output));
  const inputTokens = FRAME_TOKENS + estimateTokens(task.instruction) + schemaTokens + task.dependsOn.length * DEPENDENCY_TOKENS;
  return { inputTokens, outputTokens: Math.min(answerTokens, 800), ...task.estimate };
}
