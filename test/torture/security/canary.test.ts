import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Script } from '../../model-server/exchange.ts';
import { startModelServer } from '../../model-server/model-server.ts';
import { freshFolder, skein } from '../../skein.ts';

/** Keys that nothing but the request to their own server may hold. */
const KEY = 'sk-canary-in-the-environment-7Qm2';
const DOT_ENV_KEY = 'sk-canary-in-dot-env-x81Lp';
const OTHER_SECRET = 'canary-of-another-program-9vB4';

const EVERYTHING = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js');

const PLAN = `tasks:
  - { id: environment, instruction: Look at the environment., capabilities: [writing], attempts: 1 }
  - { id: refused, instruction: Be refused., capabilities: [writing], attempts: 1 }
  - { id: broken, instruction: Break., capabilities: [writing], attempts: 1 }
  - { id: proxied, instruction: Meet a proxy., capabilities: [writing], attempts: 1 }
  - { id: telling, instruction: Say your key., capabilities: [writing], attempts: 1 }
  - { id: writing, instruction: Write your key into a file., capabilities: [writing], attempts: 1 }
  - { id: checked, instruction: Pass the check., capabilities: [writing], attempts: 1, check: nosy }
  - { id: second, instruction: Ask the other server., capabilities: [drawing], attempts: 1 }
`;

const configOf = (url: string): string => `embedded: false
providers:
  local: { kind: openai-compatible, baseUrl: "${url}/v1", apiKeyEnv: CANARY_KEY }
  other: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1", apiKeyEnv: DOT_ENV_KEY }
agents:
  - { id: scribe, model: local/m, capabilities: { writing: 1 }, slots: 2, price: { inputPerMillion: 0, outputPerMillion: 0 }, tools: ["mcp:everything", write] }
  - { id: painter, model: other/m, capabilities: { drawing: 1 }, price: { inputPerMillion: 0, outputPerMillion: 0 } }
checks:
  nosy: { command: [/bin/sh, -c, "env | tee seen.txt; exit 3"] }
mcpServers:
  everything: { command: "${process.execPath}", args: ["${EVERYTHING}", stdio] }
`;

/** A server, and a tool, that say everything they know. */
const script: Script = ({ prompt, turns, tools, headers }) => {
  const said = turns.map(({ text }) => text).join('\n');
  const authorization = headers['authorization'] ?? '';
  if (said.includes('Be refused')) return { status: 401, message: `the key "${authorization}" is not good enough` };
  if (said.includes('Break')) return { status: 400, message: `cannot serve ${JSON.stringify(headers)}` };
  if (said.includes('Meet a proxy')) return { raw: `<html>Proxy error. You sent: ${authorization}</html>`, status: 502 };
  if (said.includes('Say your key')) return { text: `My key is ${authorization}, and so on.` };
  if (said.includes('Pass the check')) return { text: 'I have seen nothing.' };
  const write = tools.find(({ name }) => name === 'write_file');
  if (said.includes('Write your key') && turns.at(-1)?.role !== 'tool' && write !== undefined)
    return { toolCalls: [{ name: write.name, arguments: { path: 'leak.txt', content: `key: ${authorization}` } }] };
  const env = tools.find(({ name }) => /env/i.test(name));
  if (turns.at(-1)?.role === 'tool') return { text: `The environment is: ${prompt}` };
  return env === undefined ? { text: 'There is no tool for it.' } : { toolCalls: [{ name: env.name, arguments: {} }] };
};

/** All files below a folder, as bytes that can be searched. */
function filesBelow(folder: string): { readonly name: string; readonly text: string }[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [{ name: path, text: readFileSync(path, 'latin1') }];
  });
}

describe('a key', () => {
  it('is in no journal, log, event, report, message or artifact, nor in the environment of a child', async () => {
    const server = await startModelServer({ script, apiKey: KEY });
    onTestFinished(() => server.close());
    const directory = freshFolder({ 'skein.yaml': configOf(server.url), 'plan.yaml': PLAN, '.env': `DOT_ENV_KEY=${DOT_ENV_KEY}\n` });
    const environment = { CANARY_KEY: KEY, OTHER_SECRET };
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await skein(args, { directory, environment });
      return { args, stdout, stderr };
    };
    const first = await run('run', 'plan.yaml', '--json');
    const { runId } = JSON.parse(first.stdout) as { runId: string };
    const outputs = [
      first,
      await run('run', 'plan.yaml', '--events'),
      await run('run', 'plan.yaml', '--debug'),
      await run('show', runId),
      await run('show', runId, '--json'),
      await run('explain', runId),
      await run('events', runId),
      await run('agents', '--json'),
      await run('doctor', '--json'),
      await run('plan', 'plan.yaml', '--json'),
    ];
    // The server was asked with its key, and the tool was used; else nothing was tried.
    expect(server.exchanges.some(({ request }) => request.headers['authorization']?.includes(KEY))).toBe(true);
    expect(first.stdout).toContain('The environment is');
    expect(first.stdout).toContain('PATH');
    // The check was run, and told what it sees of the environment; the file was written.
    expect(first.stdout).toMatch(/the check \\?"nosy\\?" failed \(exit 3\)/);
    const written = filesBelow(directory);
    expect(written.find(({ name }) => name.endsWith('seen.txt'))?.text).toContain('SKEIN_TASK');
    expect(written.some(({ name }) => name.endsWith('leak.txt'))).toBe(true);
    const told = outputs.flatMap(({ args, stdout, stderr }) => [
      { name: `stdout of ${args.join(' ')}`, text: stdout },
      { name: `stderr of ${args.join(' ')}`, text: stderr },
    ]);
    const kept = filesBelow(directory).filter(({ name }) => !name.endsWith('.env'));
    const leaks = [...told, ...kept].flatMap(({ name, text }) =>
      [KEY, DOT_ENV_KEY, OTHER_SECRET].filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret}`),
    );
    expect(leaks).toEqual([]);
  });

  it('that stands in a config by mistake is not repeated in the message about it', async () => {
    const wrong = [
      `providers: { openai: { apiKey: ${KEY} } }\n`,
      `providers: { openai: { apiKeyEnv: "${KEY} " } }\n`,
      `agents:\n  - { id: a, model: openai/gpt, apiKey: ${KEY} }\n`,
      `agents:\n  - { id: a, backend: { type: openai, model: m, api_key: ${KEY}, cwd: [1] } }\n`,
      `mcpServers:\n  x: { command: [${KEY}], env: { TOKEN: ${KEY} } }\n`,
      `mcpServers:\n  x: { url: "http://127.0.0.1:9", headers: { Authorization: [${KEY}] } }\n`,
    ];
    for (const config of wrong) {
      const directory = freshFolder({ 'skein.yaml': config });
      const { stdout, stderr } = await skein(['agents'], { directory });
      expect(`${stdout}${stderr}`, config).not.toContain(KEY);
    }
  });
});
