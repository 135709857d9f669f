import type { Agent, AgentProfile, Call, Outcome, Work } from '../../../core/agent.ts';
import { AgentError, TerminalError } from '../../../core/agent-error.ts';
import { agentId } from '../../../core/ids.ts';
import type { FindingsOutput, Source } from '../../../core/output.ts';
import type { Task } from '../../../core/task.ts';

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

export interface ResearchOptions {
  readonly arxivUrl?: string;
  readonly githubUrl?: string;
  readonly hackerNewsUrl?: string;
  /** Never use the network. Default false. */
  readonly offline?: boolean;
}

/** How long to wait for the network: less when the given files have said something already. */
const ALONE_MS = 8000;
const BESIDE_FILES_MS = 3000;

/** How many findings one piece of research brings back. */
const FINDINGS = 9;
const PER_DOCUMENT = 3;

const WANTED =
  /\b(?:research|search|investigate|find|look (?:up|into|for)|explore|study|survey|monitor|analy[sz]e|gather|collect|review|track|scan|trends?|learn about)\b/i;

/**
 * The researcher: key statements on a topic with their sources, from the given files and from keyless public services.
 * `SKEIN_ARXIV_URL`, `SKEIN_GITHUB_URL` and `SKEIN_HN_URL` name other servers that speak the same; `SKEIN_OFFLINE=1` keeps it off the network.
 */
export function createResearchAgent(options: ResearchOptions = {}): Agent {
  return {
    profile: PROFILE,
    refuses: ({ instruction, capabilities }: Task) =>
      capabilities.includes('research') || WANTED.test(instruction) ? undefined : 'the instruction asks for no research',
    perform: (work, call) => perform(work, call, settingsOf(options)),
  };
}

function settingsOf({ arxivUrl, githubUrl, hackerNewsUrl, offline }: ResearchOptions): Required<ResearchOptions> {
  const { SKEIN_ARXIV_URL, SKEIN_GITHUB_URL, SKEIN_HN_URL, SKEIN_OFFLINE } = process.env;
  return {
    arxivUrl: arxivUrl ?? SKEIN_ARXIV_URL ?? 'https://export.arxiv.org',
    githubUrl: githubUrl ?? SKEIN_GITHUB_URL ?? 'https://api.github.com',
    hackerNewsUrl: hackerNewsUrl ?? SKEIN_HN_URL ?? 'https://hn.algolia.com',
    offline: offline ?? (SKEIN_OFFLINE !== undefined && SKEIN_OFFLINE !== '' && SKEIN_OFFLINE !== '0'),
  };
}

type Found = Pick<FindingsOutput, 'findings' | 'sources' | 'notes'>;

const NOTHING: Found = { findings: [], sources: [], notes: [] };

async function perform({ task, request, inputs }: Work, call: Call, settings: Required<ResearchOptions>): Promise<Outcome> {
  const { readResearch } = await import('./facet.ts');
  const { facet, topic } = readResearch(task.instruction, request);
  const { searchFiles } = await import('./search-files.ts');
  const fromFiles =
    inputs.length === 0 ? NOTHING : await searchFiles(inputs, facet, topic, { count: FINDINGS, perDocument: PER_DOCUMENT }, call.signal);
  const failures: unknown[] = [];
  const fromWeb = settings.offline
    ? NOTHING
    : await searchWeb(topic, facet, call, settings, fromFiles.findings.length > 0 ? BESIDE_FILES_MS : ALONE_MS, failures);
  const joined = join(fromFiles, fromWeb);
  if (joined.findings.length > 0) {
    const missed = failures.filter(AgentError.isInstance).map(({ message }) => `Not searched: ${message}.`);
    return { output: { kind: 'findings', topic, ...joined, notes: [...joined.notes, ...missed] } satisfies FindingsOutput };
  }
  const retryable = failures.find((failure) => AgentError.isInstance(failure) && failure.kind === 'retryable');
  if (retryable !== undefined) throw retryable;
  throw new TerminalError('nothing-found', emptyHanded(topic, inputs.length, settings.offline, failures, joined.notes));
}

async function searchWeb(
  topic: string,
  facet: string,
  call: Call,
  settings: Required<ResearchOptions>,
  timeoutMs: number,
  failures: unknown[],
): Promise<Found> {
  const [{ arxiv }, { github }, { hackerNews }] = await Promise.all([
    import('./arxiv.ts'),
    import('./github.ts'),
    import('./hacker-news.ts'),
  ]);
  const sources = [arxiv(settings.arxivUrl), github(settings.githubUrl), hackerNews(settings.hackerNewsUrl)].filter(
    (source) => facet === 'everything' || source.facet === facet,
  );
  call.progress(`asking ${sources.map(({ name }) => name).join(', ')} about ${topic}`);
  const results = await Promise.allSettled(sources.map((source) => source.search(topic, call, timeoutMs)));
  call.signal.throwIfAborted();
  const found = results.flatMap((result) => {
    if (result.status === 'fulfilled') return result.value;
    failures.push(result.reason);
    return [];
  });
  return {
    findings: found
      .filter(({ text }) => text !== '')
      .map(({ text }, index) => ({ text, source: index, score: Number((1 - index / (found.length + 1)).toFixed(4)) })),
    sources: found.filter(({ text }) => text !== '').map(({ title, url, type, date }): Source => ({ title, location: url, type, date })),
    notes: [],
  };
}

function join(first: Found, second: Found): Found {
  const shifted = second.findings.map((finding) => ({ ...finding, source: finding.source + first.sources.length }));
  return {
    findings: [...first.findings, ...shifted],
    sources: [...first.sources, ...second.sources],
    notes: [...first.notes, ...second.notes],
  };
}

function emptyHanded(topic: string, inputs: number, offline: boolean, failures: readonly unknown[], notes: readonly string[]): string {
  const files =
    inputs === 0
      ? 'no files were given'
      : `the ${inputs} given ${inputs === 1 ? 'input says' : 'inputs say'} nothing about it${notes.length === 0 ? '' : ` (${notes.slice(0, 3).join(' ')})`}`;
  const reasons = failures.filter(AgentError.isInstance).map(({ message }) => message);
  const network = offline
    ? 'the network is switched off (SKEIN_OFFLINE)'
    : reasons.length > 0
      ? reasons.join('; ')
      : 'the network services found nothing';
  return `nothing was found about "${topic}": ${files}; ${network}. Give documents with --input, or go online.`;
}
