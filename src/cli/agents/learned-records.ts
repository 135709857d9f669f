import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Configuration } from '../../config/configuration.ts';
import { readTextFile } from '../../config/read-text-file.ts';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { systemClock } from '../../execute/clock.ts';
import { entryFrom, formatEntry, type LearnedEntry, mergedEntry, nameOf, parseEntry, type SkillEntry } from '../../learn/record-file.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Surroundings } from '../surroundings.ts';

/** What an exported file says of itself. */
const FORMAT = 'skein-learned';
const VERSION = 1;

/** Clocks of other machines may go ahead of this one by so much. */
const CLOCK_SLACK_MS = 24 * 3_600_000;

/**
 * Everything that the store has learned, as one JSON document. What cannot be read is left out.
 */
export function exportedRecords(store: RunStore): unknown {
  const records = [...store.learned()].flatMap(([name, text]) => {
    if (!/^(skill|texts) /.test(name)) return [];
    try {
      return [JSON.parse(formatEntry(parseEntry(text, name))) as unknown];
    } catch {
      return [];
    }
  });
  return { format: FORMAT, version: VERSION, records };
}

/** How many records of a file were added, and how many left out because all that they tell was known. */
export interface Imported {
  readonly added: number;
  readonly known: number;
}

/**
 * Adds the records of an exported file to the store: all of them, or none. A record whose last attempts are all in the store's own
 * is left out, with the texts of agents that have no other: reading a file twice must not count its attempts twice.
 *
 * @throws SkeinError `bad-input` that says which record is corrupt or foreign, and how.
 */
export async function importRecords(store: RunStore, file: string, surroundings: Surroundings): Promise<Imported> {
  const entries = await readEntries(file, surroundings);
  let known = 0;
  const news = new Set<string>();
  const names = [...entries].sort(([, one], [, other]) => Number(one.kind === 'texts') - Number(other.kind === 'texts'));
  const agentsWithSkills = new Set(names.flatMap(([, entry]) => (entry.kind === 'skill' ? [entry.agent] : [])));
  await store.changeLearned(
    names.map(([name]) => name),
    (present, name) => {
      const entry = entries.get(name);
      if (entry === undefined) return present;
      const isKnown = entry.kind === 'skill' ? holds(present, entry) : agentsWithSkills.has(entry.agent) && !news.has(entry.agent);
      if (isKnown && present !== undefined) {
        known++;
        return present;
      }
      news.add(entry.agent);
      return mergedEntry(present, entry);
    },
  );
  return { added: entries.size - known, known };
}

function holds(present: string | undefined, { evidence }: SkillEntry): boolean {
  if (present === undefined || evidence.recent.length === 0) return false;
  try {
    const own = parseEntry(present, 'the store');
    const keys = new Set(own.kind === 'skill' ? own.evidence.recent.map(({ key }) => key) : []);
    return evidence.recent.every(({ key }) => keys.has(key));
  } catch {
    return false;
  }
}

async function readEntries(file: string, surroundings: Surroundings): Promise<Map<string, LearnedEntry>> {
  const where = file === '-' ? 'standard input' : file;
  const todo = 'Name a file that `skein agents --export` has written.';
  const complain = (what: string, more: object = {}): SkeinError => new SkeinError('bad-input', { where, what, todo, ...more });
  let text: string;
  try {
    text = file === '-' ? await readAll(surroundings.input()) : readTextFile(resolve(surroundings.directory, file));
  } catch (cause) {
    throw complain(`cannot be read (${fileTrouble(cause)})`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw complain(`is not JSON (${messageOf(cause)})`, { cause });
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) {
    throw complain('is not a file of learned records', { expected: `{"format": "${FORMAT}", "version": ${VERSION}, "records": [...]}` });
  }
  if (!('version' in value) || value.version !== VERSION) {
    const received = 'version' in value ? JSON.stringify(value.version) : 'none';
    throw complain('was written in a form that this version does not know', { expected: `version ${VERSION}`, received });
  }
  if (!('records' in value) || !Array.isArray(value.records)) throw complain('has no records', { expected: '"records": [...]' });
  const latestMs = systemClock.nowMs() + CLOCK_SLACK_MS;
  return new Map(
    value.records.map((record, index) => {
      const entry = entryFrom(record, `${where}, records[${index}]`);
      const atMs = newestOf(entry);
      if (atMs > latestMs) {
        throw new SkeinError('bad-input', {
          where: `${where}, records[${index}]`,
          what: 'is of the future: all that is known would count as old beside it',
          expected: `an instant before ${new Date(latestMs).toISOString()}`,
          received: `${atMs} ms since 1970`,
        });
      }
      return [nameOf(entry), entry] as const;
    }),
  );
}

function newestOf(entry: LearnedEntry): number {
  if (entry.kind === 'texts') return entry.gram.epochMs;
  const { atMs, epochMs, recent } = entry.evidence;
  return Math.max(atMs, epochMs, ...recent.map((trial) => trial.atMs));
}

/**
 * Forgets what was learned of these agents; of all when none is named, ratings and unreadable records included.
 *
 * @returns How many records there were.
 * @throws SkeinError `not-found` when nothing is known of an agent that is named.
 */
export async function resetRecords(store: RunStore, agents: readonly string[], { team }: Configuration): Promise<number> {
  const names = [...store.learned().keys()];
  const ofAgents = agents.length === 0 ? names : names.filter((name) => agents.some((agent) => isOf(name, agent)));
  const stranger = agents.find((agent) => !ofAgents.some((name) => isOf(name, agent)));
  if (stranger !== undefined) {
    throw new SkeinError('not-found', {
      where: `agent ${stranger}`,
      what: 'nothing was learned of it',
      expected: `one of ${team.agents.map(({ id }) => id).join(', ')}`,
      todo: 'See `skein agents`.',
    });
  }
  await store.changeLearned(ofAgents, () => undefined);
  return ofAgents.length;
}

function isOf(name: string, agent: string): boolean {
  return name === nameOf({ kind: 'texts', agent }) || name.startsWith(`skill ${JSON.stringify([agent]).slice(0, -1)},`);
}
