import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from './sliding-window.ts';

describe('SlidingWindow', () => {
  it('lets through what there is room for, at once', () => {
    const window = new SlidingWindow(1000, 10);
    expect(window.earliestMs(10, 50)).toBe(50);
    window.draw(6, 50);
    expect(window.drawn(50)).toBe(6);
    expect(window.earliestMs(4, 60)).toBe(60);
    expect(window.earliestMs(5, 60)).toBe(1050);
  });

  it('waits for as many earlier draws to leave as it takes', () => {
    const window = new SlidingWindow(1000, 10);
    window.draw(4, 0);
    window.draw(3, 100);
    window.draw(3, 200);
    expect(window.earliestMs(4, 300)).toBe(1000);
    expect(window.earliestMs(5, 300)).toBe(1100);
    expect(window.earliestMs(8, 300)).toBe(1200);
  });

  it('counts a draw until its length has passed, and no longer', () => {
    const window = new SlidingWindow(1000, 1);
    window.draw(1, 0);
    expect(window.drawn(999)).toBe(1);
    expect(window.drawn(1000)).toBe(0);
    expect(window.earliestMs(1, 1000)).toBe(1000);
  });

  it('lets a draw that is larger than all of it stand alone', () => {
    const window = new SlidingWindow(1000, 10);
    expect(window.earliestMs(25, 5)).toBe(5);
    window.draw(25, 5);
    expect(window.earliestMs(1, 6)).toBe(1005);
    window.draw(2, 1005);
    expect(window.earliestMs(25, 1006)).toBe(2005);
  });

  it('corrects a draw to what was used, while it counts', () => {
    const window = new SlidingWindow(1000, 10);
    const early = window.draw(8, 0);
    const late = window.draw(2, 500);
    window.correct(early, 3);
    expect(window.drawn(600)).toBe(5);
    expect(window.earliestMs(5, 600)).toBe(600);
    window.correct(late, 7);
    expect(window.drawn(600)).toBe(10);
    // The early one has left: what it came to makes no difference any more.
    expect(window.drawn(1000)).toBe(7);
    window.correct(early, 100);
    expect(window.drawn(1000)).toBe(7);
  });

  it('holds as many draws as there are, in their order, through all its growth', () => {
    const window = new SlidingWindow(1000, 1e6);
    for (let draw = 0; draw < 10; draw++) window.draw(5, draw - 1000);
    expect(window.drawn(9)).toBe(0);
    for (let draw = 0; draw < 300; draw++) window.draw(draw, 10 + draw);
    expect(window.drawn(309)).toBe((299 * 300) / 2);
    // Those up to 99 have left at 1110: 100 to 299 are still there.
    expect(window.drawn(1109)).toBe((100 + 299) * 100);
  });

  it('has drawn nothing once it is empty, whatever the fractions came to', () => {
    const window = new SlidingWindow(10, 1);
    for (const amount of [0.1, 0.2, 0.3]) window.draw(amount, 0);
    expect(window.drawn(10)).toBe(0);
  });

  it('does the same as keeping a list of all draws', () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.nat(40)),
      amount: fc.integer({ min: 1, max: 12 }),
      correct: fc.option(fc.record({ back: fc.nat(40), amount: fc.nat(12) }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 200 }), (steps, capacity) => {
        const window = new SlidingWindow(100, capacity);
        const list: { atMs: number; amount: number; number: number }[] = [];
        let nowMs = 0;
        for (const { waitMs, amount, correct } of steps) {
          nowMs += waitMs;
          const counted = list.filter(({ atMs }) => atMs + 100 > nowMs);
          const sum = counted.reduce((total, draw) => total + draw.amount, 0);
          expect(window.drawn(nowMs)).toBe(sum);
          // It may be drawn when, of those that count, enough of the first have left; or none is left.
          const fits = [nowMs, ...counted.map(({ atMs }) => atMs + 100)].find((atMs) => {
            const left = counted.filter((draw) => draw.atMs + 100 > atMs);
            return left.length === 0 || left.reduce((total, draw) => total + draw.amount, amount) <= capacity;
          });
          expect(window.earliestMs(amount, nowMs)).toBe(fits);
          list.push({ atMs: nowMs, amount, number: window.draw(amount, nowMs) });
          const corrected = correct === undefined ? undefined : list.at(-1 - correct.back);
          if (correct === undefined || corrected === undefined) continue;
          corrected.amount = correct.amount;
          window.correct(corrected.number, correct.amount);
        }
      }),
    );
  });
});
