import { formatDuration } from '../../core/duration.ts';
import { isGone, isNobody } from '../../engine/local/this-owner.ts';
import { runsDocument } from '../../report/runs-document.ts';
import { RUN_STYLES } from '../../report/status-signs.ts';
import { displayWidth, padTo, truncate } from '../../report/text/display-width.ts';
import { usdText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import type { RunStore, RunSummary } from '../../store/run-store.ts';
import { jsonText } from '../json-text.ts';
import { storeExists, withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

/** `skein runs`: every run of the store, newest first. */
export async function runs(options: CommonOptions, surroundings: Surroundings): Promise<number> {
  const { out, environment } = surroundings;
  const listed = storeExists(options, surroundings)
    ? await withStoreToRead(options, surroundings, (store) => store.runs().map((summary) => ({ summary, open: openState(store, summary) })))
    : [];
  const summaries = listed.map(({ summary }) => summary);
  if (options.json) {
    out.writeLine(jsonText(runsDocument(summaries)));
    return 0;
  }
  if (summaries.length === 0) {
    out.writeLine('No runs yet. Start one: skein "REQUEST"');
    return 0;
  }
  const paint = paintFor({ isTerminal: out.isTerminal, environment });
  const idColumns = Math.max(...summaries.map(({ run }) => displayWidth(run)));
  for (const { summary, open } of listed) {
    const head = [
      padTo(summary.run, idColumns),
      paint(open === undefined ? RUN_STYLES[summary.status] : 'warn', (open ?? summary.status).padEnd(11)),
      localTime(summary.startedAtMs),
      (summary.endedAtMs === undefined ? '' : formatDuration(summary.endedAtMs - summary.startedAtMs)).padStart(8),
      usdText(summary.costUsd).padStart(7),
    ].join('  ');
    const room = out.isTerminal ? Math.max(12, (out.stream.columns || 80) - idColumns - 57) : 200;
    out.writeLine(`${head}  ${truncate(plainLine(summary.request), room)}`);
  }
  return 0;
}

/** What a run is that nobody drives: taken in by a server, whose turn for it has not come; or interrupted, `skein resume` goes on with it. */
function openState(store: RunStore, { run, status }: RunSummary): 'waiting' | 'interrupted' | undefined {
  if (status !== 'running') return undefined;
  const lease = store.leaseOf(run);
  if (lease !== undefined && isNobody(lease.owner)) return 'waiting';
  return lease === undefined || lease.untilMs <= Date.now() || isGone(lease.owner) ? 'interrupted' : undefined;
}

/** `2026-11-03 14:25:30` where the user is. */
function localTime(atMs: number): string {
  const date = new Date(atMs);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
