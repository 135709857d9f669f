import { onTestFinished } from 'vitest';
import type { Script } from '../../../test/model-server/exchange.ts';
import { type ModelServer, startModelServer } from '../../../test/model-server/model-server.ts';
import { type ModelAgent, type ModelAgentSettings, modelAgent } from './model-agent.ts';

/** An agent in front of a local server that speaks chat completions; both are gone when the test is finished. */
export async function servedAgent(
  script: Script | string,
  settings: Partial<ModelAgentSettings> = {},
): Promise<{ readonly server: ModelServer; readonly agent: ModelAgent }> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  const provider = { name: 'local', kind: 'openai-compatible', baseUrl: `${server.url}/v1`, apiKeyEnv: [], needsKey: false } as const;
  return { server, agent: modelAgent({ id: 'writer-1', endpoint: { provider, model: 'm' }, ...settings }) };
}
