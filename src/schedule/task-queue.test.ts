import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import { cases } from '../testing/cases.ts';
import { TaskClass } from './task-class.ts';
import { createRunNode, NO_CHILDREN, type TaskNode } from './task-node.ts';
import { TaskQueue } from './task-queue.ts';

const taskClass = new TaskClass({ key: '', skill: '*', eligible: [], excluded: [], isPinned: false }, []);
const run = createRunNode({ run: runId('r'), objective: 'balanced', priority: 0 }, 0, 0, 0);
const newQueue = (): TaskQueue => new TaskQueue(taskClass, run, { ready: 0, waitingSinceMs: 0 });

function nodeOf(queue: TaskQueue, order: number, priority: number, levelMs: number): TaskNode {
  return {
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
    needUsd: -1,
  };
}

const goesFirst = (a: TaskNode, b: TaskNode): number => b.task.priority - a.task.priority || b.levelMs - a.levelMs || a.order - b.order;

it('gives out the largest priority first, then the largest level, then the oldest, whatever is removed in between', () => {
  const nodes = fc.array(
    fc.record({ priority: fc.integer({ min: 0, max: 2 }), levelMs: fc.integer({ min: 0, max: 5 }), removed: fc.boolean() }),
  );
  fc.assert(
    fc.property(nodes, (given) => {
      const queue = newQueue();
      const made = given.map(({ priority, levelMs }, order) => nodeOf(queue, order, priority, levelMs));
      for (const node of made) queue.push(node);
      for (const [index, node] of made.entries()) if (given[index]?.removed === true) queue.remove(node);
      const left = made.filter((_, index) => given[index]?.removed === false);
      expect(left.map(() => queue.pop()?.order)).toEqual(left.toSorted(goesFirst).map(({ order }) => order));
      expect(queue.size).toBe(0);
    }),
    { numRuns: cases(300) },
  );
});

it('does the same as sorting a list at every step, through pushes, pops, removals and levels that change', () => {
  const step = fc.record({
    what: fc.constantFrom('push', 'push', 'pop', 'remove', 'raise', 'again'),
    which: fc.nat(200),
    priority: fc.integer({ min: -1, max: 1 }),
    levelMs: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 400 }), (steps) => {
      const queue = newQueue();
      const inside: TaskNode[] = [];
      const outside: TaskNode[] = [];
      for (const [order, { what, which, priority, levelMs }] of steps.entries()) {
        const some = inside[which % Math.max(1, inside.length)];
        if (what === 'push') {
          const node = nodeOf(queue, order, priority, levelMs);
          queue.push(node);
          inside.push(node);
        } else if (what === 'pop') {
          const first = inside.toSorted(goesFirst)[0];
          expect(queue.pop()).toBe(first);
          if (first !== undefined) outside.push(...inside.splice(inside.indexOf(first), 1));
        } else if (what === 'remove' && some !== undefined) {
          queue.remove(some);
          queue.remove(some);
          outside.push(...inside.splice(inside.indexOf(some), 1));
        } else if (what === 'raise' && some !== undefined) {
          some.levelMs += levelMs;
          queue.reorder(some);
        } else if (what === 'again') {
          // One that is not inside is not brought in by being put in order.
          const gone = outside.shift();
          if (gone === undefined) continue;
          gone.levelMs += levelMs;
          queue.reorder(gone);
          queue.push(gone);
          inside.push(gone);
        }
        expect(queue.size).toBe(inside.length);
        expect(queue.peek()).toBe(inside.toSorted(goesFirst)[0]);
      }
    }),
    { numRuns: cases(60) },
  );
});

it('keeps order when almost everything that was pushed is removed or moved', () => {
  const queue = newQueue();
  const nodes = Array.from({ length: 2000 }, (_, order) => nodeOf(queue, order, order % 3, order % 7));
  for (const node of nodes) queue.push(node);
  const left = nodes.filter(({ order }) => order % 100 === 5);
  for (const node of nodes) if (!left.includes(node)) queue.remove(node);
  for (let turn = 1; turn <= 200; turn++) {
    for (const node of left) {
      node.levelMs += (node.order * turn) % 11;
      queue.reorder(node);
    }
  }
  expect(queue.size).toBe(20);
  expect(left.map(() => queue.pop())).toEqual(left.toSorted(goesFirst));
  expect(queue.peek()).toBeUndefined();
});

it('lets go of a task that moves to another queue, though its level stays what it was', () => {
  const [first, second] = [newQueue(), newQueue()];
  const node = nodeOf(first, 0, 0, 5);
  first.push(node);
  first.remove(node);
  node.queue = second;
  second.push(node);
  expect(first.peek()).toBeUndefined();
  expect(first.some(9)).toEqual([]);
  expect(second.pop()).toBe(node);
  expect([first.size, second.size]).toEqual([0, 0]);
});
