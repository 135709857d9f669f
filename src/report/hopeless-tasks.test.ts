import { describe, expect, it } from 'vitest';
import { agentId } from '../core/ids.ts';
import { hopelessTasks } from './hopeless-tasks.ts';
import { agent, task } from './run-of.fixture.ts';

const team = {
  agents: [agent('writer', { capabilities: { writing: 0.9 } }), agent('reader', { capabilities: { reading: 0.5, math: 0 } })],
  limits: {},
  resources: { seats: { capacity: 2 } },
};
const of = (id: string, ...capabilities: string[]) => ({ task: task(id, [], { capabilities }) });

describe('hopelessTasks', () => {
  it('says nothing of what somebody can do', () => {
    expect(hopelessTasks([of('a', 'writing'), of('b')], team)).toEqual([]);
  });

  it('names what is missing: a capability, one agent with all of them, somebody who accepts it, units of a resource', () => {
    const shy = { ...of('d', 'writing'), refusals: new Map([[agentId('writer'), 'reads no French']]) };
    const greedy = { task: task('e', [], { resources: [{ name: 'seats', access: 'read', units: 3 }] }) };
    expect(hopelessTasks([of('a', 'cooking', 'writing'), of('b', 'math'), of('c', 'writing', 'reading'), shy, greedy], team)).toEqual([
      'Nobody can do a: no agent of the team has cooking.',
      'Nobody can do b: no agent of the team has math.',
      'Nobody can do c: no agent of the team has all of writing, reading.',
      'Nobody can do d: no agent accepts it (writer: reads no French).',
      'Nobody can do e: it needs 3 units of seats, of which 2 exist.',
    ]);
    expect(hopelessTasks([of('a')], { agents: [], limits: {}, resources: {} })).toEqual(['Nobody can do a: the team has no agents.']);
  });

  it('leaves out compound tasks and those that are broken down on the way', () => {
    const whole = of('whole', 'cooking');
    const part = { task: task('whole/part', [], { capabilities: ['writing'] }) };
    expect(hopelessTasks([whole, part, { ...of('later', 'cooking'), expands: true }], team)).toEqual([]);
  });

  it('counts those beyond the first five', () => {
    const many = Array.from({ length: 7 }, (_, index) => of(`t${index}`, 'cooking'));
    expect(hopelessTasks(many, team).slice(4)).toEqual([
      'Nobody can do t4: no agent of the team has cooking.',
      'Nobody can do 2 more tasks.',
    ]);
  });
});
