import type { Agent } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import { refusal } from './refusal.ts';
import type { DownloadLimits } from './sources/download.ts';

/** Bounds that a caller may tighten. */
export interface DataAgentOptions {
  readonly download?: DownloadLimits;
}

/** An agent that fetches, cleans, filters, groups, joins and describes tables, exactly and without a model. */
export function createDataAgent(options: DataAgentOptions = {}): Agent {
  const loading = once(async () => {
    const [{ FileTables }, { performDataTask }] = await Promise.all([import('./read/file-table.ts'), import('./perform.ts')]);
    return { files: new FileTables(), performDataTask };
  });
  return {
    profile: {
      id: agentId('data'),
      kind: 'embedded',
      description: 'Fetches, cleans, queries, groups, joins and describes tables (CSV, TSV, JSON, NDJSON), up to gigabytes, exactly.',
      capabilities: { data: 0.9, analysis: 0.6 },
      slots: 2,
      limits: [],
      price: { perAttemptUsd: 0 },
    },
    refuses: refusal,
    perform: async (work, call) => {
      const { files, performDataTask } = await loading();
      return performDataTask(work, call, files, options.download);
    },
  };
}

/** Runs a loader at its first call only. */
function once<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let loaded: Promise<Result> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
