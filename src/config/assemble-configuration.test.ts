import { describe, expect, it } from 'vitest';
import { SkeinError } from '../core/errors.ts';
import { DEFAULT_CAPS } from '../core/plan.ts';
import { assembleConfiguration } from './assemble-configuration.ts';
import { embeddedTeam } from './embedded-team.ts';
import { STARTER_CONFIG } from './starter-config.ts';

const read = (text: string) => assembleConfiguration(text, 'skein.yaml');

function complaintOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (SkeinError.isInstance(error) && error.code === 'bad-config') return error.message;
    throw error;
  }
  throw new Error('the config was accepted');
}

describe('a config', () => {
  it('that is empty is the embedded team with the defaults', () => {
    for (const text of ['', '# nothing but a comment\n', '{}']) {
      const configuration = read(text);
      expect(configuration.team.agents).toEqual(embeddedTeam().map(({ profile }) => profile));
      expect(configuration).toMatchObject({
        planner: 'offline',
        objective: 'balanced',
        caps: DEFAULT_CAPS,
        team: { limits: {}, resources: {} },
      });
      expect(configuration.budgetUsd).toBeUndefined();
    }
  });

  it('names agents, limits, resources, planner, objective and budget', () => {
    const configuration = read(`
agents:
  - id: rehearsal
    description: stands in
    scripted: { latencyMs: { coding: 200 }, latencySigma: 0.2, success: { coding: 0.9, "*": 0.5 }, failTasks: [fetch], error: 429, costUsd: 0.01 }
    capabilities: { coding: 0.9 }
    slots: 2
    limits: [key]
    contextTokens: 8000
limits:
  key: { requestsPerMinute: 60, tokensPerMinute: 100000, requestsPerDay: 5000, concurrency: 8 }
resources:
  warehouse: { capacity: 1 }
  ledger:
planner: { maxDepth: 3, maxTasks: 200 }
objective: cheapest
budgetUsd: 2
embedded: false
`);
    expect(configuration.team).toEqual({
      agents: [
        {
          id: 'rehearsal',
          kind: 'scripted',
          description: 'stands in',
          capabilities: { coding: 0.9 },
          slots: 2,
          limits: ['key'],
          price: { perAttemptUsd: 0.01 },
          latencyMs: { coding: 200 },
          contextTokens: 8000,
        },
      ],
      limits: { key: { requestsPerMinute: 60, tokensPerMinute: 100000, requestsPerDay: 5000, concurrency: 8 } },
      resources: { warehouse: { capacity: 1 }, ledger: {} },
    });
    expect(configuration).toMatchObject({
      planner: 'offline',
      caps: { ...DEFAULT_CAPS, maxDepth: 3, maxTasks: 200 },
      objective: 'cheapest',
      budgetUsd: 2,
    });
    expect(configuration.agents.map(({ profile }) => profile)).toEqual(configuration.team.agents);
  });

  it('keeps the embedded agents beside its own', () => {
    const { team } = read('agents: [{ id: mine, scripted: {} }]');
    expect(team.agents.map(({ id }) => id)).toEqual(['mine', ...embeddedTeam().map(({ profile }) => profile.id)]);
  });

  it.each([
    ['an MCP server without a program', 'mcpServers: { a: {} }', /mcpServers\.a\.command\): expected a string, received nothing/],
    ['an unknown key', 'agnets: []', /skein\.yaml:1:\d+ .*unknown key "agnets".*Did you mean "agents"\?/],
    [
      'an unknown key of a script',
      'agents:\n  - id: a\n    scripted: { latncyMs: 1 }\n',
      /skein\.yaml:3:\d+ .*latncyMs.*Did you mean "latencyMs"\?/,
    ],
    [
      'a level above 1',
      'agents: [{ id: a, scripted: {}, capabilities: { math: 2 } }]',
      /skein\.yaml:1:\d+ .*capabilities\.math.*at most 1, received 2/,
    ],
    ['a negative level', 'agents: [{ id: a, scripted: {}, capabilities: { math: -0.1 } }]', /at least 0, received -0.1/],
    [
      'two agents with one id',
      'agents:\n  - { id: a, scripted: {} }\n  - { id: a, scripted: {} }\n',
      /skein\.yaml:3:\d+ .*"a" is taken by an earlier agent \(skein\.yaml:2/,
    ],
    ['an agent without a way to work', 'agents: [{ id: a }]', /"a" has neither "model" nor "scripted"/],
    ['an agent with two ways to work', 'agents: [{ id: a, model: openai/x, scripted: {} }]', /"a" has both "model" and "scripted"/],
    [
      'a limit that is not there',
      'agents: [{ id: a, scripted: {}, limits: [kye] }]\nlimits: { key: {} }',
      /no limit "kye" for the agent "a"\. Did you mean "key"\?/,
    ],
    [
      'an unknown kind of failure',
      'agents: [{ id: a, scripted: { error: "418" } }]',
      /one of 401, 429, 500, timeout, refused, terminal, received "418"/,
    ],
    ['no slots', 'agents: [{ id: a, scripted: {}, slots: 0 }]', /slots\).*at least 1, received 0/],
    ['a bad id', 'agents: [{ id: "a b", scripted: {} }]', /expected letters, digits/],
    ['an unknown objective', 'objective: fast', /one of cheapest, balanced, fastest, received "fast"/],
    ['a negative budget', 'budgetUsd: -1', /at least 0, received -1/],
    ['a planner that is not there', 'planner: { agent: boss }', /no agent "boss" to plan with/],
    ['a planner without a model', 'agents: [{ id: a, scripted: {} }]\nplanner: { agent: a }', /"a" has no model to plan with/],
    [
      'an unknown provider',
      'agents: [{ id: a, model: opnai/gpt }]',
      /no provider "opnai" for the agent "a"\. Did you mean "openai\/gpt"\?/,
    ],
    ['a provider without an address', 'providers: { local: { kind: openai-compatible } }', /"local" has no "baseUrl"/],
    [
      'a tool of a server that is not there',
      'agents: [{ id: a, model: openai/x, tools: ["mcp:fils"] }]\nmcpServers: { files: { command: x } }',
      /no MCP server "fils"\. Did you mean "mcp:files"\?/,
    ],
    ['a tool that is none', 'agents: [{ id: a, model: openai/x, tools: [shell] }]', /expected read, list, search, write, mcp:SERVER/],
    ['tools for a script', 'agents: [{ id: a, scripted: {}, tools: [read] }]', /"a" is scripted and uses no tools/],
    ['a grant of what is not there', 'grants: { coding: ["mcp:files/read"] }', /no MCP server "files"\. Add "files"/],
    ['a team of nobody', 'embedded: false', /the team is empty/],
    [
      'half a price',
      'providers: { local: { kind: openai-compatible, baseUrl: "http://127.0.0.1:8000/v1" } }\nagents: [{ id: a, model: local/m, price: { inputPerMillion: 1 } }]',
      /the price of the agent "a" has no "outputPerMillion"/,
    ],
    ['a price beside a script', 'agents: [{ id: a, scripted: {}, price: {} }]', /its price is scripted\.costUsd/],
    ['a list where a mapping belongs', '- a\n- b', /expected a mapping/],
    ['broken YAML', 'agents: [\n  { id: a', /skein\.yaml:2:/],
  ])('with %s is refused', (_, text, message) => {
    expect(complaintOf(text)).toMatch(message);
  });

  it('of MassGen is read as one of ours, with places in the file that was given', () => {
    const massGen = 'agents:\n  - id: gemini\n    backend:\n      type: gemini\n      model: gemini-3\n';
    const { team, notes } = read(massGen);
    expect(team.agents[0]).toMatchObject({ id: 'gemini', kind: 'model', description: 'the model google/gemini-3' });
    expect(notes).toContainEqual(expect.stringContaining('"gemini" takes no tasks: it needs a key in'));
  });

  it.each([
    'providers: { local: { kind: openai, apiKeyEnv: "sk-SECRET-1" } }',
    'providers: { local: { kind: openai, apiKey: "sk-SECRET-1" } }',
    'providers: { local: { kind: openai-compatible, baseUrl: "sk-SECRET-1" } }',
    'providers: "sk-SECRET-1"',
    'agents: [{ id: a, model: openai/x, apiKey: "sk-SECRET-1" }]',
    'mcpServers: { web: { url: "sk-SECRET-1" } }',
    'mcpServers: { web: { command: x, env: { KEY: { value: "sk-SECRET-1" } } } }',
    'agent: { id: a, backend: { type: openai, api_key: "sk-SECRET-1" } }',
    'agent: { id: a, backend: { type: openai, mcp_servers: [{ command: x, env: { KEY: ["sk-SECRET-1"] } }] } }',
  ])('never has its secrets shown: %s', (text) => {
    expect(complaintOf(text)).not.toContain('SECRET');
  });
});

describe('the starter config', () => {
  it('changes nothing as it stands', () => {
    expect(read(STARTER_CONFIG)).toEqual(expect.objectContaining({ objective: 'balanced', planner: 'offline', caps: DEFAULT_CAPS }));
  });

  it('is valid with every example uncommented', () => {
    const uncommented = STARTER_CONFIG.replace(/^# (?=( *)(?:- )?[a-z-]+(?:Usd|Depth|Tasks|Ms|Sigma)?:(?: |$))/gim, '');
    const { team, budgetUsd } = read(uncommented);
    expect(team.agents[0]).toMatchObject({ id: 'rehearsal', capabilities: { coding: 0.9, analysis: 0.6 }, limits: ['shared-key'] });
    expect(team.resources).toEqual({ warehouse: { capacity: 1 } });
    expect(budgetUsd).toBe(2);
  });
});
