import { createCalculator } from '../agents/embedded/calculator/calculator.ts';
import { createChartsAgent } from '../agents/embedded/charts/charts-agent.ts';
import { createDataAgent } from '../agents/embedded/data/data-agent.ts';
import { createDocumentsAgent } from '../agents/embedded/documents/documents-agent.ts';
import { createResearchAgent } from '../agents/embedded/research/research-agent.ts';
import { createSlides } from '../agents/embedded/slides/slides.ts';
import { createWriter } from '../agents/embedded/writer/writer.ts';
import type { Agent } from '../core/agent.ts';

export interface EmbeddedTeamOptions {
  /** Addresses of this machine and its networks that may be fetched from: hosts, IP addresses, networks. Default: those that the user names. */
  readonly allowed?: readonly string[];
}

/**
 * The agents that come with skein: they need no key, cost nothing and are always there. Making them is cheap;
 * what an agent needs to do its work is loaded when it does it.
 */
export function embeddedTeam({ allowed = [] }: EmbeddedTeamOptions = {}): readonly Agent[] {
  return [
    createCalculator(),
    createDataAgent({ allowed }),
    createChartsAgent({ allowed }),
    createDocumentsAgent(),
    createResearchAgent(),
    createWriter(),
    createSlides(),
  ];
}
