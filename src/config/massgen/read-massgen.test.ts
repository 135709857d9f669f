import { describe, expect, it } from 'vitest';
import type { ModelEndpoint } from '../../agents/model/language-model.ts';
import { isModelAgent } from '../../agents/model/model-agent.ts';
import { SkeinError } from '../../core/errors.ts';
import { readYaml } from '../../plan/yaml-source.ts';
import { assembleConfiguration } from '../assemble-configuration.ts';
import { parseConfig } from '../parse-config.ts';
import { BACKENDS } from './backends.ts';
import { isMassGen, readMassGen } from './read-massgen.ts';

const NO_KEYS = {};

function read(text: string, environment: Record<string, string> = NO_KEYS) {
  const { value, locate } = readYaml(text, 'massgen.yaml', 'bad-config');
  expect(isMassGen(value)).toBe(true);
  const made = readMassGen(value, locate, ['writer'], environment);
  // What is made of it is a config like any other.
  expect(parseConfig(made.config, made.locate)).toEqual(made.config);
  return made;
}

function complaintOf(text: string, environment: Record<string, string> = NO_KEYS): string {
  try {
    read(text, environment);
  } catch (error) {
    if (SkeinError.isInstance(error) && error.code === 'bad-config') return error.message;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a MassGen file of three vendors', () => {
  const { config, notes } = read(`
agents:
  - id: "gemini2.5flash"
    backend:
      type: "gemini"
      model: "gemini-2.5-flash"
      enable_web_search: true
  - id: "gpt5nano"
    backend:
      type: "openai"
      model: "gpt-5-nano"
      text: { verbosity: "medium" }
      reasoning: { effort: "medium", summary: "auto" }
      enable_web_search: true
      enable_code_interpreter: true
  - id: "grok3mini"
    backend: { type: "grok", model: "grok-3-mini", enable_web_search: true }
    system_message: "You look for what others overlook."
ui:
  display_type: "rich_terminal"
  logging_enabled: true
orchestrator:
  snapshot_storage: "snapshots"
  voting_sensitivity: "balanced"
  max_new_answers_per_agent: 2
`);

  it('becomes model agents with their providers', () => {
    expect(config.providers).toEqual({
      google: { kind: 'google', apiKeyEnv: 'GOOGLE_API_KEY' },
      openai: { kind: 'openai', apiKeyEnv: 'OPENAI_API_KEY' },
      grok: { kind: 'openai-compatible', baseUrl: 'https://api.x.ai/v1', apiKeyEnv: 'XAI_API_KEY' },
    });
    expect(config.agents?.map(({ id, model, system, reasoning }) => ({ id, model, system, reasoning }))).toEqual([
      { id: 'gemini2.5flash', model: 'google/gemini-2.5-flash', system: undefined, reasoning: undefined },
      { id: 'gpt5nano', model: 'openai/gpt-5-nano', system: undefined, reasoning: 'medium' },
      { id: 'grok3mini', model: 'grok/grok-3-mini', system: 'You look for what others overlook.', reasoning: undefined },
    ]);
  });

  it('has the levels that its capabilities mean', () => {
    const [gemini, openai, grok] = config.agents ?? [];
    expect(gemini?.capabilities).toMatchObject({ research: 0.8, vision: 0.8, coding: 0.7, visualization: 0 });
    expect(openai?.capabilities).toMatchObject({ coding: 0.8, data: 0.7, analysis: 0.8, vision: 0.8 });
    expect(grok?.capabilities).toMatchObject({ research: 0.8, vision: 0, '*': 0.5 });
  });

  it('says once what is not used and what replaces it', () => {
    expect(notes).toEqual([
      "MassGen's backend.enable_web_search is not used: counted as the capability research; give the agent an MCP server that searches.",
      "MassGen's backend.text is not used: it is left to the provider.",
      "MassGen's backend.enable_code_interpreter is not used: counted as the capability coding; give the agent an MCP server that runs code.",
      "MassGen's ui is not used: the view is chosen by the terminal; --json and --events are for programs.",
      "MassGen's orchestrator.snapshot_storage is not used: runs are kept in --store, files go to --output.",
      "MassGen's orchestrator.voting_sensitivity, orchestrator.max_new_answers_per_agent are not used: agents do not vote on one answer: each task goes to the agent most likely to do it well.",
    ]);
  });
});

