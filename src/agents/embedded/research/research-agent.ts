import type { Agent, AgentProfile } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';
import type { Researcher } from './researcher.ts';

const PROFILE: AgentProfile = {
  id: agentId('research'),
  kind: 'embedded',
  description:
    'searches the files given with --input, and arXiv, GitHub and Hacker News when there is a network; findings with their sources',
  capabilities: { research: 0.5 },
  slots: 3,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 1500 },
};

/** Each one has its environment variable, which holds where it is not given. */
export interface ResearchOptions {
  /** Where arXiv's interface is; `/api/query` is added. `SKEIN_ARXIV_URL`, else `https://export.arxiv.org`. */
  readonly arxivUrl?: string;
  /** Where GitHub's interface is; `/search/repositories` is added. `SKEIN_GITHUB_URL`, else `https://api.github.com`. */
  readonly githubUrl?: string;
  /** Where Hacker News' search is; `/api/v1/search` is added. `SKEIN_HN_URL`, else `https://hn.algolia.com`. */
  readonly hackerNewsUrl?: string;
  /** Never use the network. `SKEIN_OFFLINE`, unless it is empty or 0; else false. */
  readonly offline?: boolean;
  /** For one request to one server; half of it when files were found to say something already. Default 8000. */
  readonly timeoutMs?: number;
}

/** Words that ask for research, whatever capability is named. */
const ASKED =
  /\b(?:research|search|investigate|find out|look (?:up|into)|explore|survey|monitor|track|gather|collect|scan|learn about|literature|study|discover|latest|trends)\b/i;
/** What other agents make or work on, although the sentence may begin with research. */
const OTHER_WORK =
  /^\W*(?:please\s+)?(?:write|draft|compose|create|design|make|build|draw|plot|chart|calculate|compute|sum|translate|code|implement|fix|refactor|test|deploy|summari[sz]e|send|email)\b/i;
const OTHER_MATTER =
  /\.(?:csv|tsv|json|ndjson|jsonl|xlsx?)\b|\bby (?:region|month|year|quarter|week|day|product|category|customer|country)\b/i;
/** A request with several deliverables is to be divided before anybody does it. */
const SEVERAL_TASKS = /[,;]\s*(?:and\s+|then\s+)?(?:write|create|design|draft|prepare|produce|build|make)\b/i;

/**
 * The researcher: key statements on a topic with their sources, from the given files and from keyless public services.
 * The instruction says where to look: papers (arXiv), GitHub, discussion (Hacker News), or nothing of that kind: everywhere.
 * It fails as itself when there is neither file nor network.
 */
export function createResearchAgent(options: ResearchOptions = {}): Agent {
  let researcher: Researcher | undefined;
  return {
    profile: PROFILE,
    refuses,
    perform: async (work, call) => {
      const { createResearcher } = await import('./researcher.ts');
      researcher ??= createResearcher(options);
      return researcher(work, call);
    },
  };
}

function refuses({ instruction, capabilities }: Task): string | undefined {
  if (OTHER_WORK.test(instruction)) return 'the instruction asks for something to be made, not for research';
  if (SEVERAL_TASKS.test(instruction)) return 'the instruction asks for more than research: divide it into tasks';
  if (capabilities.includes('research')) return undefined;
  if (OTHER_MATTER.test(instruction)) return 'the instruction is about data, not about sources';
  return ASKED.test(instruction) ? undefined : 'the instruction asks for no research';
}
