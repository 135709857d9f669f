import type { Agent } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { KnownProfiles } from '../data/read/file-table.ts';
import { refusal } from './refusal.ts';

/** Bounds that a caller may tighten. */
export interface ChartsAgentOptions {
  /** Files of more bytes than this together are read in a thread of their own. Default 32 MiB. */
  readonly largeBytes?: number;
  /** Addresses of this machine and its networks that may be asked. Default: those that the user names. */
  readonly allowed?: readonly string[];
}

/**
 * The draughtsman: one picture of the table that earlier tasks left or the instruction names, of the kind that is asked for ("pie chart",
 * "histogram of revenue") or the one that suits the columns, saved as SVG and PNG.
 */
export function createChartsAgent({ largeBytes, allowed }: ChartsAgentOptions = {}): Agent {
  const known: KnownProfiles = new Map();
  return {
    profile: {
      id: agentId('charts'),
      kind: 'embedded',
      description: 'chooses and draws a fitting chart of a table: bars, lines, points, histogram, pie or heat map, as SVG and PNG',
      capabilities: { visualization: 0.9 },
      slots: 2,
      limits: [],
      price: { perAttemptUsd: 0 },
      latencyMs: { '*': 800 },
    },
    refuses: refusal,
    perform: async (work, call) => {
      const { performChart } = await import('./perform.ts');
      return performChart(work, { call, known, largeBytes, allowed });
    },
  };
}
