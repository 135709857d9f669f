import { describe, expect, it } from 'vitest';
import { runId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { agent, task } from '../testing/scene.ts';
import { cancelled, succeeded, Told, timePassed } from '../testing/told.ts';

const low = runId('low');
const yielding = (id: string, durationMs: number, given: Partial<Task> = {}) => task(id, durationMs, [], { preemptible: true, ...given });
const stopped = (id: string, by: string) => `stop ${id}/1: makes room for ${by} of run ${by}, which is more urgent`;

describe('an attempt that may be broken off', () => {
  it('is left to end when it is expected to within a second, or a fifth of its length', () => {
    // Whether it is broken off at this instant for a task of priority 5.
    const isStopped = (durationMs: number, atMs: number): boolean => {
      const told = new Told([agent('a')]);
      told.open(0, [yielding('t', durationMs)], { id: 'low' });
      return told.open(atMs, [task('now', 10)], { id: 'now', priority: 5 }).length > 0;
    };
    expect([998, 1000, 1001].map((leftMs) => isStopped(4000, 4000 - leftMs))).toEqual([false, false, true]);
    expect([1999, 2000, 2001].map((leftMs) => isStopped(10_000, 10_000 - leftMs))).toEqual([false, false, true]);
  });

  it('makes room for a task two priorities above it, for each of them one', () => {
    const told = new Told([agent('a', { slots: 3 })]);
    told.open(0, [yielding('t1', 60_000), yielding('t2', 60_000), yielding('t3', 60_000, { priority: 1 })], { id: 'low' });
    expect(told.open(100, [task('one', 10)], { id: 'one', priority: 1 })).toEqual([]);
    const two = [task('now', 10), task('too', 10)];
    expect(told.open(200, two, { id: 'now', priority: 2 })).toHaveLength(2);
    // Both have been told, and the third is too urgent itself: nobody else is.
    expect(told.at(300, timePassed)).toEqual([]);
    expect(told.at(400, cancelled('t1', 1, low))).toEqual(['start now/1 a']);
    expect(told.at(500, cancelled('t2', 1, low))).toEqual(['start too/1 a']);
  });

  it('makes room for the most urgent first', () => {
    const told = new Told([agent('a', { slots: 1 })]);
    told.open(0, [yielding('t', 60_000)], { id: 'low' });
    told.at(
      100,
      ...(['high', 'highest'] as const).flatMap((id, index) => [
        { type: 'run-opened' as const, terms: { run: runId(id), objective: 'fastest' as const, priority: 3 + index } },
        { type: 'tasks-added' as const, run: runId(id), tasks: [{ task: task(id, 10) }] },
      ]),
    );
    expect(told.said.filter(({ type }) => type === 'cancel-attempt')).toMatchObject([
      { reason: expect.stringContaining('makes room for highest of run highest') },
    ]);
  });

  it('is one of an agent that can do the task that wants the slot', () => {
    const told = new Told([agent('a', { capabilities: { art: 1 } }), agent('b', { capabilities: { math: 1 } })]);
    told.open(0, [yielding('paint', 60_000, { capabilities: ['art'] }), yielding('count', 60_000, { capabilities: ['math'] })], {
      id: 'low',
    });
    expect(told.open(100, [task('now', 10, [], { capabilities: ['math'] })], { id: 'now', priority: 5 })).toEqual([
      stopped('count', 'now'),
    ]);
  });

  it('is left alone while a slot is free, and when it may not be broken off', () => {
    const told = new Told([agent('a', { slots: 2 })]);
    told.open(0, [yielding('t', 60_000)], { id: 'low' });
    expect(told.open(100, [task('now', 50_000)], { id: 'now', priority: 5 })).toEqual(['start now/1 a']);
    expect(told.open(200, [task('next', 10)], { id: 'next', priority: 9 })).toEqual([stopped('t', 'next')]);
    expect(told.at(300, cancelled('t', 1, low))).toEqual(['start next/1 a']);
    expect(told.at(400, succeeded('next', 1, runId('next')))).toEqual(['start t/2 a', 'finish next succeeded']);
    // What the urgent run has under way may not be broken off.
    expect(told.open(500, [task('last', 10)], { id: 'last', priority: 99 })).toEqual([
      `stop t/2: makes room for last of run last, which is more urgent`,
    ]);
  });
});
