import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts';
import {
  type Answer,
  argumentsObject,
  argumentsText,
  type Failure,
  finishOf,
  type ModelRequest,
  type Protocol,
  piecesOf,
  sse,
  type Turn,
  usageOf,
} from '../exchange.ts';
import { contentText, listAt, numberAt, objectAt, textAt } from '../json-parts.ts';

const FINISH = { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use', filter: 'refusal', refusal: 'refusal' } as const;

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** `POST /v1/messages`. */
export const anthropic: Protocol = {
  name: 'anthropic',
  read: readRequest,
  whole(answer, request, serial) {
    return { ...messageHead(answer, request, serial), content: blocksOf(answer, serial), stop_reason: FINISH[finishOf(answer)] };
  },
  stream(answer, request, serial) {
    const head = messageHead(answer, request, serial);
    const chunks: string[] = [];
    const send = (type: string, parts: JsonObject): void => void chunks.push(sse({ type, ...parts }, type));
    send('message_start', { message: { ...head, usage: { ...objectAt(head, 'usage'), output_tokens: 1 } } });
    for (const [index, block] of blocksOf(answer, serial).entries()) {
      const isText = block['type'] === 'text';
      send('content_block_start', { index, content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} } });
      if (index === 0) send('ping', {});
      const whole = isText ? (textAt(block, 'text') ?? '') : argumentsText(toolCallAt(answer, index));
      for (const piece of piecesOf(whole, answer.chunkChars)) {
        const delta = isText ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece };
        send('content_block_delta', { index, delta });
      }
      send('content_block_stop', { index });
    }
    const { outputTokens } = usageOf(answer, request);
    send('message_delta', {
      delta: { stop_reason: FINISH[finishOf(answer)], stop_sequence: null },
      usage: { ...objectAt(head, 'usage'), output_tokens: outputTokens },
    });
    send('message_stop', {});
    return chunks;
  },
  error: errorBody,
  streamError: (failure) => sse(errorBody(failure), 'error'),
  headers(figures, retryAfterMs, serial) {
    const headers: Record<string, string> = { 'request-id': `req_${serial}` };
    const put = (name: string, value: string | number | undefined): void => {
      if (value !== undefined) headers[name] = String(value);
    };
    put('anthropic-ratelimit-requests-limit', figures?.limitRequests);
    put('anthropic-ratelimit-requests-remaining', figures?.remainingRequests);
    put('anthropic-ratelimit-requests-reset', instantIn(figures?.requestsResetMs));
    put('anthropic-ratelimit-tokens-limit', figures?.limitTokens);
    put('anthropic-ratelimit-tokens-remaining', figures?.remainingTokens);
    put('anthropic-ratelimit-tokens-reset', instantIn(figures?.tokensResetMs));
    put('retry-after', retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000));
    return headers;
  },
};

function errorBody({ status, message, code }: Failure): Json {
  const type = code ?? ERROR_TYPES[status] ?? 'api_error';
  return { type: 'error', error: { type, message: message ?? `The server answered with status ${status}` }, request_id: 'req_local' };
}

function messageHead(answer: Answer, request: ModelRequest, serial: number): JsonObject {
  const { inputTokens, outputTokens, cachedTokens = 0 } = usageOf(answer, request);
  return {
    id: `msg_${serial}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens - cachedTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: cachedTokens,
      output_tokens: outputTokens,
      service_tier: 'standard',
    },
  };
}

function blocksOf(answer: Answer, serial: number): JsonObject[] {
  const said = answer.refusal ?? answer.text;
  const text = said === undefined ? [] : [{ type: 'text', text: said, citations: null }];
  const calls = (answer.toolCalls ?? []).map((call, index) => ({
    type: 'tool_use',
    id: `toolu_${serial}_${index}`,
    name: call.name,
    input: argumentsObject(call),
  }));
  return [...text, ...calls];
}

function toolCallAt(answer: Answer, block: number) {
  const before = (answer.refusal ?? answer.text) === undefined ? 0 : 1;
  return answer.toolCalls?.[block - before] ?? { name: '', arguments: {} };
}

function instantIn(durationMs: number | undefined): string | undefined {
  return durationMs === undefined ? undefined : new Date(Date.now() + durationMs).toISOString();
}

function readRequest(_path: string, headers: Readonly<Record<string, string>>, body: JsonObject): ModelRequest {
  const turns = listAt(body, 'messages').filter(isJsonObject).map(turnOf);
  return {
    protocol: 'anthropic',
    model: textAt(body, 'model') ?? '',
    system: contentText(body['system']),
    turns,
    prompt: turns.at(-1)?.text ?? '',
    tools: listAt(body, 'tools').map((tool) => ({
      name: textAt(tool, 'name') ?? '',
      description: textAt(tool, 'description') ?? '',
      schema: isJsonObject(tool) ? (tool['input_schema'] ?? null) : null,
    })),
    schema: objectAt(objectAt(objectAt(body, 'output_config'), 'format'), 'schema'),
    maxOutputTokens: numberAt(body, 'max_tokens'),
    stream: body['stream'] === true,
    streamUsage: 'never',
    headers,
    body,
  };
}

function turnOf(message: JsonObject): Turn {
  const parts = listAt(message, 'content');
  const results = parts.filter((part) => textAt(part, 'type') === 'tool_result');
  const toolCalls = parts
    .filter((part) => textAt(part, 'type') === 'tool_use')
    .map((part) => ({ name: textAt(part, 'name') ?? '', arguments: objectAt(part, 'input') ?? {} }));
  const said = results.map((part) => contentText(isJsonObject(part) ? part['content'] : undefined)).join('\n');
  const role = message['role'] === 'assistant' ? 'assistant' : results.length > 0 ? 'tool' : 'user';
  return { role, text: results.length > 0 ? said : contentText(message['content']), toolCalls };
}
