import { formatDuration } from '../../core/duration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { RunStore, RunSummary } from '../../store/run-store.ts';
import { byteText } from '../byte-size.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { openExistingStore } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';

export interface PruneOptions extends CommonOptions {
  /** In ms, since they ended. */
  readonly olderThan?: number;
  readonly keep?: number;
  /** In bytes. */
  readonly maxSize?: number;
  readonly dryRun?: boolean;
}

/** `skein prune`: removes finished runs by age, number or size, oldest first. Runs that are not finished stay. */
export async function prune(options: PruneOptions, surroundings: Surroundings): Promise<number> {
  const { olderThan, keep, maxSize, dryRun = false } = options;
  if (olderThan === undefined && keep === undefined && maxSize === undefined) {
    throw new SkeinError('bad-usage', {
      where: 'skein prune',
      expected: '--older-than TIME, --keep N or --max-size BYTES',
      received: 'none of them',
      todo: 'Say what is to go: skein prune --older-than 30d. Add --dry-run to see it first.',
    });
  }
  const store = await openExistingStore(options, surroundings);
  try {
    const before = store.bytes();
    const gone = runsToRemove(store, options, Date.now());
    if (!dryRun && gone.length > 0) {
      await store.remove(gone.map(({ run }) => run));
      await store.compact();
    }
    const after = store.bytes();
    const runs = gone.map(({ run }) => run);
    const { out } = surroundings;
    if (options.json)
      out.writeLine(
        jsonText({ removed: dryRun ? [] : runs, ...(dryRun ? { wouldRemove: runs } : {}), bytesBefore: before, bytesAfter: after }),
      );
    else for (const line of linesOf(gone, dryRun, before, after)) out.writeLine(line);
    return EXIT.succeeded;
  } finally {
    await store.close();
  }
}

/** Newest first. */
function runsToRemove(store: RunStore, { olderThan, keep, maxSize }: PruneOptions, nowMs: number): RunSummary[] {
  const finished = store.runs().filter(({ status }) => status !== 'running');
  const gone = new Set(
    finished.filter(
      (run, index) => index >= (keep ?? Number.POSITIVE_INFINITY) || ageMs(run, nowMs) > (olderThan ?? Number.POSITIVE_INFINITY),
    ),
  );
  if (maxSize !== undefined) {
    let left = store.bytes();
    for (const run of gone) left -= store.bytesOf(run.run);
    for (const run of finished.toReversed()) {
      if (left <= maxSize) break;
      if (gone.has(run)) continue;
      gone.add(run);
      left -= store.bytesOf(run.run);
    }
  }
  return finished.filter((run) => gone.has(run));
}

function ageMs({ endedAtMs, startedAtMs }: RunSummary, nowMs: number): number {
  return nowMs - (endedAtMs ?? startedAtMs);
}

function linesOf(gone: readonly RunSummary[], dryRun: boolean, before: number, after: number): string[] {
  const count = `${gone.length} ${gone.length === 1 ? 'run' : 'runs'}`;
  if (gone.length === 0) return [`Nothing to remove. The store takes ${byteText(after)}.`];
  if (!dryRun) return [`Removed ${count}. The store takes ${byteText(after)}, before ${byteText(before)}.`];
  const oldest = gone.at(-1);
  return [
    `Would remove ${count}: ${gone.map(({ run }) => run).join(', ')}. The oldest ended ${formatDuration(Date.now() - (oldest?.endedAtMs ?? 0))} ago.`,
  ];
}
