import * as z from 'zod';
import { SkeinError } from '../core/errors.ts';
import { locateIn, parseWith } from '../core/parse.ts';
import { OBJECTIVES } from '../core/team.ts';

/** What may be asked of the server: every body and every parameter is checked here. */

const amount = z.number().min(0);
const id = z.string().min(1).max(200);
const answer = z.union([z.literal('all'), z.array(id).max(10_000)]);

const workSchema = z.strictObject({
  /** What is to be done, in words; or `plan`, what is to be done task by task. */
  request: z.string().optional(),
  plan: z.record(z.string(), z.unknown()).optional(),
  /** Files and folders below the folder of the server. */
  inputs: z.array(z.string().min(1).max(4096)).max(1000).optional(),
  objective: z.enum(OBJECTIVES).optional(),
  budgetUsd: amount.optional(),
  quality: z.number().min(0).max(1).optional(),
  deadlineMs: amount.optional(),
  priority: z.number().optional(),
  maxDepth: z.number().int().min(0).max(100).optional(),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

const cancelSchema = z.strictObject({ reason: z.string().min(1).max(1000).optional() });
const resumeSchema = z.strictObject({ repeat: answer.optional(), fail: answer.optional() });
const retrySchema = z.strictObject({ task: id.optional() });

export type WorkBody = z.output<typeof workSchema>;

const parser =
  <Schema extends z.ZodType>(schema: Schema) =>
  (value: unknown): z.output<Schema> =>
    parseWith(schema, value, 'bad-usage', locateIn('the body'));

export const parseCancel = parser(cancelSchema);
export const parseResume = parser(resumeSchema);
export const parseRetry = parser(retrySchema);

/** @throws SkeinError `bad-usage`, also when it asks for no work, or twice. */
export function parseWork(value: unknown): WorkBody {
  const body = parseWith(workSchema, value, 'bad-usage', locateIn('the body'));
  if ((body.request === undefined) === (body.plan === undefined)) {
    throw new SkeinError('bad-usage', {
      where: 'the body',
      expected: '"request", in words, or "plan", a plan file as JSON',
      received: body.request === undefined ? 'neither' : 'both',
      todo: 'A plan may have a "request" of its own inside.',
    });
  }
  return body;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The `Idempotency-Key` of a request. @throws SkeinError `bad-usage` */
export function parseKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  throw new SkeinError('bad-usage', {
    where: 'Idempotency-Key',
    expected: '1 to 255 characters without white space',
    received: 'another text',
  });
}

/** A whole number of the query or of a header. @throws SkeinError `bad-usage` */
export function parseCount(text: string | undefined, where: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new SkeinError('bad-usage', { where, expected: `a whole number from 0 to ${most}`, received: JSON.stringify(text.slice(0, 80)) });
}
