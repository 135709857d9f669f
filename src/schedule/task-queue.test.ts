import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import type { TaskClass } from './task-class.ts';
import { createRunNode, NO_CHILDREN, type TaskNode } from './task-node.ts';
import { TaskQueue } from './task-queue.ts';

it('gives out the largest priority first, then the largest level, then the oldest, whatever is removed in between', () => {
  const taskClass: TaskClass = { key: '', skill: '*', eligible: [], excluded: [], isPinned: false, freePools: 0 };
  const run = createRunNode({ run: runId('r'), objective: 'balanced', priority: 0 }, 0, 0, 0);
  const nodes = fc.array(
    fc.record({ priority: fc.integer({ min: 0, max: 2 }), levelMs: fc.integer({ min: 0, max: 5 }), removed: fc.boolean() }),
  );
  fc.assert(
    fc.property(nodes, (given) => {
      const queue = new TaskQueue(taskClass, run, { waitingSinceMs: 0 });
      const made = given.map(
        ({ priority, levelMs }, order): TaskNode => ({
          task: makeTask({ id: taskId(`t${order}`), instruction: 't', priority }),
          run,
          parent: undefined,
          queue,
          order,
          children: NO_CHILDREN,
          lastDependent: -1,
          queued: false,
          pending: 0,
          openChildren: 0,
          opened: true,
          attempts: 0,
          attempt: undefined,
          twin: undefined,
          settled: undefined,
          levelMs,
          trouble: undefined,
          holdReported: false,
        }),
      );
      for (const node of made) queue.push(node);
      for (const [index, node] of made.entries()) if (given[index]?.removed === true) queue.remove(node);
      const left = made.filter((_, index) => given[index]?.removed === false);
      const expected = left.toSorted((a, b) => b.task.priority - a.task.priority || b.levelMs - a.levelMs || a.order - b.order);
      expect(left.map(() => queue.pop()?.order)).toEqual(expected.map(({ order }) => order));
      expect(queue.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
