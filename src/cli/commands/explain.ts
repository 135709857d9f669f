import { taskId } from '../../core/ids.ts';
import { explainRun, explainTask } from '../../report/explain.ts';
import { explainDocument } from '../../report/explain-document.ts';
import { wrapLines } from '../../report/text/wrap-line.ts';
import { jsonText } from '../json-text.ts';
import { withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { readRun } from '../read-run.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

/** `skein explain`: why each agent was chosen and why tasks waited or failed, of a run or of one task. */
export async function explain(
  typed: string,
  task: string | undefined,
  options: CommonOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { out, environment } = surroundings;
  return await withStoreToRead(options, surroundings, (store) => {
    const record = readRun(store, typed);
    const paint = paintFor({ isTerminal: out.isTerminal, environment });
    // Also of one task with --json: it says so when the run has no such task.
    const lines = task === undefined ? explainRun(record, paint) : explainTask(record, taskId(task), paint);
    if (options.json) out.writeLine(jsonText(explainDocument(record, task)));
    else for (const line of wrapLines(lines, out.columns)) out.writeLine(line);
    return 0;
  });
}
