import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../src/core/event.ts';
import { agentId, runId, taskId } from '../../src/core/ids.ts';
import { judgeJournal } from './judge-journal.ts';
import { killCampaign } from './kill-campaign.ts';

const KILLS = 300;

it(`loses nothing over ${KILLS} kills at random moments`, async () => {
  const seed = Date.now() % 1_000_000;
  const { kills, faults, repeated, inFlight } = await killCampaign(KILLS, seed);
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(KILLS);
  expect(repeated).toBeLessThanOrEqual(inFlight);
  // Otherwise nothing was interrupted, and nothing was shown.
  expect(repeated).toBeGreaterThan(0);
});

describe('the judge of journals', () => {
  const which = { task: taskId('t'), attempt: 1, agent: agentId('a') };
  const started: EventBody = { type: 'attempt-started', ...which, decision: { why: '' } };
  const succeeded: EventBody = { type: 'attempt-succeeded', ...which, output: { inline: 1 }, artifacts: [] };
  const resumed: EventBody = { type: 'run-resumed' };
  const judge = (...bodies: readonly EventBody[]) =>
    judgeJournal(
      bodies.map((body, index): RunEvent => ({ ...body, run: runId('r'), seq: index + 1, atMs: index })),
      [],
    );

  it('has nothing against an attempt in flight that is repeated, also after two kills', () => {
    expect(judge(started, resumed, started, resumed, started, succeeded)).toEqual({ inFlight: 2, repeated: 2, faults: [] });
    expect(judge(started, resumed, resumed, started, succeeded)).toEqual({ inFlight: 1, repeated: 1, faults: [] });
  });

  it.each([
    ['an attempt repeated without an interruption', [started, started], /was not in flight/],
    ['work done again', [started, succeeded, resumed, { ...started, attempt: 2 }], /started again after it had succeeded/],
    ['a result that comes twice', [started, succeeded, succeeded], /succeeded twice/],
  ] as const)('finds %s', (_, bodies, fault) => {
    expect(judge(...bodies).faults.join()).toMatch(fault);
  });

  it('finds an event that was shown and is not there, or is there otherwise', () => {
    const event = { ...resumed, run: runId('r'), seq: 1, atMs: 1 };
    expect(judgeJournal([event], [JSON.stringify({ atMs: 1, run: 'r', seq: 1, type: 'run-resumed' })]).faults).toEqual([]);
    expect(judgeJournal([event], [JSON.stringify({ ...event, seq: 2 })]).faults.join()).toMatch(/acknowledged, and lost/);
    expect(judgeJournal([event], [JSON.stringify({ ...event, atMs: 2 })]).faults.join()).toMatch(/acknowledged, and lost/);
  });
});
