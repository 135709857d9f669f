import { describe, expect, it } from 'vitest';
import type { AgentProfile } from './agent.ts';
import { agentId } from './ids.ts';
import { levelOf } from './team.ts';

const agent = (capabilities: Record<string, number>): AgentProfile => ({
  id: agentId('a'),
  kind: 'embedded',
  description: '',
  capabilities,
  slots: 1,
  limits: [],
  price: {},
});

describe('levelOf', () => {
  it('is the named level, else that of the star, else 0', () => {
    expect(levelOf(agent({ math: 0.5, '*': 0.2 }), 'math')).toBe(0.5);
    expect(levelOf(agent({ math: 0, '*': 0.2 }), 'math')).toBe(0);
    expect(levelOf(agent({ math: 0.5, '*': 0.2 }), 'data')).toBe(0.2);
    expect(levelOf(agent({ math: 0.5 }), 'data')).toBe(0);
  });

  it('knows no capability by the name of something every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__']) expect(levelOf(agent({ math: 1 }), name)).toBe(0);
  });
});
