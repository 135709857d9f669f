/** A model agent that a starter config lists. */
export interface StarterAgent {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  /** Said beside the model: where its key is, or that it is local. */
  readonly remark: string;
  /** Absent: the provider is known by name. */
  readonly endpoint?: { readonly baseUrl: string; readonly keyVariable?: string };
  /** A model on one's own machine costs nothing and does few things at once. */
  readonly isLocal: boolean;
  /** Nobody knows what it costs. */
  readonly isUnpriced?: true;
}

/** The YAML of the agents and of the providers that they need. */
export function starterAgents(agents: readonly StarterAgent[]): string {
  return `${providersOf(agents)}agents:\n${agents.map((agent, index) => agentText(agent, index === 0)).join('')}`;
}

function providersOf(agents: readonly StarterAgent[]): string {
  const lines = agents.flatMap(({ provider, endpoint }) => {
    if (endpoint === undefined) return [];
    const key = endpoint.keyVariable === undefined ? '' : `, apiKeyEnv: ${endpoint.keyVariable}`;
    return [`  ${provider}: { kind: openai-compatible, baseUrl: ${JSON.stringify(endpoint.baseUrl)}${key} }\n`];
  });
  return lines.length === 0
    ? ''
    : `# Where models are to be had. Keys stay in the environment or in .env.\nproviders:\n${[...new Set(lines)].join('')}\n`;
}

function agentText({ id, provider, model, remark, isLocal, isUnpriced }: StarterAgent, isFirst: boolean): string {
  const explained = '    # How good it is at what, 0 to 1; "*" is everything else. What it turns out to be good at is learned.\n';
  const unpriced = '    # price: { inputPerMillion: 1, outputPerMillion: 4 }   # in USD; not known of it. A run with a budget needs it\n';
  return `  - id: ${id}
    model: ${JSON.stringify(`${provider}/${model}`)}   # ${remark}
${isFirst ? explained : ''}    capabilities: { writing: 0.8, analysis: 0.8, coding: 0.8, planning: 0.8, "*": 0.6 }
    slots: ${isLocal ? 1 : 4}   # how many tasks it does at once
    tools: ["agent:calculator"]   # it asks the calculator instead of guessing
${isLocal ? '    price: { inputPerMillion: 0, outputPerMillion: 0 }   # it runs here\n' : isUnpriced ? unpriced : ''}`;
}
