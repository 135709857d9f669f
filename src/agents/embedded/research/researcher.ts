import type { Call, Outcome, Work } from '../../../core/agent.ts';
import { AgentError, TerminalError } from '../../../core/agent-error.ts';
import type { FindingsOutput } from '../../../core/output.ts';
import { ArxivApi } from './arxiv-api.ts';
import { FACETS, type ResearchGoal, readGoal } from './facet.ts';
import { bestOf, type SourcedFinding } from './finding.ts';
import { GithubApi } from './github-api.ts';
import { HackerNewsApi } from './hacker-news-api.ts';
import type { ResearchOptions } from './research-agent.ts';
import { type FileFindings, searchFiles } from './search-files.ts';
import type { WebSource } from './web-source.ts';

const TIMEOUT_MS = 8000;
/** How many findings one piece of research brings back: of one place, and of all. */
const FROM_ONE_PLACE = 10;
const FROM_EVERYWHERE = 12;
/** Beside what the files say, so many from the network, and those count for less: the user chose the files. */
const BESIDE_FILES = 3;
const NETWORK_WEIGHT = 0.6;
/** What is only central to files that do not speak of the topic counts for less again. */
const OFF_TOPIC_WEIGHT = 0.5;

export type Researcher = (work: Work, call: Call) => Promise<Outcome>;

/** A researcher that keeps its pace with each server over all the tasks it is given. */
export function createResearcher({ timeoutMs = TIMEOUT_MS, ...options }: ResearchOptions): Researcher {
  const { SKEIN_ARXIV_URL, SKEIN_GITHUB_URL, SKEIN_HN_URL, SKEIN_OFFLINE } = process.env;
  const offline = options.offline ?? (SKEIN_OFFLINE !== undefined && SKEIN_OFFLINE !== '' && SKEIN_OFFLINE !== '0');
  const services: readonly WebSource[] = offline
    ? []
    : [
        new ArxivApi(options.arxivUrl || SKEIN_ARXIV_URL || 'https://export.arxiv.org'),
        new GithubApi(options.githubUrl || SKEIN_GITHUB_URL || 'https://api.github.com'),
        new HackerNewsApi(options.hackerNewsUrl || SKEIN_HN_URL || 'https://hn.algolia.com'),
      ];
  return async ({ task, request, inputs }, call) => {
    const goal = readGoal(task.instruction, request);
    const count = goal.facets.length === 1 ? FROM_ONE_PLACE : FROM_EVERYWHERE;
    if (inputs.length > 0) call.progress(`searching the given documents for ${goal.topic}`);
    const files: FileFindings =
      inputs.length === 0 ? { findings: [], onTopic: false, notes: [] } : await searchFiles(inputs, goal, count, call.signal);
    const filesSpeak = files.onTopic && files.findings.length > 0;
    const web = await searchWeb(services, goal, call, filesSpeak ? timeoutMs / 2 : timeoutMs);
    const found = joinFindings(files, web.findings, count);
    if (found.length === 0) throw emptyHanded(goal.topic, inputs.length, files.notes, offline, web.failures);
    const output: FindingsOutput = { kind: 'findings', topic: goal.topic, ...bestOf(found, count), notes: notesOf(goal, files, web) };
    return { output };
  };
}

interface WebFindings {
  readonly findings: readonly SourcedFinding[];
  readonly failures: readonly AgentError[];
}

/** Asks the services of a goal's facets, all at once; what fails does not hold up the others. */
async function searchWeb(
  services: readonly WebSource[],
  { facets, topic }: ResearchGoal,
  call: Call,
  timeoutMs: number,
): Promise<WebFindings> {
  const wanted = services.filter(({ facet }) => (facets.length === 0 ? FACETS : facets).includes(facet));
  if (wanted.length === 0) return { findings: [], failures: [] };
  call.progress(`asking ${wanted.map(({ name }) => name).join(', ')} about ${topic}`);
  const results = await Promise.allSettled(wanted.map((service) => service.search(topic, call, timeoutMs)));
  call.signal.throwIfAborted();
  const findings: SourcedFinding[] = [];
  const failures: AgentError[] = [];
  for (const result of results) {
    if (result.status === 'fulfilled') findings.push(...result.value);
    else if (AgentError.isInstance(result.reason)) failures.push(result.reason);
    else throw result.reason;
  }
  return { findings, failures };
}

/** What the files say, and beside it some of what the network says; files off the topic speak only when nobody else does. */
function joinFindings(files: FileFindings, web: readonly SourcedFinding[], count: number): SourcedFinding[] {
  if (!files.onTopic)
    return web.length > 0 ? [...web] : files.findings.map((finding) => ({ ...finding, score: finding.score * OFF_TOPIC_WEIGHT }));
  const room = Math.max(Math.min(BESIDE_FILES, count), count - files.findings.length);
  const beside = web.toSorted((a, b) => b.score - a.score).slice(0, room);
  return [
    ...files.findings.slice(0, count - beside.length),
    ...beside.map((finding) => ({ ...finding, score: finding.score * NETWORK_WEIGHT })),
  ];
}

function notesOf({ topic }: ResearchGoal, files: FileFindings, web: WebFindings): string[] {
  const usedOffTopic = !files.onTopic && files.findings.length > 0 && web.findings.length === 0;
  return [
    ...files.notes,
    ...(usedOffTopic ? [`None of the given documents names "${topic}": these are their central statements.`] : []),
    ...(web.failures.length === 0 ? [] : [`Not searched: ${web.failures.map(({ message }) => message).join('; ')}.`]),
  ];
}

/** A passing failure is worth another try; else what was tried and what to do. */
function emptyHanded(
  topic: string,
  inputs: number,
  notes: readonly string[],
  offline: boolean,
  failures: readonly AgentError[],
): AgentError {
  const passing = failures.filter(({ kind }) => kind === 'retryable').toSorted((a, b) => (a.retryAfterMs ?? 0) - (b.retryAfterMs ?? 0));
  if (passing[0] !== undefined) return passing[0];
  const files =
    inputs === 0
      ? 'no files were given'
      : `the ${inputs === 1 ? 'given input holds' : `${inputs} given inputs hold`} nothing that can be read${notes.length === 0 ? '' : ` (${notes.slice(0, 3).join(' ')})`}`;
  const network = offline
    ? 'the network is switched off (SKEIN_OFFLINE)'
    : failures.map(({ message }) => message).join('; ') || 'the network services found nothing';
  return new TerminalError(
    failures.some(({ code }) => code === 'no-network') || offline ? 'no-network' : 'nothing-found',
    `nothing was found about "${topic}": ${files}; ${network}. Give documents with --input, or go online.`,
  );
}
