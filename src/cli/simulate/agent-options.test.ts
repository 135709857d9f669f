import { describe, expect, it } from 'vitest';
import { agentId } from '../../core/ids.ts';
import { identicalAgents } from '../../simulate/simulate-plan.ts';
import { parseAgentChanges } from './agent-changes.ts';
import { parseAgentRange } from './agent-range.ts';

describe('parseAgentRange', () => {
  it('reads a number and a range', () => {
    expect(parseAgentRange('8')).toEqual({ from: 8, to: 8 });
    expect(parseAgentRange('1..32')).toEqual({ from: 1, to: 32 });
  });

  it.each([['0'], ['5..2'], ['1..'], ['..4'], ['1..2..3'], ['many'], ['1e9'], ['2.5']])('refuses %s', (text) => {
    expect(() => parseAgentRange(text)).toThrow(/--agents: expected/);
  });
});

describe('parseAgentChanges', () => {
  const team = identicalAgents(2);

  it('reads who, how many slots, and when', () => {
    expect(parseAgentChanges(['slot-1=0@2m', 'slot-2=4@1500'], team)).toEqual([
      { agent: agentId('slot-1'), slots: 0, atMs: 120_000 },
      { agent: agentId('slot-2'), slots: 4, atMs: 1500 },
    ]);
  });

  it('says what is wrong', () => {
    expect(() => parseAgentChanges(['slot-1'], team)).toThrow('--change: expected AGENT=SLOTS@TIME, such as coder=0@2m, received "slot-1"');
    expect(() => parseAgentChanges(['slt-1=1@2s'], team)).toThrow('the simulated team has no agent "slt-1". Did you mean "slot-1"?');
    expect(() => parseAgentChanges(['slot-1=1@soon'], team)).toThrow(/expected a length of time/);
  });
});
