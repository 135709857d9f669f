import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../core/ids.ts';
import { agent, task } from '../testing/scene.ts';
import { failed, run, succeeded, Told, timePassed } from '../testing/told.ts';
import type { SchedulerEvent } from './messages.ts';

type Spent = Omit<Extract<SchedulerEvent, { readonly type: 'call-ended' }>, 'type' | 'call'>;

const wanted = (call: string, given: { of?: string; tokens?: number; isWithin?: boolean } = {}): SchedulerEvent => {
  const { of = 'a', tokens = 0, ...rest } = given;
  return { type: 'call-wanted', call, agent: agentId(of), tokens, ...rest };
};
const ended = (call: string, spent: Spent = {}): SchedulerEvent => ({ type: 'call-ended', call, ...spent });
const handedIn = (id: string): SchedulerEvent => ({ type: 'attempt-handed-in', run, task: taskId(id), attempt: 1 });
const keyed = (id: string, slots = 9) => agent(id, { slots, limits: ['key'] });

describe('a call beside attempts', () => {
  it('is made at once where there is room, with no run open', () => {
    expect(new Told([agent('a')]).at(0, wanted('plan'))).toEqual(['call plan']);
  });

  it('takes a slot of its agent until it ends', () => {
    const told = new Told([agent('a')]);
    told.at(0, wanted('plan'));
    expect(told.open(0, [task('t', 10)])).toEqual([]);
    expect(told.at(5, ended('plan'))).toEqual(['start t/1 a']);
    expect(told.at(6, wanted('next'))).toEqual([]);
    expect(told.at(10, succeeded('t'))).toEqual(['call next', 'finish r succeeded']);
  });

  it('goes before tasks that wait for the same slot', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10), task('u', 10)]);
    told.at(1, wanted('review'));
    expect(told.at(10, succeeded('t'))).toEqual(['call review']);
    expect(told.at(12, ended('review'))).toEqual(['start u/1 a']);
  });

  it('counts in the windows of the limits that its agent shares', () => {
    const told = new Told([keyed('a'), keyed('b')], { limits: { key: { requestsPerMinute: 2 } } });
    told.at(0, wanted('plan'));
    told.at(1000, ended('plan'));
    expect(told.open(1000, [task('t', 10), task('u', 10)], { hedge: false })).toHaveLength(1);
    expect(told.at(2000, wanted('review', { of: 'b' }))).toEqual([]);
    expect(told.wakesAtMs).toBe(60_000);
    // What is free again at 60 s goes to the call, so that the task waits for what is free at 61 s.
    expect(told.at(60_000, timePassed)).toEqual(['call review']);
    expect(told.at(61_000, timePassed)).toHaveLength(1);
  });

  it('is not passed by small tasks while it waits for many tokens', () => {
    const told = new Told([keyed('a')], { limits: { key: { tokensPerMinute: 1000 } } });
    const small = (id: string) => task(id, 10, [], { estimate: { durationMs: 10, inputTokens: 100, outputTokens: 100 } });
    told.open(0, [small('t')]);
    expect(told.at(10, wanted('plan', { tokens: 900 }))).toEqual([]);
    expect(told.open(20, [small('u')], { id: 's' })).toEqual([]);
    expect(told.at(60_000, timePassed)).toEqual(['call plan']);
    expect(told.at(60_001, ended('plan', { usage: { inputTokens: 700, outputTokens: 100 } }))).toEqual(['start u/1 a']);
  });

  it('makes its limit rest when its server refuses it', () => {
    const told = new Told([keyed('a')], { limits: { key: {} } });
    told.at(0, wanted('plan'));
    const failure = { kind: 'retryable', code: '429', message: 'too many', retryAfterMs: 4000 } as const;
    told.at(1000, ended('plan', { failure }));
    expect(told.open(1000, [task('t', 10)])).toEqual([]);
    expect(told.at(5000, timePassed)).toEqual(['start t/1 a']);
  });

  it('is forgotten when it is not wanted any more', () => {
    const told = new Told([agent('a')]);
    told.at(0, wanted('one'), wanted('two'), wanted('three'));
    expect(told.at(1, ended('two'))).toEqual([]);
    expect(told.at(2, ended('one'))).toEqual(['call three']);
    expect(told.at(3, ended('one'))).toEqual([]);
  });

  it('waits for a place where the limit is on what goes on at once', () => {
    const told = new Told([keyed('a'), keyed('b')], { limits: { key: { concurrency: 1 } } });
    told.open(0, [task('t', 10)]);
    expect(told.at(1, wanted('plan', { of: 'b' }))).toEqual([]);
    expect(told.at(10, succeeded('t'))).toEqual(['call plan', 'finish r succeeded']);
  });

  it('needs neither slot nor place when an attempt makes it, but a request of the window', () => {
    const told = new Told([keyed('a', 1)], { limits: { key: { concurrency: 1, requestsPerMinute: 2 } } });
    told.open(0, [task('t', 10)]);
    expect(told.at(1, wanted('plan'), wanted('more', { isWithin: true }))).toEqual(['call more']);
    expect(told.at(2, ended('more'), wanted('most', { isWithin: true }))).toEqual([]);
    expect(told.at(60_000, timePassed)).toEqual(['call most']);
  });

  it('is refused when the team has no such agent', () => {
    expect(() => new Told([agent('a')]).at(0, wanted('plan', { of: 'z' }))).toThrow('is to z, and the team has no such agent');
  });
});

describe('an attempt that is handed in', () => {
  it('gives back slot and place, so that its own agent can be asked about it', () => {
    const told = new Told([keyed('a', 1)], { limits: { key: { concurrency: 1 } } });
    told.open(0, [task('t', 10), task('u', 10)]);
    told.at(10, wanted('review'));
    expect(told.at(10, handedIn('t'))).toEqual(['call review']);
    expect(told.at(20, ended('review'), succeeded('t'))).toEqual(['start u/1 a']);
    expect(told.at(30, succeeded('u'))).toEqual(['finish r succeeded']);
  });

  it('is still under way: its task is tried again when the review fails it', () => {
    const told = new Told([agent('a')]);
    told.open(0, [task('t', 10)]);
    expect(told.at(10, handedIn('t'))).toEqual([]);
    expect(told.at(10, { type: 'run-cancelled', run, reason: 'enough' })).toEqual(['stop t/1: enough']);
    const other = new Told([agent('a')]);
    other.open(0, [task('t', 10)]);
    other.at(10, handedIn('t'));
    other.at(20, failed('t'));
    expect(other.at(10_000, timePassed)).toEqual(['start t/2 a']);
  });
});
