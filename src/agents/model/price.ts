import type { Price, Usage } from '../../core/agent.ts';
import type { Provider } from './provider.ts';

/** What is known of a model from the price table. */
export interface ModelFacts {
  readonly price: Price;
  /** The most tokens it can read and write together. */
  readonly contextTokens?: number;
  /** Exact where the flat price is not: cached input is cheaper, long prompts are dearer. */
  costUsd(usage: Usage, cachedTokens: number): number | undefined;
}

/** What is known of a model at a provider; nothing when it is not in the table. */
export type FactsLookup = (provider: Provider, model: string) => ModelFacts | undefined;

/**
 * Loads the table of `@pydantic/genai-prices`, which comes with the package: no network. A price holds for an address: a model
 * of the same name elsewhere has no known price.
 */
export async function loadPriceTable(): Promise<FactsLookup> {
  const table = await import('@pydantic/genai-prices');
  return (provider, model) => factsOf(table, provider, model);
}

function factsOf(
  { calcPrice, findProvider }: typeof import('@pydantic/genai-prices'),
  provider: Provider,
  model: string,
): ModelFacts | undefined {
  const known = findProvider({ modelId: model, providerApiUrl: provider.baseUrl })?.id;
  if (known === undefined) return undefined;
  const priced = (usage: Record<string, number>) => calcPrice(usage, model, { providerId: known });
  const found = priced({ input_tokens: 0, output_tokens: 0 });
  if (found === null) return undefined;
  const inputPerMillionUsd = baseOf(found.model_price['input_mtok']);
  const outputPerMillionUsd = baseOf(found.model_price['output_mtok']);
  if (inputPerMillionUsd === undefined || outputPerMillionUsd === undefined) return undefined;
  const contextTokens = found.model.context_window;
  return {
    price: { inputPerMillionUsd, outputPerMillionUsd },
    ...(contextTokens === undefined ? {} : { contextTokens }),
    costUsd: ({ inputTokens, outputTokens }, cachedTokens) => {
      const cached = found.model_price['cache_read_mtok'] === undefined ? 0 : Math.min(cachedTokens, inputTokens);
      return priced({ input_tokens: inputTokens, output_tokens: outputTokens, cache_read_tokens: cached })?.total_price;
    },
  };
}

/** The price of short prompts, where longer ones are dearer. */
function baseOf(price: number | { readonly base: number } | undefined): number | undefined {
  return typeof price === 'object' ? price.base : price;
}
