import * as z from 'zod';
import { PROVIDER_KINDS } from '../agents/model/provider.ts';
import { REASONING } from '../agents/model/sampling.ts';
import { SANDBOXES } from '../agents/sandbox/sandbox.ts';
import { SCRIPTED_ERRORS } from '../agents/scripted/script.ts';
import { ID_PATTERN } from '../core/ids.ts';
import { INTERRUPTED_POLICIES } from '../core/task.ts';
import { OBJECTIVES } from '../core/team.ts';

const id = z.string().regex(ID_PATTERN, 'expected letters, digits and . _ - / : (at most 200, starting with a letter or digit)');
const name = z.string().min(1);
const level = z.number().min(0).max(1);
const amount = z.number().min(0);
const positive = z.number().gt(0);
const byCapability = <Figure extends z.ZodType>(figure: Figure) => z.union([figure, z.record(name, figure)]);

const script = z.strictObject({
  latencyMs: byCapability(amount).optional(),
  latencySigma: amount.max(5).optional(),
  success: byCapability(level).optional(),
  failTasks: z.array(name).optional(),
  error: z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.enum(SCRIPTED_ERRORS)).optional(),
  retryAfterMs: amount.optional(),
  costUsd: amount.optional(),
  output: z.json().optional(),
});

/** `read`, `list`, `search`, `write`, `mcp:SERVER`, `mcp:SERVER/TOOL`, or `agent:ID` of an embedded agent. */
const toolNames = z.array(
  z
    .string()
    .regex(
      /^(?:read|list|search|write|mcp:[^/\s]+(?:\/\S+)?|agent:\S+)$/,
      'expected read, list, search, write, mcp:SERVER, mcp:SERVER/TOOL or agent:ID',
    ),
);

const mcpServerTools = {
  tools: z.array(name).optional(),
  excludeTools: z.array(name).optional(),
  timeoutMs: positive.optional(),
};

const agent = z.strictObject({
  id,
  description: name.optional(),
  model: z
    .string()
    .regex(/^[^/\s]+\/\S+$/, 'expected provider/model')
    .optional(),
  scripted: script.optional(),
  capabilities: z.record(name, level).optional(),
  slots: z.number().int().min(1).max(10_000).optional(),
  limits: z.array(name).optional(),
  price: z.strictObject({ inputPerMillion: amount.optional(), outputPerMillion: amount.optional() }).optional(),
  contextTokens: z.number().int().min(1).optional(),
  interrupted: z.enum(INTERRUPTED_POLICIES).optional(),
  system: name.optional(),
  temperature: amount.max(2).optional(),
  topP: level.optional(),
  topK: z.number().int().min(1).optional(),
  maxOutputTokens: z.number().int().min(1).optional(),
  reasoning: z.enum(REASONING).optional(),
  tools: toolNames.optional(),
  toolsOnApproval: toolNames.optional(),
  workspace: name.optional(),
});

/** What a program of the config runs in. */
const confined = { sandbox: z.enum(SANDBOXES).optional(), network: z.boolean().optional() };

const mcpServer = z.union(
  [
    z.strictObject({
      command: name,
      args: z.array(z.string()).optional(),
      env: z.record(name, z.string()).optional(),
      cwd: name.optional(),
      ...confined,
      ...mcpServerTools,
    }),
    z.strictObject({ url: z.url({ protocol: /^https?$/ }), headers: z.record(name, z.string()).optional(), ...mcpServerTools }),
  ],
  'expected a "command" and what goes with it, or a "url" and what goes with it',
);

const provider = z.strictObject({
  kind: z.enum(PROVIDER_KINDS),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')
    .optional(),
});

const check = z.union(
  [
    z.strictObject({
      command: z.array(z.string().min(1)).min(1),
      cwd: name.optional(),
      timeout: z.union([name, amount]).optional(),
      ...confined,
      capabilities: z.array(name).optional(),
    }),
    z.strictObject({ rubric: name, by: name.optional(), capabilities: z.array(name).optional() }),
  ],
  'expected a "command" and what goes with it, or a "rubric" and what goes with it',
);

/** `host`, `host:port`, an IP address or a network. */
const address = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?::\d{1,5})?|[\d.]+\/\d{1,2}|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?(?::\d{1,5}|\/\d{1,3})?)$/,
    'expected a host, host:port, an IP address or a network such as 10.0.0.0/8',
  );

const limit = z.strictObject({
  requestsPerMinute: positive.optional(),
  tokensPerMinute: positive.optional(),
  requestsPerDay: positive.optional(),
  tokensPerDay: positive.optional(),
  concurrency: z.number().int().min(1).optional(),
});

const planner = z.union([
  z.literal('offline'),
  z.strictObject({
    agent: name.optional(),
    maxDepth: z.number().int().min(0).max(1000).optional(),
    maxTasks: z.number().int().min(1).max(10_000_000).optional(),
    maxReplans: z.number().int().min(0).max(100).optional(),
  }),
]);

/** What `skein.yaml` may hold: also the source of its published JSON Schema. */
export const configSchema = z.strictObject({
  providers: z.record(id, provider).optional(),
  agents: z.array(agent).optional(),
  limits: z.record(name, limit).optional(),
  mcpServers: z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, 'expected letters, digits and . _ -'), mcpServer).optional(),
  grants: z.record(name, toolNames).optional(),
  resources: z.record(name, z.strictObject({ capacity: z.number().int().min(1).optional() }).nullable()).optional(),
  checks: z.record(id, check).optional(),
  sandbox: z.enum(SANDBOXES).optional(),
  network: z.strictObject({ allow: z.array(address).optional() }).optional(),
  planner: planner.optional(),
  objective: z.enum(OBJECTIVES).optional(),
  budgetUsd: amount.optional(),
  embedded: z.boolean().optional(),
});

export type ConfigFile = z.output<typeof configSchema>;
export type AgentEntry = NonNullable<ConfigFile['agents']>[number];
export type ProviderEntry = NonNullable<ConfigFile['providers']>[string];
export type McpServerEntry = NonNullable<ConfigFile['mcpServers']>[string];
export type ReasoningEffort = (typeof REASONING)[number];
