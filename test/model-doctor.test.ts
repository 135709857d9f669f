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
    'limited unpriced (local/large): SERVER/v1 answers and has "large"; its price is not known, so its cost is not counted, and it takes no tasks of a run that has a budget: give it a "price"',
  ]);
  // The others can work.
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/"right"|"wrong"/);
  expect(server.exchanges).toEqual([]);
});

it("skein init writes a config that works as it is: with one key, with Ollama, with a server of one's own", async () => {
  const server = await startModelServer({
    script: ({ system }) =>
      system.includes('You break a request down')
        ? '[{"id": "haiku", "instruction": "Write a haiku about a.txt", "capabilities": ["writing"]}]'
        : 'Geese go.',
    models: ['claude-sonnet-5', 'qwen3:8b', 'own'],
  });
  onTestFinished(() => server.close());
  const answers = async (args: readonly string[], environment: Record<string, string>, files = {}) => {
    const directory = freshFolder({ 'docs/a.txt': 'Geese.', ...files });
    const made = await skein(['init', ...args], { directory, environment });
    expect(made.code).toBe(0);
    const doctor = await skein(['doctor'], { directory, environment });
    expect(doctor.stdout).toContain('answers and has');
    const { stdout } = await skein(['Write a haiku about each of these files', '--input', 'docs'], { directory, environment });
    expect(stdout).toBe('Geese go.\n');
    return made.stdout;
  };
  const one = await answers([], { ANTHROPIC_BASE_URL: server.url, OLLAMA_HOST: '127.0.0.1:9' }, { '.env': 'ANTHROPIC_API_KEY=k\n' });
  expect(one).toContain('claude: anthropic/claude-sonnet-5 (its key is in ANTHROPIC_API_KEY)');
  // At another address than Anthropic's own nobody knows the price.
  expect(one).toContain('The price of claude is not known: put it in, before you set a budget.');
  expect(await answers([], { OLLAMA_HOST: server.url })).toContain('ollama: ollama/claude-sonnet-5 (Ollama on this machine)');
  const own = ['--base-url', `${server.url}/v1`, '--model', 'own', '--key-env', 'OWN_KEY'];
  expect(await answers(own, { OWN_KEY: 'k' })).toContain('The price of own is not known');
});
