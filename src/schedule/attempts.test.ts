import { describe, expect, it } from 'vitest';
import type { Failure } from '../core/event.ts';
import { agentId, runId } from '../core/ids.ts';
import { agent, broken, task } from '../testing/scene.ts';
import { cancelled, failed, run, succeeded, Told, timePassed } from '../testing/told.ts';

const refusal: Failure = { kind: 'retryable', code: '429', message: 'too many', retryAfterMs: 100 };

describe('an attempt that ends', () => {
  it('gives back the tokens that it did not use, in and out together', () => {
    const limited = agent('a', { slots: 9, limits: ['key'] });
    const sized = (id: string) => task(id, 10, [], { estimate: { durationMs: 10, inputTokens: 60, outputTokens: 40 } });
    const told = new Told([limited], { limits: { key: { tokensPerMinute: 200 } } });
    expect(told.open(0, ['t1', 't2', 't3', 't4'].map(sized))).toHaveLength(2);
    // 70 of 100 were used: with 30 left, there is no room for 100 more; with 0 of the second used, there is for one.
    expect(told.at(1, succeeded('t1', 1, run, { usage: { inputTokens: 50, outputTokens: 20 } }))).toEqual([]);
    expect(told.at(2, succeeded('t2', 1, run, { usage: { inputTokens: 20, outputTokens: 9 } }))).toEqual(['start t3/1 a']);
  });

  it('without an account of its tokens has used what was reserved', () => {
    const told = new Told([agent('a', { limits: ['key'] })], { limits: { key: { tokensPerMinute: 2000 } } });
    told.open(0, [task('t1', 10), task('t2', 10)]);
    expect(told.at(10, succeeded('t1'))).toEqual([]);
    expect(told.at(60_000, timePassed)).toEqual(['start t2/1 a']);
  });

  it('finishes its run when nothing else of it is under way, and not before', () => {
    const told = new Told([agent('a', { slots: 2 })]);
    told.open(0, [task('t1', 10), task('t2', 10)]);
    expect(told.at(1, succeeded('t1'))).toEqual([]);
    expect(told.at(2, succeeded('t2'))).toEqual(['finish r succeeded']);
  });

  it('is paid for as it says, as was reserved when it does not say, and not at all when it was cancelled', () => {
    const spent = (first: Parameters<Told['at']>[1]): boolean => {
      const told = new Told([agent('a', { price: { perAttemptUsd: 0.6 } })]);
      told.open(0, [task('t1', 10), task('t2', 10)], { budgetUsd: 1 });
      return told.at(10, first).some((words) => words.startsWith('fail t2'));
    };
    expect(spent(succeeded('t1'))).toBe(true);
    expect(spent(succeeded('t1', 1, run, { costUsd: 0.4 }))).toBe(false);
    expect(spent(succeeded('t1', 1, run, { costUsd: 0.41 }))).toBe(true);
    const told = new Told([agent('a', { price: { perAttemptUsd: 0.6 } })]);
    told.open(0, [task('t1', 10)], { budgetUsd: 1 });
    expect(told.at(10, cancelled('t1'))).toEqual(['start t1/2 a']);
  });
});

describe('an attempt that fails', () => {
  it('is the last when the task may have no more, those that count for nothing left out', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10, [], { attempts: 2 })]);
    told.at(10, cancelled('t', 1));
    told.at(20, failed('t', 2));
    expect(told.at(1000, timePassed)).toEqual(['start t/3 a']);
    expect(told.at(1010, failed('t', 3))).toEqual(['fail t: it broke (attempt 2 of 2, the last)', 'finish r failed']);
  });

  it('ends the task when nobody else can do it, and goes to others when somebody can', () => {
    const terminal: Failure = { kind: 'terminal-agent', code: 'refused', message: 'not me' };
    const told = new Told([agent('a'), agent('b', { capabilities: { '*': 0.1 } })]);
    told.open(0, [task('t', 10, [], { attempts: 9 })]);
    expect(told.at(10, failed('t', 1, terminal))).toEqual(['start t/2 b']);
    expect(told.at(20, failed('t', 2, terminal))).toEqual(['fail t: not me (no other agent can do it)', 'finish r failed']);
  });

  it('ends the task at once when nobody could do it', () => {
    const told = new Told([agent('a'), agent('b')]);
    told.open(0, [task('t', 10, [], { attempts: 9 })]);
    expect(told.at(10, failed('t', 1, { ...broken, kind: 'terminal-task', message: 'no such file' }))).toEqual([
      'fail t: no such file',
      'finish r failed',
    ]);
  });

  it('lets its agent be for longer each time, as long as the server says if it does', () => {
    const told = new Told([agent('a', { capabilities: { '*': 0.1 } })]);
    told.open(0, [task('t', 10, [], { attempts: 9 })]);
    told.at(10, failed('t', 1));
    expect([told.at(259, timePassed), told.at(260, timePassed)]).toEqual([[], ['start t/2 a']]);
    told.at(270, failed('t', 2));
    expect([told.at(769, timePassed), told.at(770, timePassed)]).toEqual([[], ['start t/3 a']]);
    told.at(780, failed('t', 3, refusal));
    expect([told.at(879, timePassed), told.at(880, timePassed)]).toEqual([[], ['start t/4 a']]);
  });

  it('after a refusal is free eight times', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10, [], { attempts: 1 })]);
    for (let attempt = 1; attempt <= 8; attempt++) {
      told.at(attempt * 1000, failed('t', attempt, refusal));
      expect(told.at(attempt * 1000 + 100, timePassed)).toEqual([`start t/${attempt + 1} a`]);
    }
    expect(told.at(9000, failed('t', 9, refusal))).toEqual(['fail t: too many (attempt 1 of 1, the last)', 'finish r failed']);
  });
});

describe('reasons', () => {
  it('say of an agent that it has left, and of a task in whose way that stands', () => {
    const told = new Told([agent('a'), agent('b'), agent('c', { slots: 0 })]);
    told.at(0, { type: 'agent-changed', agent: agentId('b'), slots: 0, isGone: true });
    told.open(1, [task('t', 10)]);
    expect(told.said.find((command) => command.type === 'start-attempt')).toMatchObject({
      decision: {
        candidates: [
          { agent: 'a', finishMs: 10 },
          { agent: 'b', ruledOut: 'it has left the team' },
          { agent: 'c', ruledOut: 'it has no slots at present' },
        ],
      },
    });
  });
});

describe('a run that is stopped', () => {
  it('after its end is left as it was', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10)]);
    expect(told.at(10, succeeded('t'), { type: 'run-cancelled', run, reason: 'enough' })).toEqual(['finish r succeeded']);
  });

  it('cancels what is open, and leaves what is settled', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t1', 10), task('t2', 10, ['t1']), task('t3', 10, ['t2'])], { id: 'x' });
    told.at(10, succeeded('t1', 1, runId('x')));
    expect(told.at(11, { type: 'run-cancelled', run: runId('x'), reason: 'enough' })).toEqual(['stop t2/1: enough', 'cancel t3: enough']);
    expect(told.at(12, cancelled('t2', 1, runId('x')))).toEqual(['cancel t2: enough', 'finish x cancelled']);
  });
});
