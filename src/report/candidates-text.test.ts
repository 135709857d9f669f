import { expect, it } from 'vitest';
import { agentId } from '../core/ids.ts';
import { candidatesText } from './candidates-text.ts';

it('says of an agent that falls short of what was asked for that it does, where its utility is no sum of money any more', () => {
  const of = (id: string, utility: number) => ({ agent: agentId(id), finishMs: 10, success: 0.5, costUsd: 0.01, utility });
  const lines = candidatesText({ why: 'w', candidates: [of('good', -1.2345), of('poor', -195_000)] }, agentId('good'));
  expect(lines.slice(1).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['good', '10 ms', '50 %', '$0.01', '-1.23', 'chosen'],
    ['poor', '10 ms', '50 %', '$0.01', 'falls short'],
  ]);
});