describe('a MassGen file with tools', () => {
  const { config } = read(`
agents:
  - id: files
    backend:
      type: claude
      model: claude-sonnet-4-5
      cwd: workspace1
      exclude_tools: [mcp__weather__set_location, mcp__discord__send]
      mcp_servers:
        - name: weather
          type: stdio
          command: npx
          args: ["-y", "@fak111/weather-mcp", "--into=\${cwd}"]
          env: { WEATHER_KEY: "\${WEATHER_KEY}", PORT: 8080 }
          security: { level: permissive }
        - name: "my docs"
          type: streamable-http
          url: http://localhost:8000/mcp
          allowed_tools: ["mcp__my docs__find", open]
  - id: second
    backend:
      type: claude
      model: claude-sonnet-4-5
      mcp_servers:
        weather: { type: stdio, command: other }
`);

  it('has its servers once each, with their filters', () => {
    expect(config.mcpServers).toEqual({
      weather: {
        command: 'npx',
        args: ['-y', '@fak111/weather-mcp', '--into=workspace1'],
        // The variable is looked up when the server is started.
        env: { WEATHER_KEY: `\${WEATHER_KEY}`, PORT: '8080' },
        excludeTools: ['set_location'],
      },
      'my-docs': { url: 'http://localhost:8000/mcp', tools: ['find', 'open'] },
      'weather-2': { command: 'other' },
    });
    expect(config.providers).toEqual({ anthropic: { kind: 'anthropic', apiKeyEnv: 'ANTHROPIC_API_KEY' } });
  });

  it('gives them, and the files of its folder, to the agents that list them', () => {
    expect(config.agents?.map(({ tools, workspace }) => ({ tools, workspace }))).toEqual([
      { tools: ['read', 'list', 'search', 'write', 'mcp:weather', 'mcp:my-docs'], workspace: 'workspace1' },
      { tools: ['mcp:weather-2'], workspace: undefined },
    ]);
  });
});

describe('a MassGen file of one agent on a server of its own', () => {
  it('takes no key, and settings that exist here', () => {
    const { config, notes } = read(`
agent:
  id: "local"
  backend: { type: "lmstudio", model: "qwen2.5-7b-instruct", api_key: "lm-studio", temperature: 0.2, top_p: 0.9, max_tokens: 900 }
  system_message: "Be brief."
  append_system_prompt: "Be kind."
`);
    expect(config.providers).toEqual({ lmstudio: { kind: 'openai-compatible', baseUrl: 'http://localhost:1234/v1' } });
    expect(config.agents?.[0]).toMatchObject({
      id: 'local',
      model: 'lmstudio/qwen2.5-7b-instruct',
      system: 'Be brief.\n\nBe kind.',
      temperature: 0.2,
      topP: 0.9,
      maxOutputTokens: 900,
      price: { inputPerMillion: 0, outputPerMillion: 0 },
    });
    expect(notes).toEqual([]);
  });

  it('tells whose key a chatcompletion address takes', () => {
    const { config } = read(`
agents:
  - { id: a, backend: { type: chatcompletion, model: gpt-oss-120b, base_url: "https://api.cerebras.ai/v1" } }
  - { id: b, backend: { type: chatcompletion, model: llama3.2, base_url: "http://127.0.0.1:11434/v1" } }
  - { id: c, backend: { type: chatcompletion, model: own, base_url: "https://models.example.com/v1", api_key: "\${EXAMPLE_KEY}" } }
  - { id: d, backend: { type: chatcompletion, model: other, base_url: "https://cerebras.ai.example.com/v1" } }
`);
    expect(config.agents?.map(({ model }) => model)).toEqual([
      'cerebras/gpt-oss-120b',
      'local/llama3.2',
      'chatcompletion/own',
      'chatcompletion-2/other',
    ]);
    expect(config.providers).toEqual({
      cerebras: { kind: 'openai-compatible', baseUrl: 'https://api.cerebras.ai/v1', apiKeyEnv: 'CEREBRAS_API_KEY' },
      local: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1' },
      chatcompletion: { kind: 'openai-compatible', baseUrl: 'https://models.example.com/v1', apiKeyEnv: 'EXAMPLE_KEY' },
      'chatcompletion-2': {
        kind: 'openai-compatible',
        baseUrl: 'https://cerebras.ai.example.com/v1',
        apiKeyEnv: 'OPENAI_API_KEY',
      },
    });
  });

  it('takes the key that is set', () => {
    const text = 'agent: { id: g, backend: { type: gemini, model: gemini-3 } }';
    expect(read(text, { GEMINI_API_KEY: 'x' }).config.providers).toEqual({ google: { kind: 'google', apiKeyEnv: 'GEMINI_API_KEY' } });
  });

  it('finds Azure by the environment', () => {
    const text = 'agent: { id: az, backend: { type: azure_openai, model: gpt-4.1, api_version: 2024-02-15-preview } }';
    expect(read(text, { AZURE_OPENAI_ENDPOINT: 'https://res.openai.azure.com/' }).config.providers).toEqual({
      azure_openai: {
        kind: 'openai-compatible',
        baseUrl: 'https://res.openai.azure.com/openai/v1',
        apiKeyEnv: 'AZURE_OPENAI_API_KEY',
      },
    });
    expect(complaintOf(text)).toMatch(/"azure_openai" has no "base_url".*AZURE_OPENAI_ENDPOINT/);
  });
});

