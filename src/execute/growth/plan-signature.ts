import type { Task } from '../../core/task.ts';

/** What tasks come to, whatever they are called: two plans that say the same have the same signature. */
export function planSignature(tasks: readonly Task[]): string {
  const words = new Map(tasks.map((task) => [task.id, wordsOf(task)]));
  return tasks
    .map((task) => {
      const before = task.dependsOn.map((dependency) => words.get(dependency.task) ?? dependency.task).sort();
      return JSON.stringify([wordsOf(task), [...task.capabilities].sort(), before]);
    })
    .sort()
    .join('\n');
}

function wordsOf({ instruction }: Task): string {
  return (
    instruction
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? instruction
  );
}
