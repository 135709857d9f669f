/** Waits for something as long as nobody aborts; what comes of it after that is dropped. Rejects with the signal's reason. */
export function unlessAborted<Value>(signal: AbortSignal, awaited: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const settled =
      <Result>(settle: (result: Result) => void) =>
      (result: Result): void => {
        signal.removeEventListener('abort', abort);
        settle(result);
      };
    awaited.then(settled(resolve), settled(reject));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
