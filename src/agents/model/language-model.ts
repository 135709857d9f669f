import type { LanguageModel } from 'ai';
import type { Provider } from './provider.ts';
import { sameOriginFetch } from './same-origin-fetch.ts';

/** A model that can be called. */
export interface ModelEndpoint {
  readonly provider: Provider;
  /** As the provider knows it, without the provider's name. */
  readonly model: string;
  /** Absent: none is sent. */
  readonly apiKey?: string | undefined;
}

/**
 * Loads the package that speaks the provider's protocol.
 *
 * @param nextKey The idempotency key of each request. Absent: none is sent.
 */
export async function openLanguageModel(
  { provider, model, apiKey }: ModelEndpoint,
  nextKey?: (() => string) | undefined,
): Promise<LanguageModel> {
  const { name, kind, baseUrl: baseURL } = provider;
  // The packages refuse to go without a key; servers that need none do not look at it.
  const settings = { baseURL, apiKey: apiKey ?? 'none', fetch: fetchThere(nextKey) };
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
      const { apiKey: _, ...common } = settings;
      const key = apiKey === undefined ? {} : { apiKey };
      return createOpenAICompatible({ name, ...common, ...key, includeUsage: true, supportsStructuredOutputs: true })(model);
    }
  }
}

/** Tells a server the idempotency key of each request. One that does not know the header leaves it alone. */
function fetchThere(nextKey: (() => string) | undefined): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    // What a header cannot hold is escaped: callers name runs as they like.
    if (nextKey !== undefined) headers.set('idempotency-key', encodeURI(nextKey().toWellFormed()));
    return sameOriginFetch(input, { ...init, headers });
  };
}
