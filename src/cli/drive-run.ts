import { randomInt } from 'node:crypto';
import type { Configuration } from '../config/configuration.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Engine, RunHandle } from '../engine/engine.ts';
import { openLocalEngine } from '../engine/local/local-engine.ts';
import type { Planner } from '../plan/planner.ts';
import { plainLine } from '../report/text/plain-text.ts';
import type { RunStore } from '../store/run-store.ts';
import { exitStatusOfRun } from './exit-status.ts';
import { expectedDurations } from './expected-durations.ts';
import type { CommonOptions } from './options.ts';
import type { Progress } from './progress/progress.ts';
import { EXIT_OF_SIGNAL, onStopSignal, type StopSignal } from './stop-signals.ts';
import type { Surroundings } from './surroundings.ts';
import { paintFor } from './terminal/paint.ts';

export interface FinishedRun {
  readonly record: RunRecord;
  /** What the command tells the shell. */
  readonly status: number;
}

/**
 * Begins a run and sees it to its end, showing how it goes. The first signal to stop cancels it and waits for that; the
 * second ends the process.
 *
 * @param expander Who breaks down tasks of runs that are taken up, and goes on with their plans.
 */
export async function driveRun(
  configuration: Configuration,
  store: RunStore,
  options: CommonOptions & { readonly events?: boolean; readonly learning?: boolean; readonly seed?: number },
  surroundings: Surroundings,
  begin: (engine: Engine) => Promise<RunHandle>,
  expander?: Planner,
): Promise<FinishedRun> {
  const { team, agents, checker } = configuration;
  const progress = await chooseProgress(configuration, options, surroundings);
  const complain = (message: string): void => surroundings.err.writeLine(`note: ${plainLine(message)}`);
  const learning = options.learning !== false && { seed: options.seed ?? randomInt(2 ** 31), complain };
  const growth = expander === undefined ? {} : { expander };
  const engine = openLocalEngine({ team, agents, store, observer: progress, checker, learning, ...growth });
  let handle: RunHandle | undefined;
  let stoppedBy: StopSignal | undefined;
  const letSignalsBe = onStopSignal((signal) => {
    if (handle === undefined) process.exit(EXIT_OF_SIGNAL[signal]);
    stoppedBy = signal;
    progress.stopping('stopping; what is done is kept. Press Ctrl-C again to leave at once.');
    handle.cancel(signal === 'SIGINT' ? 'interrupted by the user' : `stopped by ${signal}`);
  });
  try {
    handle = await begin(engine);
    if (options.events) surroundings.out.onBroken(() => handle?.cancel('nobody reads its events any more'));
    const record = await handle.finished;
    const status = record.status === 'cancelled' && stoppedBy !== undefined ? EXIT_OF_SIGNAL[stoppedBy] : exitStatusOfRun(record.status);
    return { record, status };
  } finally {
    letSignalsBe();
    progress.end();
    await engine.close();
    await configuration.servers?.close();
  }
}

/** Events for programs; for people a live view where the terminal can do it, else plain lines. */
async function chooseProgress(
  { agents }: Configuration,
  { events }: { readonly events?: boolean },
  { out, err, environment }: Surroundings,
): Promise<Progress> {
  if (events) {
    const { eventLines } = await import('./progress/event-lines.ts');
    return eventLines(out, err);
  }
  const paint = paintFor({ isTerminal: err.isTerminal, environment });
  if (err.isTerminal && environment['TERM'] !== 'dumb') {
    const { liveProgress } = await import('./progress/live-progress.ts');
    return liveProgress(err, paint, expectedDurations(agents));
  }
  const { plainLines } = await import('./progress/plain-lines.ts');
  return plainLines(err, paint);
}
