import * as z from 'zod';
import { RetryableError } from '../core/agent-error.ts';
import { messageOf } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { formatPath } from '../core/parse.ts';

/**
 * The output as it will be kept: plain JSON that satisfies the task's schema.
 *
 * @throws RetryableError `bad-output` saying what does not fit and where.
 */
export function checkOutput(output: unknown, schema: JsonObject | undefined): { readonly json: Json; readonly text: string } {
  const text = textOf(output);
  const json: Json = JSON.parse(text);
  if (schema === undefined) return { json, text };
  const result = compile(schema).safeParse(json);
  if (result.success) return { json, text };
  const issue = result.error.issues[0];
  const place =
    issue === undefined || issue.path.length === 0
      ? 'the output'
      : `the output at ${formatPath(issue.path.filter((step) => typeof step !== 'symbol'))}`;
  throw new RetryableError('bad-output', `${place} does not satisfy the task's schema: ${issue?.message ?? 'it does not fit'}`);
}

function textOf(output: unknown): string {
  try {
    const text = JSON.stringify(output);
    if (text !== undefined) return text;
  } catch (error) {
    throw new RetryableError('bad-output', `the output is not JSON: ${messageOf(error)}`, { cause: error });
  }
  throw new RetryableError('bad-output', `the output is not JSON: it is ${typeof output}`);
}

const compiled = new WeakMap<JsonObject, z.ZodType>();

function compile(schema: JsonObject): z.ZodType {
  let known = compiled.get(schema);
  if (known === undefined) {
    // Checked when the plan was parsed; zod's own type for JSON Schema is narrower than JSON.
    known = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    compiled.set(schema, known);
  }
  return known;
}
