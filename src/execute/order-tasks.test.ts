import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { orderTasks } from './order-tasks.ts';

function task(id: string, dependsOn: string[] = [], parent?: string): Task {
  return makeTask({
    id: taskId(id),
    instruction: id,
    dependsOn: dependsOn.map((name) => ({ task: taskId(name), optional: false })),
    ...(parent === undefined ? {} : { parent: taskId(parent) }),
  });
}

const ids = (tasks: readonly Task[]): string[] => tasks.map(({ id }) => id);

describe('orderTasks', () => {
  it('leaves an ordered plan as it is', () => {
    expect(ids(orderTasks([task('a'), task('b'), task('c', ['a'])]))).toEqual(['a', 'b', 'c']);
  });

  it('puts dependencies and parents before what names them', () => {
    expect(ids(orderTasks([task('part', [], 'whole'), task('whole', ['first']), task('first')]))).toEqual(['first', 'whole', 'part']);
  });

  it('does not mind a dependency that was planned before', () => {
    expect(ids(orderTasks([task('b', ['earlier'])]))).toEqual(['b']);
  });

  it('orders a chain of 200,000 given backwards', () => {
    const count = 200_000;
    const backwards = Array.from({ length: count }, (_, index) =>
      task(`t${count - index}`, index === count - 1 ? [] : [`t${count - index - 1}`]),
    );
    expect(orderTasks(backwards)[0]?.id).toBe('t1');
  });

  it('keeps every task, once, whatever the order given', () => {
    const plan = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), { maxLength: 30 }).chain((list) => {
      const tasks = list.map((back, index) =>
        task(
          `t${index}`,
          back.filter((step) => step <= index).map((step) => `t${index - step}`),
        ),
      );
      return fc.shuffledSubarray(tasks, { minLength: tasks.length });
    });
    fc.assert(
      fc.property(plan, (shuffled) => {
        const ordered = orderTasks(shuffled);
        expect(ids(ordered).toSorted()).toEqual(ids(shuffled).toSorted());
        for (const [index, { dependsOn }] of ordered.entries()) {
          for (const dependency of dependsOn) expect(ids(ordered).indexOf(dependency.task)).toBeLessThan(index);
        }
      }),
    );
  });
});
