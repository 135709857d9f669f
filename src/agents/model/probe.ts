import { messageOf } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { networkCode } from './failure.ts';
import type { ModelEndpoint } from './language-model.ts';

/** Whether a model can be used, found out without a token spent. */
export interface Probe {
  readonly works: boolean;
  readonly detail: string;
}

/** A list of models is a small answer: a server that takes longer is of no use. */
const PATIENCE_MS = 10_000;

/** Asks the server for its list of models: it answers, it takes the key, it has the model. */
export async function probeModel(endpoint: ModelEndpoint, signal?: AbortSignal): Promise<Probe> {
  const { provider, apiKey } = endpoint;
  if (provider.needsKey && apiKey === undefined) {
    return { works: false, detail: `needs a key in ${provider.apiKeyEnv.join(' or ')}, in the environment or in .env` };
  }
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(listUrl(endpoint), {
      headers: headersFor(endpoint),
      redirect: 'manual',
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    });
    return await judge(response, endpoint);
  } catch (error) {
    signal?.throwIfAborted();
    const why = patience.aborted ? `no answer in ${PATIENCE_MS / 1000} s` : (networkCode(error) ?? messageOf(error));
    return { works: false, detail: `${provider.baseUrl} does not answer (${why})` };
  }
}

function listUrl({ provider: { kind, baseUrl } }: ModelEndpoint): string {
  if (kind === 'google') return `${baseUrl}/models?pageSize=1000`;
  return kind === 'anthropic' ? `${baseUrl}/models?limit=1000` : `${baseUrl}/models`;
}

function headersFor({ provider: { kind }, apiKey }: ModelEndpoint): Record<string, string> {
  const version: Record<string, string> = kind === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {};
  if (apiKey === undefined) return version;
  if (kind === 'anthropic') return { ...version, 'x-api-key': apiKey };
  return kind === 'google' ? { 'x-goog-api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
}

async function judge(response: Response, { provider, model, apiKey }: ModelEndpoint): Promise<Probe> {
  const place = provider.baseUrl;
  const { status } = response;
  if (status === 401 || status === 403 || (status === 400 && provider.kind === 'google')) {
    const key = apiKey === undefined ? 'a request without a key' : `the key in ${provider.apiKeyEnv.join(' or ')}`;
    await response.body?.cancel();
    return { works: false, detail: `${place} did not accept ${key} (${status})` };
  }
  const ids = response.ok ? idsIn(await response.json().catch(() => undefined)) : undefined;
  if (ids === undefined) {
    if (status >= 500) return { works: false, detail: `${place} is out of order (${status})` };
    return { works: true, detail: `${place} answers, but tells no list of models (${status}): whether it has "${model}" was not checked` };
  }
  // Ollama lists a model with its tag; the tag "latest" goes without saying.
  if (ids.includes(model) || ids.includes(`${model}:latest`)) return { works: true, detail: `${place} answers and has "${model}"` };
  const nearest = nearestName(model, ids);
  const others = nearest === undefined ? ` It has ${listed(ids)}.` : ` Did you mean "${nearest}"?`;
  return { works: false, detail: `${place} has no model "${model}".${others}` };
}

function listed(ids: readonly string[]): string {
  if (ids.length === 0) return 'none';
  return ids.length <= 6 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}

/** The ids in a list of models, in the form of OpenAI and Anthropic (`data`) or of Google (`models`). */
function idsIn(body: unknown): string[] | undefined {
  const { data, models } = (typeof body === 'object' && body !== null ? body : {}) as { data?: unknown; models?: unknown };
  const list: unknown = data ?? models;
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((entry: unknown) => {
    const { id, name } = (typeof entry === 'object' && entry !== null ? entry : {}) as { id?: unknown; name?: unknown };
    const found = id ?? name;
    return typeof found === 'string' ? [found.replace(/^models\//, '')] : [];
  });
}
