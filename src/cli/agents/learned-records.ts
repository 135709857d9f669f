import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Configuration } from '../../config/configuration.ts';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { entryFrom, formatEntry, mergedEntry, nameOf, parseEntry } from '../../learn/record-file.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Surroundings } from '../surroundings.ts';

/** What an exported file says of itself. */
const FORMAT = 'skein-learned';

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
  return { format: FORMAT, version: 1, records };
}

/**
 * Adds the records of an exported file to the store: all of them, or none.
 *
 * @returns How many there were.
 * @throws SkeinError `bad-input` that says which record is corrupt or foreign, and how.
 */
export async function importRecords(store: RunStore, file: string, surroundings: Surroundings): Promise<number> {
  const where = file === '-' ? 'standard input' : file;
  let value: unknown;
  try {
    value = JSON.parse(file === '-' ? await readAll(surroundings.input()) : readFileSync(resolve(surroundings.directory, file), 'utf8'));
  } catch (cause) {
    throw new SkeinError('bad-input', {
      where,
      what: `cannot be read as JSON (${messageOf(cause)})`,
      todo: 'Name a file that `skein agents --export` has written.',
      cause,
    });
  }
  const records =
    typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT && 'records' in value
      ? value.records
      : undefined;
  if (!Array.isArray(records)) {
    throw new SkeinError('bad-input', {
      where,
      what: 'is not a file of learned records',
      expected: `{"format": "${FORMAT}", "records": [...]}`,
      todo: 'Name a file that `skein agents --export` has written.',
    });
  }
  const entries = new Map(
    records.map((record, index) => {
      const entry = entryFrom(record, `${where}, records[${index}]`);
      return [nameOf(entry), entry] as const;
    }),
  );
  await store.changeLearned([...entries.keys()], (present, name) => {
    const entry = entries.get(name);
    return entry === undefined ? present : mergedEntry(present, entry);
  });
  return entries.size;
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
