import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts';
import {
  type Answer,
  argumentsObject,
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

const FINISH = { stop: 'STOP', length: 'MAX_TOKENS', tools: 'STOP', filter: 'SAFETY', refusal: 'STOP' } as const;

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** `POST /v1beta/models/MODEL:generateContent` and `:streamGenerateContent?alt=sse`. */
export const gemini: Protocol = {
  name: 'gemini',
  read: readRequest,
  whole(answer, request, serial) {
    if (answer.refusal !== undefined) return blocked(answer, request, serial);
    return responseBody(answer, request, serial, partsOf(answer), FINISH[finishOf(answer)]);
  },
  stream(answer, request, serial) {
    if (answer.refusal !== undefined) return [sse(blocked(answer, request, serial))];
    const pieces: JsonObject[][] = piecesOf(answer.text ?? '', answer.chunkChars).map((text) => [{ text }]);
    const calls = partsOf({ ...answer, text: '' }).filter((part) => 'functionCall' in part);
    if (calls.length > 0) pieces.push(calls);
    if (pieces.length === 0) pieces.push([{ text: '' }]);
    return pieces.map((parts, index) => {
      const finish = index === pieces.length - 1 ? FINISH[finishOf(answer)] : undefined;
      return sse(responseBody(answer, request, serial, parts, finish));
    });
  },
  error: errorBody,
  streamError: (failure) => sse(errorBody(failure)),
  // Quotas are not told in headers, and when to come back is told in the body.
  headers: (_figures, _retryAfterMs, serial) => ({ 'x-gemini-service-tier': 'standard', 'x-request-id': `req-${serial}` }),
};

function errorBody({ status, message, code, retryAfterMs }: Failure): Json {
  const retry =
    retryAfterMs === undefined
      ? {}
      : { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterMs / 1000}s` }] };
  return {
    error: {
      code: status,
      message: message ?? `The server answered with status ${status}`,
      status: code ?? STATUSES[status] ?? 'UNKNOWN',
      ...retry,
    },
  };
}

/** A prompt that is not let through has no candidates. */
function blocked(answer: Answer, request: ModelRequest, serial: number): JsonObject {
  return {
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: answer.refusal ?? '' },
    usageMetadata: usageBody(answer, request),
    modelVersion: request.model,
    responseId: `response-${serial}`,
  };
}

function responseBody(
  answer: Answer,
  request: ModelRequest,
  serial: number,
  parts: readonly JsonObject[],
  finish: string | undefined,
): JsonObject {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...(finish === undefined ? {} : { finishReason: finish }), index: 0 }],
    usageMetadata: usageBody(answer, request),
    modelVersion: request.model,
    responseId: `response-${serial}`,
  };
}

function usageBody(answer: Answer, request: ModelRequest): JsonObject {
  const { inputTokens, outputTokens, cachedTokens = 0, reasoningTokens = 0 } = usageOf(answer, request);
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    totalTokenCount: inputTokens + outputTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
    ...(cachedTokens === 0 ? {} : { cachedContentTokenCount: cachedTokens }),
    ...(reasoningTokens === 0 ? {} : { thoughtsTokenCount: reasoningTokens }),
  };
}

function partsOf(answer: Answer): JsonObject[] {
  const text = answer.text === undefined ? [] : [{ text: answer.text }];
  const calls = (answer.toolCalls ?? []).map((call) => ({ functionCall: { name: call.name, args: argumentsObject(call) } }));
  return [...text, ...calls];
}

function readRequest(path: string, headers: Readonly<Record<string, string>>, body: JsonObject): ModelRequest {
  const [, model = '', method = ''] = /\/models\/([^/:]+):(\w+)/.exec(path) ?? [];
  const turns = listAt(body, 'contents').filter(isJsonObject).map(turnOf);
  const generation = objectAt(body, 'generationConfig');
  return {
    protocol: 'gemini',
    model,
    system: contentText(objectAt(body, 'systemInstruction')?.['parts']),
    turns,
    prompt: turns.at(-1)?.text ?? '',
    tools: listAt(body, 'tools').flatMap((group) =>
      listAt(group, 'functionDeclarations').map((offer) => ({
        name: textAt(offer, 'name') ?? '',
        description: textAt(offer, 'description') ?? '',
        schema: isJsonObject(offer) ? (offer['parametersJsonSchema'] ?? offer['parameters'] ?? null) : null,
      })),
    ),
    schema: objectAt(generation, 'responseJsonSchema') ?? objectAt(generation, 'responseSchema'),
    maxOutputTokens: numberAt(generation, 'maxOutputTokens'),
    stream: method === 'streamGenerateContent',
    streamUsage: 'never',
    headers,
    body,
  };
}

function turnOf(content: JsonObject): Turn {
  const parts = listAt(content, 'parts');
  const partsOfKind = (kind: string): JsonObject[] => parts.map((part) => objectAt(part, kind)).filter((part) => part !== undefined);
  const results = partsOfKind('functionResponse');
  const toolCalls = partsOfKind('functionCall').map((call) => ({
    name: textAt(call, 'name') ?? '',
    arguments: objectAt(call, 'args') ?? {},
  }));
  const role = content['role'] === 'model' ? 'assistant' : results.length > 0 ? 'tool' : 'user';
  const text =
    results.length > 0 ? results.map((result) => JSON.stringify(objectAt(result, 'response') ?? null)).join('\n') : contentText(parts);
  return { role, text, toolCalls };
}
