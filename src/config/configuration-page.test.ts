import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { configSchema } from './config-schema.ts';
import { BACKENDS, NOT_YET } from './massgen/backends.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** Every key that a schema knows, wherever it stands. */
function keysIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, ...rest } = node as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...Object.values(properties).flatMap(keysIn), ...Object.values(rest).flatMap(keysIn)];
}

it('the page on configuration names every key', () => {
  const text = page('configuration.md');
  const keys = new Set(keysIn(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' })));
  expect(keys.size).toBeGreaterThan(40);
  expect([...keys].filter((key) => !new RegExp(`[\`.{ ]${key}[\`:, ]`).test(text))).toEqual([]);
});

it('the page on MassGen files names every backend type', () => {
  const text = page('massgen.md');
  expect([...Object.keys(BACKENDS), ...Object.keys(NOT_YET)].filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
});
