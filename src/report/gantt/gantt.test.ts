import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { simulatePlan } from '../../simulate/simulate-plan.ts';
import { type GanttChart, ganttChart } from './gantt-chart.ts';
import { ganttHtml } from './gantt-html.ts';
import { COLOURS, INK, inkOn, ticksMs } from './gantt-look.ts';
import { ganttSvg } from './gantt-svg.ts';

function task(id: string, durationMs: number, dependsOn: string[] = [], rest: Partial<Task> = {}): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    estimate: { durationMs },
    dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })),
    ...rest,
  });
}

const profile = { kind: 'scripted' as const, description: '', capabilities: { '*': 1 }, limits: [], price: { perAttemptUsd: 0 } };

function chartOf(tasks: readonly Task[], slots: readonly number[]): GanttChart {
  const agents = slots.map((count, index) => ({ ...profile, id: agentId(`a${index}`), slots: count }));
  const { record } = simulatePlan(tasks, { team: { agents, limits: {}, resources: {} }, noise: 0, seed: 1, stopwatchMs: () => 0 });
  return ganttChart(record);
}

const chainOf = ({ bars }: GanttChart) =>
  bars
    .filter(({ chainPlace }) => chainPlace >= 0)
    .toSorted((a, b) => a.chainPlace - b.chainPlace)
    .map(({ task: id, cause }) => [id, cause]);

describe('ganttChart', () => {
  it('gives every slot that was used a lane, agents in the order of the team', () => {
    const { lanes, spanMs } = chartOf([task('x', 10), task('y', 10), task('z', 10)], [2, 2]);
    expect(lanes).toHaveLength(3);
    expect(lanes.map(({ agent }) => agent)).toEqual(['a0', 'a0', 'a1'].slice(0, 3));
    expect(spanMs).toBe(10);
  });

  it('never draws two bars of one lane over each other', () => {
    const tasks = Array.from({ length: 40 }, (_, index) => task(`t${index}`, 5 + (index % 7), index < 3 ? [] : [`t${index - 3}`]));
    const { bars } = chartOf(tasks, [2, 3]);
    for (const bar of bars) {
      const over = bars.filter(
        (other) => other !== bar && other.lane === bar.lane && other.startMs < bar.endMs && bar.startMs < other.endMs,
      );
      expect(over).toEqual([]);
    }
    expect(bars).toHaveLength(40);
  });

  it('follows what decided the makespan, through dependencies and slots', () => {
    // One slot: b (longest chain) first, then c behind it, then a, which waits for the slot.
    expect(chainOf(chartOf([task('a', 5), task('b', 10), task('c', 20, ['b'])], [1]))).toEqual([
      ['b', 'start'],
      ['c', 'dependency'],
      ['a', 'slot'],
    ]);
    // Two slots: a has nothing to do with it.
    expect(chainOf(chartOf([task('a', 5), task('b', 10), task('c', 20, ['b'])], [2]))).toEqual([
      ['b', 'start'],
      ['c', 'dependency'],
    ]);
  });

  it('follows a dependency on a compound task to the last of its parts', () => {
    const tasks = [
      task('whole', 0),
      task('short', 5, [], { parent: taskId('whole') }),
      task('long', 9, [], { parent: taskId('whole') }),
      task('after', 1, ['whole']),
    ];
    expect(chainOf(chartOf(tasks, [3]))).toEqual([
      ['long', 'start'],
      ['after', 'dependency'],
    ]);
  });

  it('groups by capability, else by the stem of the names, seven and the rest', () => {
    expect(chartOf([task('x', 1, [], { capabilities: ['coding'] }), task('y', 2)], [1]).groups).toEqual(['no capability', 'coding']);
    expect(chartOf([task('merge_ID01', 1), task('split-2', 5), task('split-3', 5)], [1]).groups).toEqual(['split', 'merge']);
    const many = Array.from({ length: 12 }, (_, index) => task(`kind${String.fromCharCode(97 + index)}`, 20 - index));
    const { groups } = chartOf(many, [4]);
    expect(groups).toHaveLength(8);
    expect(groups.at(-1)).toBe('other');
  });

  it('is empty for a run in which nothing was tried', () => {
    const { lanes, bars, spanMs } = chartOf([task('x', 1, [], { capabilities: ['juggling'] })], []);
    expect({ lanes, bars, spanMs }).toEqual({ lanes: [], bars: [], spanMs: 0 });
  });
});

describe('ganttSvg and ganttHtml', () => {
  const hostile = task('t1', 10, [], { title: '<script>alert("x")</script> & \u001b[31m' });

  it.each([
    ['svg', ganttSvg],
    ['html', ganttHtml],
  ])('draws every attempt into the %s and lets no title be markup', (_, draw) => {
    const picture = draw(chartOf([hostile, task('t2', 5, ['t1'])], [1]), 'Two & <two>');
    expect(picture).not.toContain('<script>alert');
    expect(picture).not.toContain('\u001b');
    expect(picture).toContain('Two &#38; &#60;two&#62;');
    expect(picture.match(/attempt 1, succeeded/g)).toHaveLength(2);
  });

  it('draws nothing without failing', () => {
    expect(ganttSvg({ lanes: [], bars: [], spanMs: 0, groups: [] }, 'none')).toContain('</svg>');
    expect(ganttHtml({ lanes: [], bars: [], spanMs: 0, groups: [] }, 'none')).toContain('</html>');
  });
});

describe('inkOn', () => {
  it('is white on dark colours and ink on light ones', () => {
    expect([inkOn('#000000'), inkOn('#ffffff')]).toEqual(['#ffffff', INK]);
    // Blue, yellow, green, purple, light blue, brown and two greys.
    expect(COLOURS.map((colour) => inkOn(colour) === INK)).toEqual([false, true, true, false, true, false, true, true]);
  });
});

describe('ticksMs', () => {
  it('is round and begins with 0', () => {
    expect(ticksMs(4000, 10)).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000]);
    expect(ticksMs(132_000, 10)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120].map((seconds) => seconds * 1000));
    expect(ticksMs(0, 10)).toEqual([0]);
    expect(ticksMs(40 * 86_400_000, 10)[1]).toBe(4 * 86_400_000);
  });
});
