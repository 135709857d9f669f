import type { DocumentPath } from '../../core/parse.ts';
import { complain } from '../complain.ts';
import type { ProviderEntry } from '../config-schema.ts';
import type { Environment } from '../dot-env.ts';
import { BACKENDS, type Backend, backendAt } from './backends.ts';
import type { MassGenAgent } from './massgen-schema.ts';

/** What people write where a server without keys wants one. */
const NO_KEY = /^(?:empty|none|dummy|local|not-needed|lm-studio|ollama|sk-no-key-required|\s*)$/i;

/** The providers of a file, gathered from its agents: those with the same address and key share one. */
export class MassGenProviders {
  readonly entries: Record<string, ProviderEntry> = {};
  readonly #locate: (path: DocumentPath) => string;
  readonly #environment: Environment;

  constructor(locate: (path: DocumentPath) => string, environment: Environment) {
    this.#locate = locate;
    this.#environment = environment;
  }

  /** @returns The name, in our config, of the provider that answers for this backend. */
  add(type: string, backend: MassGenAgent['backend'], path: DocumentPath): string {
    const { provider, kind, keyVariables, baseUrl: usualUrl } = behind(type, backend);
    const baseUrl = type === 'azure_openai' ? this.#azureUrl(backend.base_url, path) : (backend.base_url ?? usualUrl);
    if (kind === 'openai-compatible' && baseUrl === undefined) {
      complain(this.#locate(path), { what: `the backend "${type}" has no "base_url"`, todo: 'Say where it is.' });
    }
    const apiKeyEnv = this.#keyVariable(backend.api_key, keyVariables, isLocal(type), path);
    const entry: ProviderEntry = {
      kind,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    };
    for (let count = 1; ; count++) {
      const name = count === 1 ? provider : `${provider}-${count}`;
      const taken = Object.hasOwn(this.entries, name) ? this.entries[name] : undefined;
      if (taken !== undefined && JSON.stringify(taken) !== JSON.stringify(entry)) continue;
      this.entries[name] = entry;
      return name;
    }
  }

  /** Azure's own OpenAI-compatible address, from that of the resource. */
  #azureUrl(given: string | undefined, path: DocumentPath): string {
    const endpoint = given ?? this.#environment['AZURE_OPENAI_ENDPOINT'];
    if (endpoint === undefined || !URL.canParse(endpoint)) {
      complain(this.#locate(path), {
        what: endpoint === undefined ? 'the backend "azure_openai" has no "base_url"' : 'AZURE_OPENAI_ENDPOINT is no URL',
        todo: 'Give "base_url", or set AZURE_OPENAI_ENDPOINT to https://RESOURCE.openai.azure.com.',
      });
    }
    const { origin, pathname } = new URL(endpoint);
    return /\/openai\/v1\/?$/.test(pathname) ? `${origin}${pathname.replace(/\/$/, '')}` : `${origin}/openai/v1`;
  }

  #keyVariable(given: string | undefined, usual: readonly string[], local: boolean, path: DocumentPath): string | undefined {
    const named = given === undefined ? undefined : /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(given)?.[1];
    if (named !== undefined) return named;
    if (given !== undefined && !NO_KEY.test(given)) {
      complain(this.#locate([...path, 'api_key']), {
        what: 'a key is written in the file',
        todo: `Put it in the environment or in .env, and write api_key: "\${${usual[0] ?? 'LOCAL_API_KEY'}}" or nothing.`,
      });
    }
    const isSet = usual.find((variable) => (this.#environment[variable] ?? '') !== '');
    return isSet ?? (local || given !== undefined ? undefined : usual[0]);
  }
}

/** Servers of one's own: they want a key only when one is set. */
function isLocal(type: string): boolean {
  return ['lmstudio', 'vllm', 'sglang', 'inference'].includes(type);
}

function behind(type: string, { base_url }: MassGenAgent['backend']): Backend {
  const backend = BACKENDS[type] as Backend; // The caller knows the type.
  if (type !== 'chatcompletion') return backend;
  if (base_url === undefined) return { ...backend, baseUrl: 'https://api.openai.com/v1' };
  return backendAt(base_url) ?? backend;
}
