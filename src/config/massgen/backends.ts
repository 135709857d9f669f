/** How one of MassGen's backend types is reached from here. */
export interface Backend {
  /** The provider's name in our config. */
  readonly provider: string;
  readonly kind: 'openai' | 'anthropic' | 'google' | 'openai-compatible';
  /** Absent: the provider's own address, or the file has to say. */
  readonly baseUrl?: string;
  /** The variables that may hold its key, the first one that is set wins. None: it takes no key. */
  readonly keyVariables: readonly string[];
  /** What MassGen takes when no model is named. */
  readonly defaultModel?: string;
  /** What MassGen says it can do, by MassGen's names. */
  readonly capabilities: readonly string[];
}

const compatible = (
  provider: string,
  baseUrl: string,
  keyVariables: readonly string[],
  defaultModel?: string,
  capabilities: readonly string[] = ['mcp'],
): Backend => ({
  provider,
  kind: 'openai-compatible',
  baseUrl,
  keyVariables,
  capabilities,
  ...(defaultModel === undefined ? {} : { defaultModel }),
});

/** MassGen's backend types that answer over HTTP, with what MassGen 0.1 assumes of each. */
export const BACKENDS: Readonly<Record<string, Backend>> = {
  openai: {
    provider: 'openai',
    kind: 'openai',
    keyVariables: ['OPENAI_API_KEY'],
    defaultModel: 'gpt-4o',
    capabilities: ['mcp', 'reasoning', 'image_understanding', 'audio_understanding'],
  },
  claude: {
    provider: 'anthropic',
    kind: 'anthropic',
    keyVariables: ['ANTHROPIC_API_KEY'],
    defaultModel: 'claude-sonnet-4-5-20250929',
    capabilities: ['mcp', 'reasoning', 'image_understanding'],
  },
  gemini: {
    provider: 'google',
    kind: 'google',
    keyVariables: ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    defaultModel: 'gemini-2.5-flash',
    capabilities: ['mcp', 'image_understanding'],
  },
  grok: compatible('grok', 'https://api.x.ai/v1', ['XAI_API_KEY'], 'grok-4'),
  azure_openai: {
    provider: 'azure_openai',
    kind: 'openai-compatible',
    keyVariables: ['AZURE_OPENAI_API_KEY'],
    defaultModel: 'gpt-4o',
    capabilities: ['mcp', 'image_understanding'],
  },
  chatcompletion: { provider: 'chatcompletion', kind: 'openai-compatible', keyVariables: ['OPENAI_API_KEY'], capabilities: ['mcp'] },
  lmstudio: compatible('lmstudio', 'http://localhost:1234/v1', []),
  vllm: compatible('vllm', 'http://localhost:8000/v1', ['VLLM_API_KEY']),
  sglang: compatible('sglang', 'http://localhost:30000/v1', ['SGLANG_API_KEY']),
  inference: compatible('inference', 'http://localhost:8000/v1', ['INFERENCE_API_KEY']),
  openrouter: compatible('openrouter', 'https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY']),
  groq: compatible('groq', 'https://api.groq.com/openai/v1', ['GROQ_API_KEY'], 'llama-3.3-70b-versatile'),
  together: compatible('together', 'https://api.together.xyz/v1', ['TOGETHER_API_KEY'], 'meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo'),
  fireworks: compatible(
    'fireworks',
    'https://api.fireworks.ai/inference/v1',
    ['FIREWORKS_API_KEY'],
    'accounts/fireworks/models/llama-v3p3-70b-instruct',
  ),
  cerebras: compatible('cerebras', 'https://api.cerebras.ai/v1', ['CEREBRAS_API_KEY'], 'llama-3.3-70b'),
  moonshot: compatible('moonshot', 'https://api.moonshot.cn/v1', ['MOONSHOT_API_KEY', 'KIMI_API_KEY'], 'moonshot-v1-128k'),
  qwen: compatible('qwen', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', ['QWEN_API_KEY'], 'qwen-max'),
  zai: compatible('zai', 'https://api.z.ai/api/paas/v4', ['ZAI_API_KEY'], 'glm-4.5'),
  nebius: compatible('nebius', 'https://api.studio.nebius.ai/v1', ['NEBIUS_API_KEY'], 'Qwen/Qwen3-4B-fast'),
  poe: compatible('poe', 'https://api.poe.com/v1', ['POE_API_KEY']),
};

/** Types that start a program or another framework in place of calling a model. */
export const NOT_YET: Readonly<Record<string, string>> = {
  claude_code: 'a command-line agent',
  codex: 'a command-line agent',
  gemini_cli: 'a command-line agent',
  ag2: 'an agent of the AG2 framework',
};

/** Whose key `chatcompletion` sends is told by the address, as MassGen does. */
const BY_HOST: readonly (readonly [host: RegExp, backend: string])[] = [
  [/(^|\.)cerebras\.ai$/, 'cerebras'],
  [/(^|\.)together\.(ai|xyz)$/, 'together'],
  [/(^|\.)fireworks\.ai$/, 'fireworks'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)nebius\.(com|ai)$/, 'nebius'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)(z\.ai|bigmodel\.cn)$/, 'zai'],
  [/(^|\.)moonshot\.(ai|cn)$/, 'moonshot'],
  [/(^|\.)poe\.com$/, 'poe'],
  [/(^|\.)aliyuncs\.com$/, 'qwen'],
  [/(^|\.)x\.ai$/, 'grok'],
];

/** The backend behind a `chatcompletion` address; an address on this machine takes no key. */
export function backendAt(baseUrl: string): Backend | undefined {
  const host = new URL(baseUrl).hostname;
  const known = BY_HOST.find(([pattern]) => pattern.test(host))?.[1];
  if (known !== undefined) return BACKENDS[known];
  if (!isLoopback(baseUrl)) return undefined;
  return { provider: 'local', kind: 'openai-compatible', keyVariables: [], capabilities: ['mcp'] };
}

/** True for an address on this machine. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(new URL(address).hostname);
}
