import type { EventBody } from '../core/event.ts';
import type { Command } from '../schedule/messages.ts';

type TaskCommand = Extract<Command, { readonly type: 'defer-task' | 'fail-task' | 'block-task' | 'skip-task' | 'cancel-task' }>;

/** What is journaled of a decision about a task that begins nothing. */
export function taskFact(command: TaskCommand): EventBody {
  const { task } = command;
  switch (command.type) {
    case 'defer-task':
      return { type: 'task-deferred', task, untilMs: command.untilMs, decision: command.decision };
    case 'fail-task':
      return { type: 'task-failed', task, reason: command.reason };
    case 'block-task':
      return { type: 'task-blocked', task, failedDependency: command.failedDependency };
    case 'skip-task':
      return { type: 'task-skipped', task, reason: command.reason };
    case 'cancel-task':
      return { type: 'task-cancelled', task, reason: command.reason };
  }
}
