import { describe, expect, it } from 'vitest';
import { type Exchange, pressedKeys } from '../terminal/pressed-keys.fixture.ts';
import { askAgents } from './ask-agents.ts';
import { SERVICES } from './known-services.ts';
import type { Findings } from './look-around.ts';

const DOWN = '\x1b[B';
const ENTER = '\r';
const CTRL_C = '\x03';

const answered = async (findings: Findings, exchanges: readonly Exchange[]) =>
  await askAgents({ models: true }, findings, pressedKeys(exchanges));

const openai = SERVICES.find(({ provider }) => provider === 'openai');
if (openai === undefined) throw new Error('openai is not known');
const FOUND: Findings = {
  services: [{ ...openai, keyVariable: 'OPENAI_API_KEY' }],
  servers: [{ provider: 'ollama', label: 'Ollama', agent: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['qwen3:8b', 'other'] }],
};

describe('the questions', () => {
  it('propose what was found: Enter all the way takes it', async () => {
    const choice = await answered(FOUND, [
      ['Which models may do tasks', ENTER],
      ['Which model of OpenAI', ENTER],
      ['Which model of Ollama', ENTER],
      ['What may a run cost', ENTER],
    ]);
    expect(choice?.agents.map(({ id, model }) => [id, model])).toEqual([
      ['gpt', 'gpt-5.4-mini'],
      ['ollama', 'qwen3:8b'],
    ]);
    expect(choice?.budgetUsd).toBe(1);
  });

  it('take another choice, another model and another bound', async () => {
    const choice = await answered(FOUND, [
      ['Which models may do tasks', DOWN, ' ', ENTER],
      ['Which model of OpenAI', '-x', ENTER],
      ['What may a run cost', '0', ENTER],
    ]);
    expect(choice).toMatchObject({ agents: [{ id: 'gpt', model: 'gpt-5.4-mini-x' }], budgetUsd: 10 });
  });

  it('end with nothing when somebody leaves in the middle', async () => {
    expect(await answered(FOUND, [['Which models may do tasks', CTRL_C]])).toBeUndefined();
    expect(
      await answered(FOUND, [
        ['Which models may do tasks', ENTER],
        ['Which model of OpenAI', CTRL_C],
      ]),
    ).toBeUndefined();
  });
});
