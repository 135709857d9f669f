import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts';
import { type Answer, argumentsText, finishOf, type ModelRequest, type Protocol, piecesOf, sse, type Turn, usageOf } from '../exchange.ts';
import { contentText, listAt, numberAt, objectAt, parsedObject, textAt } from '../json-parts.ts';
import { openaiError, openaiHeaders } from './openai-errors.ts';

/** `POST /v1/responses`. */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  read: readRequest,
  whole: (answer, request, serial) => responseBody(answer, request, serial, outputItems(answer, serial)),
  stream(answer, request, serial) {
    const chunks: string[] = [];
    const send = (type: string, parts: JsonObject): void => {
      chunks.push(sse({ type, sequence_number: chunks.length, ...parts }, type));
    };
    const begun = {
      ...responseBody(answer, request, serial, []),
      status: 'in_progress',
      completed_at: null,
      incomplete_details: null,
      usage: null,
    };
    send('response.created', { response: begun });
    send('response.in_progress', { response: begun });
    const items = outputItems(answer, serial);
    for (const [index, item] of items.entries()) sendItem(answer, item, index, send);
    const whole = responseBody(answer, request, serial, items);
    send(whole['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed', { response: whole });
    return chunks;
  },
  error: openaiError,
  streamError: (failure) => {
    const { error } = openaiError(failure) as { error: JsonObject };
    return sse({ ...error, type: 'error', sequence_number: 0 }, 'error');
  },
  headers: openaiHeaders,
};

type Send = (type: string, parts: JsonObject) => void;

function sendItem(answer: Answer, item: JsonObject, index: number, send: Send): void {
  const id = textAt(item, 'id') ?? '';
  const at = { item_id: id, output_index: index };
  if (item['type'] === 'function_call') {
    const whole = textAt(item, 'arguments') ?? '';
    send('response.output_item.added', { output_index: index, item: { ...item, arguments: '', status: 'in_progress' } });
    for (const delta of piecesOf(whole, answer.chunkChars)) send('response.function_call_arguments.delta', { ...at, delta });
    send('response.function_call_arguments.done', { ...at, arguments: whole, name: item['name'] ?? '' });
    send('response.output_item.done', { output_index: index, item });
    return;
  }
  const part = listAt(item, 'content')[0];
  const kind = textAt(part, 'type') === 'refusal' ? 'refusal' : 'output_text';
  const field = kind === 'refusal' ? 'refusal' : 'text';
  const whole = textAt(part, field) ?? '';
  const empty = kind === 'refusal' ? { type: 'refusal', refusal: '' } : { type: 'output_text', text: '', annotations: [], logprobs: [] };
  const place = { ...at, content_index: 0 };
  const logprobs = kind === 'refusal' ? {} : { logprobs: [] };
  send('response.output_item.added', { output_index: index, item: { ...item, content: [], status: 'in_progress' } });
  send('response.content_part.added', { ...place, part: empty });
  for (const delta of piecesOf(whole, answer.chunkChars)) send(`response.${kind}.delta`, { ...place, delta, ...logprobs });
  send(`response.${kind}.done`, { ...place, [field]: whole, ...logprobs });
  send('response.content_part.done', { ...place, part: part ?? null });
  send('response.output_item.done', { output_index: index, item });
}

function outputItems(answer: Answer, serial: number): JsonObject[] {
  const items: JsonObject[] = [];
  const status = finishOf(answer) === 'length' ? 'incomplete' : 'completed';
  const message = (content: JsonObject): JsonObject => ({
    id: `msg_${serial}`,
    type: 'message',
    status,
    role: 'assistant',
    content: [content],
  });
  if (answer.refusal !== undefined) items.push(message({ type: 'refusal', refusal: answer.refusal }));
  else if (answer.text !== undefined) items.push(message({ type: 'output_text', text: answer.text, annotations: [], logprobs: [] }));
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    items.push({
      id: `fc_${serial}_${index}`,
      type: 'function_call',
      status: 'completed',
      call_id: `call_${serial}_${index}`,
      name: call.name,
      arguments: argumentsText(call),
    });
  }
  return items;
}

function responseBody(answer: Answer, request: ModelRequest, serial: number, output: readonly JsonObject[]): JsonObject {
  const { inputTokens, outputTokens, cachedTokens = 0, reasoningTokens = 0 } = usageOf(answer, request);
  const finish = finishOf(answer);
  const reason = finish === 'length' ? 'max_output_tokens' : finish === 'filter' ? 'content_filter' : undefined;
  const createdAt = Math.floor(Date.now() / 1000);
  return {
    id: `resp_${serial}`,
    object: 'response',
    created_at: createdAt,
    completed_at: createdAt,
    status: reason === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    max_output_tokens: request.maxOutputTokens ?? null,
    model: request.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: request.body['text'] ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cachedTokens },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: reasoningTokens },
      total_tokens: inputTokens + outputTokens,
    },
    user: null,
    metadata: {},
  };
}

function readRequest(_path: string, headers: Readonly<Record<string, string>>, body: JsonObject): ModelRequest {
  const { input } = body;
  const items: readonly Json[] = typeof input === 'string' ? [{ role: 'user', content: input }] : listAt(body, 'input');
  const isSystem = (item: Json): boolean => ['system', 'developer'].includes(textAt(item, 'role') ?? '');
  const turns = items.filter((item) => !isSystem(item)).map(turnOf);
  const format = objectAt(objectAt(body, 'text'), 'format');
  return {
    protocol: 'openai-responses',
    model: textAt(body, 'model') ?? '',
    system: [
      textAt(body, 'instructions'),
      ...items.filter(isSystem).map((item) => contentText(isJsonObject(item) ? item['content'] : undefined)),
    ]
      .filter((text) => text !== undefined)
      .join('\n'),
    turns,
    prompt: turns.at(-1)?.text ?? '',
    tools: listAt(body, 'tools').map((tool) => ({
      name: textAt(tool, 'name') ?? '',
      description: textAt(tool, 'description') ?? '',
      schema: isJsonObject(tool) ? (tool['parameters'] ?? null) : null,
    })),
    schema: objectAt(format, 'schema'),
    maxOutputTokens: numberAt(body, 'max_output_tokens'),
    stream: body['stream'] === true,
    streamUsage: 'never',
    headers,
    body,
  };
}

function turnOf(item: Json): Turn {
  const type = textAt(item, 'type');
  if (type === 'function_call') {
    const call = { name: textAt(item, 'name') ?? '', arguments: parsedObject(textAt(item, 'arguments')) };
    return { role: 'assistant', text: '', toolCalls: [call] };
  }
  if (type === 'function_call_output') {
    const output = isJsonObject(item) ? item['output'] : undefined;
    return { role: 'tool', text: contentText(output), toolCalls: [] };
  }
  const role = textAt(item, 'role') === 'assistant' ? 'assistant' : 'user';
  return { role, text: contentText(isJsonObject(item) ? item['content'] : undefined), toolCalls: [] };
}
