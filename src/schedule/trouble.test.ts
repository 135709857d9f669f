import { describe, expect, it } from 'vitest';
import type { Failure } from '../core/event.ts';
import { agent, broken, task } from '../testing/scene.ts';
import { failed, Told } from '../testing/told.ts';
import type { AddedTask } from './messages.ts';
import type { PastAttempt } from './trouble.ts';

const refused: Failure = { kind: 'retryable', code: '429', message: 'too many' };
const hopeless: Failure = { kind: 'terminal-task', code: 'division-by-zero', message: 'one cannot' };
const notHere: Failure = { kind: 'terminal-agent', code: 'no-key', message: 'no key' };

const oneThatFailed: PastAttempt = { isTwin: false, failure: broken };
const oneThatWasRefused: PastAttempt = { isTwin: false, failure: refused };
const oneThatWasCancelled: PastAttempt = { isTwin: false };

/** A task that may take two attempts, with what became of those before the run was interrupted. */
function tried(...past: readonly PastAttempt[]): AddedTask {
  return { task: task('t', 10, [], { attempts: 2 }), progress: { attempts: past.length, past } };
}

function openedWith(...past: readonly PastAttempt[]): string[] {
  return new Told([agent('a')]).open(0, [tried(...past)]);
}

describe('a task that was tried before the run was interrupted', () => {
  it('is not tried more often than it may be in all', () => {
    expect(openedWith(oneThatFailed, oneThatFailed)).toEqual(['fail t: it broke (attempt 2 of 2, the last)', 'finish r failed']);
    const told = new Told([agent('a')]);
    expect(told.open(0, [tried(oneThatFailed)])).toEqual(['start t/2 a']);
    expect(told.at(10, failed('t', 2))).toEqual(['fail t: it broke (attempt 2 of 2, the last)', 'finish r failed']);
  });

  it('is not charged for attempts that were cancelled, nor for a twin', () => {
    const twin: PastAttempt = { isTwin: true, failure: broken };
    expect(openedWith(oneThatFailed, oneThatWasCancelled, twin)).toEqual(['start t/4 a']);
    expect(openedWith(oneThatFailed, oneThatWasCancelled, twin, oneThatFailed)).toEqual([
      'fail t: it broke (attempt 2 of 2, the last)',
      'finish r failed',
    ]);
  });

  it('is not charged for the first eight times that a server had too much to do', () => {
    const eight = Array.from({ length: 8 }, () => oneThatWasRefused);
    expect(openedWith(...eight, oneThatFailed)).toEqual(['start t/10 a']);
    expect(openedWith(...eight, oneThatWasRefused, oneThatFailed)).toEqual([
      'fail t: it broke (attempt 2 of 2, the last)',
      'finish r failed',
    ]);
  });

  it('is lost when it was found that it cannot be done', () => {
    expect(openedWith({ isTwin: false, failure: hopeless })).toEqual(['fail t: one cannot', 'finish r failed']);
  });

  it('may be given to an agent again that could not do it then: what it lacked may be there by now', () => {
    expect(openedWith({ isTwin: false, failure: notHere })).toEqual(['start t/2 a']);
  });

  it('says why in one sentence', () => {
    const full: Failure = { kind: 'retryable', code: '500', message: 'The server said: I am a teapot.' };
    expect(openedWith(oneThatFailed, { isTwin: false, failure: full })[0]).toBe(
      'fail t: The server said: I am a teapot (attempt 2 of 2, the last)',
    );
  });

  it('is asked about before it is lost, in a run that mends', () => {
    const told = new Told([agent('a')]);
    expect(told.open(0, [tried(oneThatFailed, oneThatFailed)], { mends: true })).toEqual([]);
    expect(told.said.find(({ type }) => type === 'mend-task')).toMatchObject({
      task: 't',
      reason: 'it broke (attempt 2 of 2, the last)',
      byNobody: false,
    });
  });
});
