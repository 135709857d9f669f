import type { RunStatus } from '../core/event.ts';
import type { TaskStatus } from '../core/task-status.ts';
import type { Style } from './paint.ts';

/** How each status is drawn: always with its word beside it, so that neither colour nor sign stands alone. */
export const TASK_SIGNS: Readonly<Record<TaskStatus, readonly [sign: string, style: Style]>> = {
  waiting: ['·', 'faint'],
  ready: ['○', 'faint'],
  running: ['●', 'accent'],
  succeeded: ['✓', 'good'],
  failed: ['✗', 'bad'],
  blocked: ['⊘', 'warn'],
  skipped: ['–', 'warn'],
  cancelled: ['■', 'warn'],
};

export const RUN_STYLES: Readonly<Record<RunStatus, Style>> = {
  running: 'accent',
  succeeded: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'warn',
};
