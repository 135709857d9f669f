import type { TaskId } from '../../core/ids.ts';
import { taskId } from '../../core/ids.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import type { Paint } from '../../report/paint.ts';
import { LiveScreen } from '../live/live-screen.ts';
import { renderView } from '../live/live-view.ts';
import type { OutputStream } from '../output-stream.ts';
import type { Progress } from './progress.ts';

/** The task tree on a terminal, kept up to date in place. The screen is touched once the run has begun. */
export function liveProgress(err: OutputStream, paint: Paint, expectedMs: (task: Task) => number | undefined): Progress {
  const progress = new Map<TaskId, string>();
  let latest: RunRecord | undefined;
  let screen: LiveScreen | undefined;
  let stopping = false;
  const draw = (columns: number, rows: number): readonly string[] =>
    latest === undefined ? [] : renderView({ record: latest, progress, expectedMs, stopping }, columns, rows, nowMs(), paint);
  return {
    event: (_event, record) => {
      latest = record;
      screen ??= new LiveScreen(err.stream, draw);
    },
    progress: (_run, task, _agent, message) => {
      progress.set(taskId(task), message);
    },
    stopping: (message) => {
      stopping = true;
      if (screen === undefined) err.writeLine(`skein: ${message}`);
      else screen.print(`skein: ${message}`);
    },
    end: () => {
      screen?.stop();
      screen = undefined;
    },
  };
}

/** Events carry instants of a steady clock that began at the machine's time. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
