import * as z from 'zod';
import { type KnownService, type LocalServer, localServers, SERVICES } from './known-services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A local server that answered, with the models that it says it has. */
export interface AnsweringServer extends LocalServer {
  readonly models: readonly string[];
}

/** What there is to make a team of. */
export interface Findings {
  /** Services whose key is set, with the variable that holds it. */
  readonly services: readonly (KnownService & { readonly keyVariable: string })[];
  readonly servers: readonly AnsweringServer[];
}

/** A server on the same machine that takes longer is not there. */
const PATIENCE_MS = 700;

/** Looks which keys are set and which local servers answer. No key is read beyond whether it is there; nothing leaves the machine. */
export async function lookAround(environment: Environment): Promise<Findings> {
  const services = SERVICES.flatMap((service) => {
    const keyVariable = service.keyVariables.find((variable) => (environment[variable] ?? '').trim() !== '');
    return keyVariable === undefined ? [] : [{ ...service, keyVariable }];
  });
  const answers = await Promise.all(localServers(environment).map(async (server) => ({ server, models: await modelsAt(server.baseUrl) })));
  return { services, servers: answers.flatMap(({ server, models }) => (models === undefined ? [] : [{ ...server, models }])) };
}

const listing = z.object({ data: z.array(z.object({ id: z.string() })).nullable() });

/** The models that a server lists, or `undefined` when it does not answer as such a server does. */
export async function modelsAt(baseUrl: string): Promise<readonly string[] | undefined> {
  try {
    const response = await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    if (!response.ok) return undefined;
    const { data } = listing.parse(await response.json());
    // Models that turn text into vectors cannot do tasks.
    return (data ?? []).map(({ id }) => id).filter((id) => /^[\w.:/@+-]{1,200}$/.test(id) && !/embed/i.test(id));
  } catch {
    return undefined;
  }
}
