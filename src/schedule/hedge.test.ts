import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { agent, broken, task } from '../testing/scene.ts';
import { cancelled, failed, run, succeeded, Told, timePassed } from '../testing/told.ts';
import type { RunTerms } from './messages.ts';

/** Ten seconds are expected; from 22.8 s on it is late: 10 s * exp(1.645 * 0.5). */
const long = (id: string, given: Partial<Task> = {}) => task(id, 10_000, [], given);
const LATE_MS = 22_762;
const pair = [agent('a'), agent('b')];

function told(tasks: readonly Task[], agents: AgentProfile[] = pair, terms: Partial<RunTerms> = {}): Told {
  const made = new Told(agents);
  made.open(0, tasks, terms);
  return made;
}

describe('a late attempt', () => {
  it('gets a twin from the instant on at which it is late, which it is woken for', () => {
    const scene = told([long('t')]);
    expect(scene.wakesAtMs).toBeCloseTo(LATE_MS, 0);
    expect(scene.at(LATE_MS - 1, timePassed)).toEqual([]);
    expect(scene.at(LATE_MS + 1, timePassed)).toEqual(['start t/2 b']);
    // It gets one only, and the twin none of its own.
    expect(scene.at(90_000, timePassed)).toEqual([]);
    expect(scene.at(91_000, succeeded('t', 2))).toEqual(['stop t/1: another attempt at the task was first']);
    expect(scene.at(91_001, cancelled('t', 1))).toEqual(['finish r succeeded']);
  });

  it('is told how long it has run, where how long was expected', () => {
    const scene = told([long('t')]);
    scene.at(30_000, timePassed);
    expect(scene.said.findLast((command) => command.type === 'start-attempt')).toMatchObject({
      decision: { why: 'a twin of attempt 1 on a, which has run for 30.0 s where 10.0 s were expected: the first to succeed wins' },
    });
  });

  it('and its twin are two attempts, of which one is charged', () => {
    const scene = told([long('t', { attempts: 2 })]);
    expect(scene.at(30_000, timePassed)).toEqual(['start t/2 b']);
    expect(scene.at(31_000, failed('t', 1))).toEqual([]);
    // One of the two that it may have has failed with its twin: another try is left.
    expect(scene.at(32_000, failed('t', 2))).toEqual(['start t/3 a']);
    expect(scene.at(33_000, failed('t', 3))).toEqual([expect.stringMatching(/^fail t: it broke/), 'finish r failed']);
  });

  it('goes to the agent that gains most by it, among those that are idle', () => {
    // 30 s late, 15 more are expected: the quick one saves 14 s of them, the slow one 5.
    const agents = [
      agent('a', { capabilities: { '*': 0.95 }, latencyMs: { '*': 10_000 }, price: { perAttemptUsd: 0 } }),
      agent('slow', { latencyMs: { '*': 10_000 }, capabilities: { '*': 0.1 } }),
      agent('quick', { latencyMs: { '*': 1000 }, slots: 0 }),
    ];
    const scene = told([long('t')], agents);
    scene.at(1, { type: 'agent-changed', agent: agentId('quick'), slots: 1 });
    expect(scene.at(30_000, timePassed)).toEqual(['start t/2 quick']);
  });

  it('gets none that would take as long as is left, or that costs more than it saves', () => {
    // At 24 s twelve more are expected.
    expect(
      told([long('t')], [agent('a'), agent('b', { latencyMs: { '*': 12_001 }, capabilities: { '*': 0.3 } })]).at(24_000, timePassed),
    ).toEqual([]);
    // At 40 s ten of twenty are saved with 0.9: 2.5 USD at 1,000 USD an hour.
    const priced = (perAttemptUsd: number) =>
      told([long('t')], [agent('a', { price: { perAttemptUsd: 0 } }), agent('b', { price: { perAttemptUsd } })]);
    expect(priced(2.49).at(40_000, timePassed)).toEqual(['start t/2 b']);
    expect(priced(2.51).at(40_000, timePassed)).toEqual([]);
  });

  it('is looked at again when it did not pay, after half of its length', () => {
    const scene = told([long('t')], [agent('a'), agent('b', { price: { perAttemptUsd: 3 } })]);
    // Worth 0.25 USD a second that is saved, of which 0.9 count: from 13.3 s on, which is when it has run for 46.7.
    const started: number[] = [];
    for (let looks = 0; started.length === 0 && looks < 10; looks++) {
      const nowMs = scene.wakesAtMs ?? Number.NaN;
      if (scene.at(nowMs, timePassed).includes('start t/2 b')) started.push(nowMs);
    }
    // Looked at when late, and every five seconds from then on.
    expect(started.map((atMs) => Math.round(atMs - LATE_MS))).toEqual([25_000]);
  });

  it('gets none while there is other work for the slot, while it is told to stop, or once the run does not want any', () => {
    expect(told([long('t'), long('u'), long('v')]).at(30_000, succeeded('u'))).toEqual(['start v/1 b']);
    const stopped = told([long('t')]);
    stopped.at(1000, { type: 'run-cancelled', run, reason: 'enough' });
    expect(stopped.at(30_000, timePassed)).toEqual([]);
    expect(told([long('t')], pair, { hedge: false }).at(30_000, timePassed)).toEqual([]);
    expect(told([long('t', { resources: [{ name: 'file', access: 'read', units: 1 }] })]).at(30_000, timePassed)).toEqual([]);
    for (const given of [{ repeatable: false }, { kind: 'embedded' as const }])
      expect(told([long('t')], [agent('a'), agent('b', given)]).at(30_000, timePassed)).toEqual([]);
  });

  it('goes on alone when its twin fails', () => {
    const scene = told([long('t', { attempts: 3 })], [agent('a'), agent('b'), agent('c')]);
    expect(scene.at(30_000, timePassed)).toEqual(['start t/2 b']);
    expect(scene.at(31_000, failed('t', 2, { ...broken, kind: 'terminal-agent' }))).toEqual([]);
    expect(scene.at(32_000, succeeded('t', 1))).toEqual(['finish r succeeded']);
  });
});
