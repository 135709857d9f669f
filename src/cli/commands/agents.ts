import { loadConfiguration } from '../../config/load-configuration.ts';
import type { AgentProfile, Price } from '../../core/agent.ts';
import type { Limit, Team } from '../../core/team.ts';
import { TeamMemory } from '../../engine/local/team-memory.ts';
import { systemClock } from '../../execute/clock.ts';
import { type LearnedFigures, learnedFigures } from '../../report/learned-figures.ts';
import { learnedText } from '../../report/learned-text.ts';
import { displayWidth, padTo } from '../../report/text/display-width.ts';
import { usdText } from '../../report/text/figures.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { wrapLines } from '../../report/text/wrap-line.ts';
import { jsonText } from '../json-text.ts';
import { storeExists, withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

export interface AgentsOptions extends CommonOptions {
  /** Names of agents, or true for all. */
  readonly reset?: readonly string[] | true;
  /** A file, or true for standard output. */
  readonly export?: string | true;
  readonly import?: string;
}

/**
 * `skein agents`: the team, what each agent can do and costs, the limits they share, and what was learned of them; or
 * resets, writes or reads what was learned.
 */
export async function agents(options: AgentsOptions, surroundings: Surroundings): Promise<number> {
  const { out, environment, directory } = surroundings;
  const configuration = await loadConfiguration(options.config, directory);
  const { team } = configuration;
  if (options.reset !== undefined || options.export !== undefined || options.import !== undefined) {
    const { changeRecords } = await import('../agents/change-records.ts');
    return await changeRecords(options, configuration, surroundings);
  }
  const learned = await learnedOf(team, options, surroundings);
  if (options.json) {
    out.writeLine(jsonText({ ...team, learned }));
    return 0;
  }
  const paint = paintFor({ isTerminal: out.isTerminal, environment });
  const idColumns = Math.max(...team.agents.map(({ id }) => displayWidth(id)));
  for (const agent of team.agents) {
    out.writeLine(
      `${paint('strong', padTo(agent.id, idColumns))}  ${agent.kind}, ${slotsOf(agent)}, ${priceOf(agent.price)}${limitsOf(agent)}`,
    );
    const about = [plainLine(agent.description), paint('accent', capabilitiesOf(agent))];
    for (const line of wrapLines(about, out.columns === undefined ? undefined : out.columns - idColumns - 2)) {
      out.writeLine(`${' '.repeat(idColumns)}  ${line}`);
    }
  }
  for (const line of sharedLines(team)) out.writeLine(line);
  out.writeLine('');
  const { columns } = out;
  const declared = Object.fromEntries(
    team.agents.filter(({ kind }) => kind !== 'embedded').map(({ id, capabilities }) => [id, Object.keys(capabilities)]),
  );
  for (const line of learnedText(learned, { columns, declared })) out.writeLine(line);
  return 0;
}

async function learnedOf(team: Team, options: CommonOptions, surroundings: Surroundings): Promise<LearnedFigures[]> {
  if (!storeExists(options, surroundings)) return [];
  return await withStoreToRead(options, surroundings, (store) => {
    const complain = (message: string): void => surroundings.err.writeLine(`note: ${plainLine(message)}`);
    const { learner } = new TeamMemory({ team, store, seed: 0, nowMs: systemClock.nowMs(), complain });
    return learnedFigures(
      learner.skills,
      team.agents.map(({ id }) => id),
    );
  });
}

function slotsOf({ slots }: AgentProfile): string {
  return slots === 1 ? '1 slot' : `${slots} slots`;
}

function capabilitiesOf({ capabilities }: AgentProfile): string {
  const entries = Object.entries(capabilities);
  if (entries.length === 0) return 'only tasks that name no capability';
  return entries.map(([name, level]) => `${name === '*' ? 'everything else' : plainLine(name)} ${level}`).join(', ');
}

function priceOf({ perAttemptUsd, inputPerMillionUsd, outputPerMillionUsd }: Price): string {
  const parts = [
    perAttemptUsd === undefined ? undefined : perAttemptUsd === 0 ? 'free' : `${usdText(perAttemptUsd)} an attempt`,
    inputPerMillionUsd === undefined ? undefined : `${usdText(inputPerMillionUsd)} per million tokens in`,
    outputPerMillionUsd === undefined ? undefined : `${usdText(outputPerMillionUsd)} per million tokens out`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'price unknown' : parts.join(', ');
}

function limitsOf({ limits }: AgentProfile): string {
  return limits.length === 0 ? '' : `, limited by ${limits.map(plainLine).join(', ')}`;
}

const LIMIT_WORDS: Readonly<Record<keyof Limit, string>> = {
  requestsPerMinute: 'requests a minute',
  tokensPerMinute: 'tokens a minute',
  requestsPerDay: 'requests a day',
  tokensPerDay: 'tokens a day',
  concurrency: 'at once',
};

function sharedLines({ limits, resources }: Team): string[] {
  const limitLines = Object.entries(limits).map(([name, limit]) => {
    const parts = Object.entries(limit).map(([key, most]) => `${most} ${LIMIT_WORDS[key as keyof Limit]}`);
    return `limit ${plainLine(name)}: ${parts.length === 0 ? 'none' : parts.join(', ')}`;
  });
  const resourceLines = Object.entries(resources).map(
    ([name, { capacity }]) =>
      `resource ${plainLine(name)}: ${capacity === undefined ? 'many readers or one writer' : `${capacity} at once`}`,
  );
  return [...limitLines, ...resourceLines];
}
