import type { LanguageModel } from 'ai';
import type { Provider } from './provider.ts';

/** A model that can be called. */
export interface ModelEndpoint {
  readonly provider: Provider;
  /** As the provider knows it, without the provider's name. */
  readonly model: string;
  /** Absent: none is sent. */
  readonly apiKey?: string | undefined;
}

/** A server cannot lead a request on elsewhere: headers such as `x-api-key` would go along. */
const askThere: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });

/** Loads the package that speaks the provider's protocol. */
export async function openLanguageModel({ provider, model, apiKey }: ModelEndpoint): Promise<LanguageModel> {
  const { name, kind, baseUrl: baseURL } = provider;
  // The packages refuse to go without a key; servers that need none do not look at it.
  const settings = { baseURL, apiKey: apiKey ?? 'none', fetch: askThere };
  switch (kind) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(settings)(model);
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic(settings)(model);
    case 'google':
      return (await import('@ai-sdk/google')).createGoogle(settings)(model);
    case 'xai':
      return (await import('@ai-sdk/xai')).createXai(settings)(model);
    case 'mistral':
      return (await import('@ai-sdk/mistral')).createMistral(settings)(model);
    case 'groq':
      return (await import('@ai-sdk/groq')).createGroq(settings)(model);
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const key = apiKey === undefined ? {} : { apiKey };
      return createOpenAICompatible({ name, baseURL, ...key, fetch: askThere, includeUsage: true, supportsStructuredOutputs: true })(model);
    }
  }
}
