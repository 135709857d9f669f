import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { callOf, workOf } from '../agents/model/tools/held-work.fixture.ts';
import { readYaml } from '../plan/yaml-source.ts';
import { embeddedTeam } from './embedded-team.ts';
import { parseConfig } from './parse-config.ts';
import { openToolbox } from './toolbox.ts';

function toolboxOf(text: string, toolsApproved = false) {
  const { value, locate } = readYaml(text, 'skein.yaml', 'bad-config');
  const config = parseConfig(value, locate);
  const agents = config.embedded === false ? [] : embeddedTeam();
  const toolbox = openToolbox(config, agents, { environment: {}, directory: tmpdir(), toolsApproved }, locate);
  return async (index = 0, capabilities: string[] = []): Promise<string[]> => {
    const entry = config.agents?.[index];
    if (entry === undefined) throw new Error('no such agent');
    const session = await toolbox.toolsOf(entry).open(workOf({ inputs: [tmpdir()], with: { capabilities } }), callOf(tmpdir()));
    return session.tools.map(({ name }) => name);
  };
}

const CONFIG = `
agents:
  - { id: a, model: openai/x, tools: [read, "agent:calculator"], toolsOnApproval: [write] }
  - { id: b, model: openai/x }
`;

describe('the tools of a config', () => {
  it('are none without a grant', async () => {
    expect(await toolboxOf(CONFIG)(1)).toEqual([]);
    expect(await toolboxOf(CONFIG, true)(1)).toEqual([]);
  });

  it('are those of the agent; what needs approval only with it', async () => {
    expect(await toolboxOf(CONFIG)()).toEqual(['read_file', 'ask_calculator']);
    expect(await toolboxOf(CONFIG, true)()).toEqual(['read_file', 'write_file', 'ask_calculator']);
  });

  it('are those of the capability, whoever does the task', async () => {
    const tools = toolboxOf(`${CONFIG}grants: { coding: [write], "*": [list] }\n`);
    expect(await tools(1)).toEqual(['list_files']);
    expect(await tools(1, ['coding'])).toEqual(['list_files', 'write_file']);
  });

  it.each([
    [
      'agents: [{ id: a, model: openai/x, tools: ["agent:calculater"] }]',
      /skein\.yaml:1:\d+ .*no embedded agent "calculater" to ask\. Did you mean "agent:calculator"\?/,
    ],
    ['embedded: false\ngrants: { math: ["agent:calculator"] }', /skein\.yaml:2:\d+ .*The embedded agents are left out/],
  ])('that name nobody are refused: %s', (text, message) => {
    expect(() => toolboxOf(text)).toThrow(message);
  });
});
