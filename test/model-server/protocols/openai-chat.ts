import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts';
import { type Answer, argumentsText, finishOf, type ModelRequest, type Protocol, piecesOf, sse, type Turn, usageOf } from '../exchange.ts';
import { contentText, listAt, numberAt, objectAt, parsedObject, textAt } from '../json-parts.ts';
import { openaiError, openaiHeaders } from './openai-errors.ts';

const FINISH = { stop: 'stop', length: 'length', tools: 'tool_calls', filter: 'content_filter', refusal: 'stop' } as const;

/** `POST /v1/chat/completions`, as OpenAI and all that are compatible with it speak it. */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  read: readRequest,
  whole(answer, request, serial) {
    const toolCalls = toolCallsOf(answer, serial);
    return {
      id: `chatcmpl-${serial}`,
      object: 'chat.completion',
      created: createdAt(),
      model: request.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text ?? null,
            refusal: answer.refusal ?? null,
            annotations: [],
            ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
          },
          logprobs: null,
          finish_reason: FINISH[finishOf(answer)],
        },
      ],
      usage: usageBody(answer, request),
      service_tier: 'default',
      system_fingerprint: 'fp_local',
    };
  },
  stream(answer, request, serial) {
    const head = { id: `chatcmpl-${serial}`, object: 'chat.completion.chunk', created: createdAt(), model: request.model };
    const chunk = (delta: Json, finish: string | null = null, parts: JsonObject = {}): string =>
      sse({
        ...head,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(request.streamUsage === 'own-chunk' ? { usage: null } : {}),
        ...parts,
      });
    const chunks = [chunk({ role: 'assistant', content: '', refusal: null })];
    for (const piece of piecesOf(answer.text ?? '', answer.chunkChars)) chunks.push(chunk({ content: piece }));
    for (const piece of piecesOf(answer.refusal ?? '', answer.chunkChars)) chunks.push(chunk({ refusal: piece }));
    for (const [index, call] of (answer.toolCalls ?? []).entries()) {
      const id = `call_${serial}_${index}`;
      chunks.push(chunk({ tool_calls: [{ index, id, type: 'function', function: { name: call.name, arguments: '' } }] }));
      for (const piece of piecesOf(argumentsText(call), answer.chunkChars))
        chunks.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
    chunks.push(chunk({}, FINISH[finishOf(answer)], usageInLastChunk(answer, request)));
    if (request.streamUsage === 'own-chunk') chunks.push(sse({ ...head, choices: [], usage: usageBody(answer, request) }));
    chunks.push(sse('[DONE]'));
    return chunks;
  },
  error: openaiError,
  streamError: (failure) => sse(openaiError(failure)),
  headers: openaiHeaders,
};

function usageInLastChunk(answer: Answer, request: ModelRequest): JsonObject {
  if (request.streamUsage === 'last-chunk') return { usage: usageBody(answer, request) };
  return request.streamUsage === 'x-groq' ? { x_groq: { id: 'req_local', usage: usageBody(answer, request) } } : {};
}

/** Mistral and Groq speak dialects of their own; they are known by the path: `/mistral/v1`, `/groq/openai/v1`. */
function streamUsageOf(path: string, body: JsonObject): ModelRequest['streamUsage'] {
  if (path.startsWith('/mistral/')) return 'last-chunk';
  if (path.startsWith('/groq/')) return 'x-groq';
  return objectAt(body, 'stream_options')?.['include_usage'] === true ? 'own-chunk' : 'never';
}

function readRequest(path: string, headers: Readonly<Record<string, string>>, body: JsonObject): ModelRequest {
  const messages = listAt(body, 'messages').filter(isJsonObject);
  const isSystem = (message: JsonObject): boolean => message['role'] === 'system' || message['role'] === 'developer';
  const turns = messages.filter((message) => !isSystem(message)).map(turnOf);
  const format = objectAt(body, 'response_format');
  return {
    protocol: 'openai-chat',
    model: textAt(body, 'model') ?? '',
    system: messages
      .filter(isSystem)
      .map((message) => contentText(message['content']))
      .join('\n'),
    turns,
    prompt: turns.at(-1)?.text ?? '',
    tools: listAt(body, 'tools').map((tool) => {
      const offer = objectAt(tool, 'function');
      return { name: textAt(offer, 'name') ?? '', description: textAt(offer, 'description') ?? '', schema: offer?.['parameters'] ?? null };
    }),
    schema: objectAt(objectAt(format, 'json_schema'), 'schema'),
    maxOutputTokens: numberAt(body, 'max_completion_tokens') ?? numberAt(body, 'max_tokens'),
    stream: body['stream'] === true,
    streamUsage: streamUsageOf(path, body),
    headers,
    body,
  };
}

function turnOf(message: JsonObject): Turn {
  const role = message['role'] === 'assistant' ? 'assistant' : message['role'] === 'tool' ? 'tool' : 'user';
  const toolCalls = listAt(message, 'tool_calls').map((call) => {
    const called = objectAt(call, 'function');
    return { name: textAt(called, 'name') ?? '', arguments: parsedObject(textAt(called, 'arguments')) };
  });
  return { role, text: contentText(message['content']), toolCalls };
}

function toolCallsOf({ toolCalls = [] }: Answer, serial: number): JsonObject[] {
  return toolCalls.map((call, index) => ({
    id: `call_${serial}_${index}`,
    type: 'function',
    function: { name: call.name, arguments: argumentsText(call) },
  }));
}

function usageBody(answer: Answer, request: ModelRequest): JsonObject {
  const { inputTokens, outputTokens, cachedTokens = 0, reasoningTokens = 0 } = usageOf(answer, request);
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function createdAt(): number {
  return Math.floor(Date.now() / 1000);
}
