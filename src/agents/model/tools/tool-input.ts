import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ToolError } from './tool.ts';

/** The JSON Schema that a model is shown for an input that is checked with `schema`. */
export function inputSchemaOf(schema: z.ZodObject): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as JsonObject; // JSON Schema is JSON.
}

/** @throws ToolError naming every part of the input that does not fit. */
export function parseInput<Schema extends z.ZodObject>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new ToolError(
    `The input does not fit: ${parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
      .join('; ')}.`,
  );
}
