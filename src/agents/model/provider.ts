/** The protocols that can be spoken; each is one package of the AI SDK, loaded when it is needed. */
export const PROVIDER_KINDS = ['openai-compatible', 'openai', 'anthropic', 'google', 'xai', 'mistral', 'groq'] as const;

export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Where models are to be had. Plain JSON, without the key. */
export interface Provider {
  /** As models name it: `openai` in `openai/gpt-5`. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** With the version: `https://api.openai.com/v1`. No slash at the end. */
  readonly baseUrl: string;
  /** Environment variables that may hold the key: the first that is set counts. */
  readonly apiKeyEnv: readonly string[];
  /** False: it answers without a key too. */
  readonly needsKey: boolean;
}

interface KnownProvider {
  readonly kind: ProviderKind;
  readonly baseUrl: string;
  readonly apiKeyEnv: readonly string[];
  /** A variable that names another endpoint, as the service's own client has it. */
  readonly baseUrlEnv?: string;
}

const KNOWN: Readonly<Record<string, KnownProvider>> = {
  openai: { kind: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: ['OPENAI_API_KEY'], baseUrlEnv: 'OPENAI_BASE_URL' },
  anthropic: {
    kind: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    apiKeyEnv: ['ANTHROPIC_API_KEY'],
    baseUrlEnv: 'ANTHROPIC_BASE_URL',
  },
  google: {
    kind: 'google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    apiKeyEnv: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  },
  xai: { kind: 'xai', baseUrl: 'https://api.x.ai/v1', apiKeyEnv: ['XAI_API_KEY'] },
  mistral: { kind: 'mistral', baseUrl: 'https://api.mistral.ai/v1', apiKeyEnv: ['MISTRAL_API_KEY'] },
  groq: { kind: 'groq', baseUrl: 'https://api.groq.com/openai/v1', apiKeyEnv: ['GROQ_API_KEY'] },
  openrouter: { kind: 'openai-compatible', baseUrl: 'https://openrouter.ai/api/v1', apiKeyEnv: ['OPENROUTER_API_KEY'] },
  together: { kind: 'openai-compatible', baseUrl: 'https://api.together.xyz/v1', apiKeyEnv: ['TOGETHER_API_KEY'] },
  fireworks: { kind: 'openai-compatible', baseUrl: 'https://api.fireworks.ai/inference/v1', apiKeyEnv: ['FIREWORKS_API_KEY'] },
  cerebras: { kind: 'openai-compatible', baseUrl: 'https://api.cerebras.ai/v1', apiKeyEnv: ['CEREBRAS_API_KEY'] },
  deepseek: { kind: 'openai-compatible', baseUrl: 'https://api.deepseek.com/v1', apiKeyEnv: ['DEEPSEEK_API_KEY'] },
  moonshot: { kind: 'openai-compatible', baseUrl: 'https://api.moonshot.ai/v1', apiKeyEnv: ['MOONSHOT_API_KEY'] },
  ollama: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1', apiKeyEnv: [] },
  lmstudio: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1234/v1', apiKeyEnv: [] },
};

/** Providers that need no entry in the config. */
export const KNOWN_PROVIDERS: readonly string[] = Object.keys(KNOWN);

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a config says of a provider. Absent parts are as usual for its name, else for its kind. */
export interface ProviderEntry {
  readonly kind: ProviderKind;
  readonly baseUrl?: string | undefined;
  readonly apiKeyEnv?: string | undefined;
}

/** The provider of this name, or `undefined` when neither the entry nor the name says where it is. */
export function providerOf(name: string, entry: ProviderEntry | undefined, environment: Environment): Provider | undefined {
  const usual = Object.hasOwn(KNOWN, name) && (entry === undefined || KNOWN[name]?.kind === entry.kind) ? KNOWN[name] : undefined;
  const kind = entry?.kind ?? usual?.kind;
  if (kind === undefined) return undefined;
  const ofKind = usual ?? (kind === 'openai-compatible' ? undefined : KNOWN[kind]);
  const baseUrl = entry?.baseUrl ?? environmentUrl(ofKind, environment) ?? ofKind?.baseUrl;
  if (baseUrl === undefined) return undefined;
  const apiKeyEnv = entry?.apiKeyEnv === undefined ? keyNames(entry, ofKind) : [entry.apiKeyEnv];
  return { name, kind, baseUrl: baseUrl.replace(/\/+$/, ''), apiKeyEnv, needsKey: apiKeyEnv.length > 0 };
}

/** A compatible server at an address of the user's own is sent a key only when they name one. */
function keyNames(entry: ProviderEntry | undefined, usual: KnownProvider | undefined): readonly string[] {
  if (usual === undefined) return [];
  return entry?.baseUrl === undefined || entry.kind !== 'openai-compatible' ? usual.apiKeyEnv : [];
}

/** Anthropic's own client wants its address without the version. */
function environmentUrl(known: KnownProvider | undefined, environment: Environment): string | undefined {
  const url = known?.baseUrlEnv === undefined ? undefined : environment[known.baseUrlEnv]?.replace(/\/+$/, '');
  if (url === undefined || url === '') return undefined;
  return known?.kind === 'anthropic' && !/\/v\d+$/.test(url) ? `${url}/v1` : url;
}

/** The key, or `undefined` when none of the variables holds one. */
export function apiKeyOf({ apiKeyEnv }: Provider, environment: Environment): string | undefined {
  for (const variable of apiKeyEnv) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
