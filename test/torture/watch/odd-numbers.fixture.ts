import { serveRange } from './serve-range.ts';

/** Answers with the number; hangs at 3, waits for nothing at 5, throws outside at 7, takes all memory at 9. */
await serveRange(async (number) => {
  if (number === 3) for (;;);
  if (number === 5) await new Promise(() => {});
  if (number === 7) {
    setImmediate(() => {
      throw new Error('outside');
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (number === 9) {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  }
  return number;
});
