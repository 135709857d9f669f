import type { Agent } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { Resolve } from '../network/guarded-fetch.ts';
import type { KnownProfiles } from './read/file-table.ts';
import { refusal } from './refusal.ts';
import type { DownloadLimits } from './sources/download.ts';

/** Bounds that a caller may tighten. */
export interface DataAgentOptions {
  readonly download?: DownloadLimits;
  /** Addresses of this machine and its networks that may be asked: hosts, IP addresses, networks. Default: those that the user names. */
  readonly allowed?: readonly string[];
  /** What names of hosts stand for. Default: the machine's resolver. */
  readonly resolve?: Resolve;
  /** Files of more bytes than this together are worked on in a thread of their own. Default 32 MiB. */
  readonly largeBytes?: number;
}

/** An agent that fetches, cleans, filters, groups, joins and describes tables, exactly and without a model. */
export function createDataAgent({ download, allowed, resolve, largeBytes }: DataAgentOptions = {}): Agent {
  const known: KnownProfiles = new Map();
  return {
    profile: {
      id: agentId('data'),
      kind: 'embedded',
      description: 'fetches, cleans, queries, groups, joins and describes tables (CSV, TSV, JSON, NDJSON) of up to gigabytes, exactly',
      capabilities: { data: 0.9, analysis: 0.6 },
      slots: 2,
      limits: [],
      price: { perAttemptUsd: 0 },
    },
    refuses: refusal,
    perform: async (work, call) => {
      const { locateTables } = await import('./sources/locate.ts');
      const located = await locateTables(work, call, { limits: download, allowed, resolve });
      const { runJob } = await import('./run-job.ts');
      const result = await runJob({ kind: 'task', task: work.task, located }, call, known, largeBytes);
      if (result.kind !== 'task') throw new Error('A task has an outcome.');
      return result.outcome;
    },
  };
}
