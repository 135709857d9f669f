import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './median.ts';

/** How long this disk takes to make four kilobytes more of a file durable: the median, in ms. */
export function fsyncMs(directory: string, times = 300): number {
  const file = openSync(join(directory, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const took = Array.from({ length: times }, () => {
    writeSync(file, page);
    const beganMs = performance.now();
    fdatasyncSync(file);
    return performance.now() - beganMs;
  });
  closeSync(file);
  return median(took);
}
