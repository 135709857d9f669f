import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, skein } from './skein.ts';

const FREE = 'price: { inputPerMillion: 0, outputPerMillion: 0 }';

it('skein doctor says of each model what is wrong with it and for whom, and spends no token', async () => {
  const gone = await startModelServer({ script: 'x' });
  await gone.close();
  const server = await startModelServer({ script: () => expect.unreachable('a token was spent'), models: ['large'], apiKey: 'right' });
  onTestFinished(() => server.close());
  const config = `embedded: false
providers:
  local: { kind: openai-compatible, baseUrl: "${server.url}/v1", apiKeyEnv: LOCAL_KEY }
  shut: { kind: openai-compatible, baseUrl: "${server.url}/v1", apiKeyEnv: WRONG_KEY }
  gone: { kind: openai-compatible, baseUrl: "${gone.url}/v1" }
agents:
  - { id: good, model: local/large, ${FREE} }
  - { id: misspelt, model: local/larg, ${FREE} }
  - { id: shut-out, model: shut/large, ${FREE} }
  - { id: far, model: gone/large, ${FREE} }
  - { id: keyless, model: anthropic/claude-sonnet-5 }
  - { id: unpriced, model: local/large }
`;
  const directory = freshFolder({ 'skein.yaml': config });
  const environment = { LOCAL_KEY: 'right', WRONG_KEY: 'wrong' };
  const { code, json, stdout } = await skein(['doctor', '--json'], { directory, environment });
  const { findings } = json as { readonly findings: readonly { readonly name: string; readonly state: string; readonly detail: string }[] };
  const said = findings.filter(({ name }) => name.includes('/')).map(({ name, state, detail }) => `${state} ${name}: ${detail}`);
  expect(said.slice(0, 6).map((line) => line.replaceAll(server.url, 'SERVER').replaceAll(gone.url, 'GONE'))).toEqual([
    'ok good (local/large): SERVER/v1 answers and has "large"',
    'limited misspelt (local/larg): SERVER/v1 has no model "larg". Did you mean "large"?',
    'limited shut-out (shut/large): SERVER/v1 did not accept the key in WRONG_KEY (401)',
    'limited far (gone/large): GONE/v1 does not answer (ECONNREFUSED)',
    'limited keyless (anthropic/claude-sonnet-5): needs a key in ANTHROPIC_API_KEY, in the environment or in .env',
    'limited unpriced (local/large): SERVER/v1 answers and has "large"; its price is not known, so its cost is not counted: give it a "price"',
  ]);
  // The others can work.
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/"right"|"wrong"/);
  expect(server.exchanges).toEqual([]);
});
