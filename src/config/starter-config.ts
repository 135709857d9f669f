import { type StarterAgent, starterAgents } from './starter-agents.ts';

const EMPTY_HEAD = `# The team that does the work, and what it shares. Every part is optional; this file as it stands
# changes nothing. \`skein agents\` shows the team, \`skein doctor\` checks this file.

`;

const TEAM_HEAD = `# The team that does the work, and what it shares. \`skein agents\` shows the team, \`skein doctor\` checks this file.
`;

const OFFLINE_PLANNER = `# How large a plan may grow.
# planner:
#   maxDepth: 3
#   maxTasks: 200
`;

const COMMON = `# The embedded agents need no key and cost nothing: calculator, data, charts, documents, research, writer, slides.
# They take only tasks that name a capability of theirs. false leaves them out.
embedded: true

# What to aim for where agents differ: cheapest, balanced or fastest.
objective: balanced

# No run spends more than this, in USD. Without it there is no bound.
# budgetUsd: 2

${OFFLINE_PLANNER}
`;

const SCRIPTED = `# Your own agents. A scripted agent follows a script in place of working: rehearse a plan and see what it
# would cost, how long it would take and what happens when attempts fail, without spending anything.
# agents:
#   - id: rehearsal
#     description: stands in for a model that writes code
#     capabilities: { coding: 0.9, analysis: 0.6 }   # how good it is at what, 0 to 1; "*" is everything else
#     slots: 2                                        # how many tasks it does at once
#     limits: [shared-key]
#     scripted:
#       latencyMs: 200                                # the median; or by capability: { coding: 200, "*": 50 }
#       latencySigma: 0.2                             # how far latencies spread; 0: not at all
#       success: { coding: 0.9, "*": 0.5 }            # how often an attempt succeeds
#       failTasks: [deploy]                           # tasks that always fail, by id
#       error: "429"                                  # how: 429, 500, timeout, 401, refused, terminal
#       costUsd: 0.01                                 # what an attempt costs

`;

const SHARED = `# Quotas that agents share by naming them.
# limits:
#   shared-key: { requestsPerMinute: 60, tokensPerMinute: 100000, requestsPerDay: 5000, concurrency: 8 }

# Things that tasks of a plan read (many at once), write (one at a time), or of which some units exist.
# resources:
#   warehouse: { capacity: 1 }
`;

/** What \`skein init\` writes where no model is found. It is valid as it stands, and with any of its examples uncommented. */
export const STARTER_CONFIG = `${EMPTY_HEAD}${COMMON}${SCRIPTED}${SHARED}`;

export interface StarterChoice {
  readonly agents: readonly StarterAgent[];
  /** Absent: there is no bound. */
  readonly budgetUsd?: number;
}

/** Whoever plans is asked often: a service before one's own machine, where a call holds up the work. */
function plannerText(agents: readonly StarterAgent[]): string {
  const planner = agents.find(({ isLocal }) => !isLocal) ?? agents[0];
  if (planner === undefined) return OFFLINE_PLANNER;
  return `# Who breaks requests down, and how large a plan may grow. "planner: offline" plans without a model; that is also what
# happens when the model cannot be asked, or writes no plan.
planner: { agent: ${planner.id}, maxDepth: 3, maxTasks: 200 }
`;
}

/** A config for these agents, explained; without any, the starter config. Keys are named, never written. */
export function starterConfig({ agents, budgetUsd }: StarterChoice): string {
  const bounded = budgetUsd === undefined ? COMMON : COMMON.replace(/^# budgetUsd: .*$/m, `budgetUsd: ${budgetUsd}`);
  const common = bounded.replace(OFFLINE_PLANNER, () => plannerText(agents));
  if (agents.length === 0) return `${EMPTY_HEAD}${common}${SCRIPTED}${SHARED}`;
  return `${TEAM_HEAD}
${starterAgents(agents)}
# What tasks may use, by the capability that they need; "*" is every task. Nothing else is granted: writing files ("write"),
# MCP servers ("mcp:NAME") and other agents ("agent:ID") have to be listed here or under "tools" of an agent.
grants:
  "*": [read, list, search]   # inside the files and folders given with --input

# MCP servers, started when a task needs them.
# mcpServers:
#   files: { command: npx, args: ["-y", "@modelcontextprotocol/server-filesystem", "."] }

${common}${SHARED}`;
}
