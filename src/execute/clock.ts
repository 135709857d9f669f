/** Where the loop gets its time from. Instants are ms since the Unix epoch, never going back. */
export interface Clock {
  nowMs(): number;
  /** Calls back once, at that instant or as soon as possible after it. Returns a function that calls it off. */
  at(atMs: number, callback: () => void): () => void;
}

/** The longest a timer of Node can be set for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock, made steady: an adjusted wall clock does not move it. Resolution: a microsecond. */
export const systemClock: Clock = {
  nowMs: () => Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000,
  at(atMs, callback) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const leftMs = atMs - systemClock.nowMs();
      if (leftMs <= 0) callback();
      else timer = setTimeout(wait, Math.min(LONGEST_TIMER_MS, Math.ceil(leftMs)));
    };
    timer = setTimeout(wait, Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(atMs - systemClock.nowMs()))));
    return () => clearTimeout(timer);
  },
};

/** Waits, unless the signal is or gets aborted: then it rejects with the signal's reason. */
export function sleepOn(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.at(clock.nowMs() + durationMs, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
