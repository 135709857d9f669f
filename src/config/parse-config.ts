import { KNOWN_PROVIDERS, providerOf } from '../agents/model/provider.ts';
import { nearestName } from '../core/nearest-name.ts';
import { type DocumentPath, type Locate, parseWith } from '../core/parse.ts';
import { complain } from './complain.ts';
import { type ConfigFile, configSchema } from './config-schema.ts';
import { withoutSecrets } from './without-secrets.ts';

/**
 * Checks what a config file holds: shape, ids, and that everything it names exists.
 *
 * @throws SkeinError `bad-config` naming the place. Values that may be secret are not shown.
 */
export function parseConfig(value: unknown, locate: Locate): ConfigFile {
  if (value === null || value === undefined) return {};
  const config = withoutSecrets(locate, (watched) => parseWith(configSchema, value, 'bad-config', watched));
  checkAgents(config, locate);
  checkLimits(config, locate);
  checkProviders(config, locate);
  checkPlanner(config, locate);
  checkTools(config, locate);
  return config;
}

function checkAgents({ agents = [] }: ConfigFile, locate: Locate): void {
  const seen = new Map<string, number>();
  for (const [index, agent] of agents.entries()) {
    const path: DocumentPath = ['agents', index];
    const earlier = seen.get(agent.id);
    if (earlier !== undefined) {
      complain(locate([...path, 'id']), {
        what: `the id "${agent.id}" is taken by an earlier agent (${locate(['agents', earlier])})`,
        todo: 'Give each agent an id of its own.',
      });
    }
    seen.set(agent.id, index);
    if ((agent.model === undefined) === (agent.scripted === undefined)) {
      complain(locate(path), {
        what: `the agent "${agent.id}" has ${agent.model === undefined ? 'neither "model" nor "scripted"' : 'both "model" and "scripted"'}`,
        todo: 'Give it exactly one of them.',
      });
    }
    if (agent.scripted !== undefined && agent.price !== undefined) {
      complain(locate([...path, 'price']), {
        what: `the agent "${agent.id}" is scripted, so its price is scripted.costUsd`,
        todo: 'Move the cost there and take "price" out.',
      });
    }
  }
}

function checkLimits({ agents = [], limits = {} }: ConfigFile, locate: Locate): void {
  for (const [index, agent] of agents.entries()) {
    for (const [position, limit] of (agent.limits ?? []).entries()) {
      if (Object.hasOwn(limits, limit)) continue;
      const nearest = nearestName(limit, Object.keys(limits));
      complain(locate(['agents', index, 'limits', position]), {
        what: `there is no limit "${limit}" for the agent "${agent.id}"`,
        todo: nearest === undefined ? `Add "${limit}" under "limits:".` : `Did you mean "${nearest}"?`,
      });
    }
  }
}

function checkProviders({ agents = [], providers = {} }: ConfigFile, locate: Locate): void {
  const known = new Set([...Object.keys(providers), ...KNOWN_PROVIDERS]);
  for (const [index, { id, model }] of agents.entries()) {
    const provider = model?.slice(0, model.indexOf('/'));
    if (provider === undefined || known.has(provider)) continue;
    const nearest = nearestName(provider, known);
    complain(locate(['agents', index, 'model']), {
      what: `there is no provider "${provider}" for the agent "${id}"`,
      todo:
        nearest === undefined ? `Add "${provider}" under "providers:".` : `Did you mean "${nearest}/${model?.slice(provider.length + 1)}"?`,
    });
  }
  for (const [name, provider] of Object.entries(providers)) {
    if (providerOf(name, provider, {}) === undefined) {
      complain(locate(['providers', name]), {
        what: `the provider "${name}" has no "baseUrl"`,
        todo: 'Say where it is: baseUrl: http://127.0.0.1:8000/v1',
      });
    }
  }
}

function checkPlanner({ agents = [], planner }: ConfigFile, locate: Locate): void {
  if (planner === undefined || planner === 'offline' || planner.agent === undefined || planner.agent === 'offline') return;
  const agent = agents.find(({ id }) => id === planner.agent);
  if (agent?.model !== undefined) return;
  const models = agents.filter(({ model }) => model !== undefined).map(({ id }) => id);
  const nearest = nearestName(planner.agent, models);
  complain(locate(['planner', 'agent']), {
    what:
      agent === undefined ? `there is no agent "${planner.agent}" to plan with` : `the agent "${planner.agent}" has no model to plan with`,
    todo: nearest === undefined ? 'Name an agent that has a model, or write "planner: offline".' : `Did you mean "${nearest}"?`,
  });
}

/** Everything that a tool's name names exists; whether a server has the tool is known when it is asked. */
function checkTools({ agents = [], mcpServers = {}, grants = {} }: ConfigFile, locate: Locate): void {
  const given: (readonly [DocumentPath, readonly string[]])[] = [
    ...agents.flatMap(({ tools = [], toolsOnApproval = [] }, index) => [
      [['agents', index, 'tools'], tools] as const,
      [['agents', index, 'toolsOnApproval'], toolsOnApproval] as const,
    ]),
    ...Object.entries(grants).map(([capability, tools]) => [['grants', capability], tools] as const),
  ];
  for (const [path, tools] of given) {
    for (const [position, tool] of tools.entries()) {
      const server = /^mcp:([^/]+)/.exec(tool)?.[1];
      if (server === undefined || Object.hasOwn(mcpServers, server)) continue;
      const nearest = nearestName(server, Object.keys(mcpServers));
      complain(locate([...path, position]), {
        what: `there is no MCP server "${server}"`,
        todo: nearest === undefined ? `Add "${server}" under "mcpServers:".` : `Did you mean "mcp:${nearest}"?`,
      });
    }
  }
  for (const [index, { id, scripted, tools, toolsOnApproval }] of agents.entries()) {
    if (scripted === undefined || (tools ?? toolsOnApproval) === undefined) continue;
    complain(locate(['agents', index, tools === undefined ? 'toolsOnApproval' : 'tools']), {
      what: `the agent "${id}" is scripted and uses no tools`,
      todo: 'Take them out.',
    });
  }
}
