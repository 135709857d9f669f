import { EXIT } from './exit-status.ts';

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** 128 plus the signal's number. */
export const EXIT_OF_SIGNAL: Readonly<Record<StopSignal, number>> = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: 129 };

/**
 * Calls back on the first signal to stop; the second ends the process at once, with nothing more written.
 *
 * @returns A function that lets signals be as they were.
 */
export function onStopSignal(callback: (signal: StopSignal) => void): () => void {
  let asked = false;
  const listener = (signal: NodeJS.Signals): void => {
    const known = SIGNALS.find((name) => name === signal) ?? 'SIGTERM';
    if (asked) process.exit(EXIT_OF_SIGNAL[known]);
    asked = true;
    callback(known);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
