import { foldEvents } from '../../src/core/run-record.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { LONG_RUN } from './long-journal.ts';

/** Replays the long journal in a process of its own, so that its memory is its own; prints JSON. */
const store = openSqliteStore(process.argv[2] ?? '', { readOnly: true });
const cpuBefore = process.cpuUsage();
const beganMs = performance.now();
const record = foldEvents(store.replay(LONG_RUN));
const elapsedMs = performance.now() - beganMs;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1000;
console.log(
  JSON.stringify({
    elapsedMs,
    cpuMs,
    events: record?.lastSeq,
    tasks: record?.tasks.size,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
