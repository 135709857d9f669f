import * as z from 'zod';

const text = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });
/** YAML reads unquoted versions and numbers as numbers. */
const words = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const massGenServerSchema = z.looseObject({
  name: text.optional(),
  type: z.enum(['stdio', 'streamable-http', 'http']).optional(),
  command: text.optional(),
  args: z.array(words).optional(),
  env: z.record(z.string(), words).optional(),
  cwd: text.optional(),
  url: address.optional(),
  headers: z.record(z.string(), words).optional(),
  allowed_tools: z.array(text).optional(),
  exclude_tools: z.array(text).optional(),
});

export const massGenAgentSchema = z.looseObject({
  id: text.optional(),
  system_message: z.string().optional(),
  append_system_prompt: z.string().optional(),
  backend: z.looseObject({
    type: text,
    model: text.optional(),
    base_url: address.optional(),
    api_key: z.string().optional(),
    system_message: z.string().optional(),
    system_prompt: z.string().optional(),
    append_system_prompt: z.string().optional(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    top_k: z.number().int().min(1).nullish(),
    max_tokens: z.number().int().min(1).nullish(),
    max_output_tokens: z.number().int().min(1).nullish(),
    reasoning: z.looseObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional() }).nullish(),
    cwd: text.optional(),
    mcp_servers: z.union([z.array(massGenServerSchema), z.record(text, massGenServerSchema)]).nullish(),
    exclude_tools: z.array(text).nullish(),
  }),
});

export type MassGenAgent = z.output<typeof massGenAgentSchema>;
export type MassGenServer = z.output<typeof massGenServerSchema>;