describe('every backend type', () => {
  it.each([
    ['openai', 'openai', 'https://api.openai.com/v1', 'OPENAI_API_KEY'],
    ['claude', 'anthropic', 'https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY'],
    ['gemini', 'google', 'https://generativelanguage.googleapis.com/v1beta', 'GOOGLE_API_KEY'],
    ['grok', 'openai-compatible', 'https://api.x.ai/v1', 'XAI_API_KEY'],
    ['lmstudio', 'openai-compatible', 'http://localhost:1234/v1', undefined],
    ['vllm', 'openai-compatible', 'http://localhost:8000/v1', undefined],
    ['sglang', 'openai-compatible', 'http://localhost:30000/v1', undefined],
    ['openrouter', 'openai-compatible', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'],
    ['groq', 'openai-compatible', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
    ['together', 'openai-compatible', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'],
    ['fireworks', 'openai-compatible', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'],
    ['cerebras', 'openai-compatible', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'],
    ['moonshot', 'openai-compatible', 'https://api.moonshot.cn/v1', 'MOONSHOT_API_KEY'],
    ['qwen', 'openai-compatible', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'QWEN_API_KEY'],
    ['zai', 'openai-compatible', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY'],
    ['nebius', 'openai-compatible', 'https://api.studio.nebius.ai/v1', 'NEBIUS_API_KEY'],
  ])('%s speaks %s at %s, with the key in %s', (type, kind, baseUrl, variable) => {
    const environment: Record<string, string> = variable === undefined ? {} : { [variable]: 'k' };
    const { agents } = assembleConfiguration(`agent: { id: one, backend: { type: ${type}, model: m } }`, 'massgen.yaml', {
      environment,
      directory: '/nowhere',
      toolsApproved: false,
    });
    const [{ provider, model, apiKey }] = agents.filter(isModelAgent).map(({ endpoint }) => endpoint) as [ModelEndpoint];
    expect({ kind: provider.kind, baseUrl: provider.baseUrl, model, apiKey }).toEqual({
      kind,
      baseUrl,
      model: 'm',
      apiKey: variable === undefined ? undefined : 'k',
    });
  });

  it.each(Object.keys(BACKENDS))('%s is read', (type) => {
    const { config } = read(`agent: { id: one, backend: { type: ${type}, model: m, base_url: "https://example.com/v1" } }`);
    expect(config.agents?.[0]?.model).toMatch(/^[a-z_-]+\/m$/);
  });

  it.each(['claude_code', 'codex', 'gemini_cli', 'ag2'])('%s does not run yet: it is left out where others are, else refused', (type) => {
    const alone = `agents:\n  - { id: cli, backend: { type: ${type}, model: m } }\n`;
    expect(complaintOf(alone)).toMatch(new RegExp(`"cli" is left out: its backend ${type} is an? .*does not run here yet`));
    const { config, notes } = read(`${alone}  - { id: other, backend: { type: openai, model: gpt-5 } }\n`);
    expect(config.agents?.map(({ id }) => id)).toEqual(['other']);
    expect(notes[0]).toContain('"cli" is left out');
  });
});

describe('ids of MassGen agents', () => {
  it('are made to fit and to be unlike those of the embedded agents, and the user is told', () => {
    const { config, notes } = read(`
agents:
  - { id: "GPT-5 nano", backend: { type: openai } }
  - { id: writer, backend: { type: openai } }
  - { backend: { type: openai } }
`);
    expect(config.agents?.map(({ id, model }) => [id, model])).toEqual([
      ['GPT-5-nano', 'openai/gpt-4o'],
      ['writer-2', 'openai/gpt-4o'],
      ['agent3', 'openai/gpt-4o'],
    ]);
    expect(notes).toEqual(['The agent "GPT-5 nano" is called "GPT-5-nano" here.', 'The agent "writer" is called "writer-2" here.']);
  });
});

describe('a MassGen file that cannot be meant', () => {
  it.each([
    [
      'an unknown backend',
      'agents:\n  - { id: a, backend: { type: opnai } }',
      /massgen\.yaml:2:\d+ .*no backend type "opnai"\. Did you mean "openai"\?/,
    ],
    ['a name from the prototype', 'agent: { id: a, backend: { type: constructor } }', /no backend type "constructor"/],
    ['no model where none is usual', 'agent: { id: a, backend: { type: vllm } }', /"a" names no model/],
    ['an address that is none', 'agent: { id: a, backend: { type: vllm, model: m, base_url: localhost } }', /base_url/],
    ['a temperature that is none', 'agent: { id: a, backend: { type: vllm, model: m, temperature: hot } }', /temperature.*number.*"hot"/],
    [
      'a server that is nowhere',
      'agent: { id: a, backend: { type: openai, mcp_servers: [{ name: w, type: stdio }] } }',
      /mcp_servers\[0\].*"w" has neither "command" nor "url"/,
    ],
    ['an agent without a backend beside one with', 'agents: [{ id: a }, { id: b, backend: { type: openai } }]', /agents\[0\]\.backend/],
  ])('with %s is refused', (_, text, message) => {
    expect(complaintOf(text)).toMatch(message);
  });

  it('with a key in it is refused without showing the key', () => {
    const message = complaintOf('agent: { id: a, backend: { type: openai, api_key: sk-SECRET } }');
    expect(message).toMatch(/api_key.*a key is written in the file.*OPENAI_API_KEY/);
    expect(message).not.toContain('SECRET');
  });
});

describe('who plans for the agents of a MassGen file', () => {
  const text = `agents:
  - { id: plain, backend: { type: openai, model: gpt-5-nano } }
  - { id: thinker, backend: { type: claude, model: claude-sonnet-4, enable_reasoning: true } }
  - { id: here, backend: { type: lmstudio, model: qwen3-8b } }
`;
  const plannerWith = (environment: Record<string, string>) =>
    assembleConfiguration(text, 'massgen.yaml', { environment, directory: '/nowhere', toolsApproved: false }).planner;

  it('is one whose key is there, or that needs none', () => {
    expect(plannerWith({})).toEqual({ agent: 'here' });
    expect(plannerWith({ OPENAI_API_KEY: 'k' })).toEqual({ agent: 'plain' });
  });

  it('is the built-in planner when no model can be asked', () => {
    const keyless = 'agent: { id: plain, backend: { type: openai, model: gpt-5-nano } }';
    const surroundings = { environment: {}, directory: '/nowhere', toolsApproved: false };
    expect(assembleConfiguration(keyless, 'massgen.yaml', surroundings).planner).toBe('offline');
  });
});
