/** A service of models that `skein init` knows to suggest. */
export interface KnownService {
  /** The provider's name in the config. */
  readonly provider: string;
  readonly label: string;
  /** Any of them holds the key. */
  readonly keyVariables: readonly string[];
  /** A middling model of it: good at most things, and not dear. */
  readonly model: string;
  /** The id of the agent that is made. */
  readonly agent: string;
}

const service = (provider: string, label: string, agent: string, model: string, ...keyVariables: string[]): KnownService => ({
  provider,
  label,
  agent,
  model,
  keyVariables,
});

export const SERVICES: readonly KnownService[] = [
  service('anthropic', 'Anthropic', 'claude', 'claude-sonnet-5', 'ANTHROPIC_API_KEY'),
  service('openai', 'OpenAI', 'gpt', 'gpt-5.4-mini', 'OPENAI_API_KEY'),
  service('google', 'Google Gemini', 'gemini', 'gemini-3.5-flash', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_API_KEY'),
  service('xai', 'xAI', 'grok', 'grok-4.3', 'XAI_API_KEY'),
  service('mistral', 'Mistral', 'mistral', 'mistral-medium-latest', 'MISTRAL_API_KEY'),
  service('groq', 'Groq', 'groq', 'openai/gpt-oss-120b', 'GROQ_API_KEY'),
  service('openrouter', 'OpenRouter', 'openrouter', 'openai/gpt-5.4-mini', 'OPENROUTER_API_KEY'),
  service('cerebras', 'Cerebras', 'cerebras', 'gpt-oss-120b', 'CEREBRAS_API_KEY'),
  service('deepseek', 'DeepSeek', 'deepseek', 'deepseek-chat', 'DEEPSEEK_API_KEY'),
];

/** A server on this machine that takes no key. */
export interface LocalServer {
  readonly provider: string;
  readonly label: string;
  readonly agent: string;
  readonly baseUrl: string;
}

export function localServers(environment: Readonly<Record<string, string | undefined>>): readonly LocalServer[] {
  return [
    { provider: 'ollama', label: 'Ollama', agent: 'ollama', baseUrl: `${ollamaAddress(environment['OLLAMA_HOST'])}/v1` },
    { provider: 'lmstudio', label: 'LM Studio', agent: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1' },
  ];
}

/** As Ollama's own client reads it: a host, with or without protocol and port. A server that listens everywhere is called here. */
function ollamaAddress(given = ''): string {
  const text = given.trim().replace(/\/+$/, '');
  const withProtocol = /^https?:\/\//.test(text) ? text : `http://${text}`;
  if (text === '' || !URL.canParse(withProtocol)) return 'http://127.0.0.1:11434';
  const url = new URL(withProtocol);
  const host = url.hostname === '0.0.0.0' ? '127.0.0.1' : url.hostname;
  const port = url.port === '' && !/^https?:/.test(text) ? '11434' : url.port;
  return `${url.protocol}//${host}${port === '' ? '' : `:${port}`}`;
}
