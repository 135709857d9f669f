import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Artifact, Call, DependencyResult, Work } from '../../../../core/agent.ts';
import { TerminalError } from '../../../../core/agent-error.ts';
import { isJsonObject, type Json } from '../../../../core/json.ts';
import { isOutputOf, type TableOutput } from '../../../../core/output.ts';
import { mayRead } from '../../library/may-read.ts';
import { hostsNamedIn } from '../../network/address-grants.ts';
import { type DownloadRules, download } from './download.ts';
import { dataFilesIn, findPlace, placeAt } from './find-file.ts';
import { isListing } from './listing.ts';
import { namedSources } from './named-sources.ts';

/** Where a table is, before it is opened. Plain data. */
export type LocatedTable =
  /** `declared` are the columns that the output said the file has. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly title: string;
      readonly declared?: TableOutput['columns'];
      readonly from?: string;
    }
  | { readonly kind: 'rows'; readonly title: string; readonly output: TableOutput }
  /** Any other output, in which there may be a table. */
  | { readonly kind: 'loose'; readonly title: string; readonly output: Json };

/** The tables a task is about, in the order they were named, and what is left of its instruction. */
export interface Located {
  readonly tables: readonly LocatedTable[];
  readonly text: string;
  /** Files that were fetched from elsewhere for it. */
  readonly artifacts: readonly Artifact[];
  /** The instruction itself names files or addresses. */
  readonly named: boolean;
  /** Of all the files together. */
  readonly bytes: number;
}

/** How addresses are fetched; `allowed` are those beside the internet that the config allows. */
export type Fetches = Omit<DownloadRules, 'grants'> & { readonly allowed?: readonly string[] | undefined };

const DATA_FILE = /\.(csv|tsv|tab|json|ndjson|jsonl|geojson|txt)(\.gz)?$/i;

/**
 * Finds the tables of a task: what its instruction names, else what its dependencies made, else the inputs, else what the request
 * names. Addresses are fetched; nothing is read.
 *
 * @throws TerminalError `no-data` when there is none anywhere; errors of `findPlace` and `download`.
 */
export async function locateTables(work: Work, call: Call, { allowed = [], ...rules }: Fetches = {}): Promise<Located> {
  const { addresses, files, rest } = namedSources(work.task.instruction);
  const made = await madeTables(work);
  const artifacts: Artifact[] = [];
  const named = new Set(work.confinedTo === undefined ? [...hostsNamedIn([work.request, ...work.inputs]), ...(work.namedHosts ?? [])] : []);
  const fetching: Fetching = { work, call, rules: { ...rules, grants: { allowed, named } }, artifacts };
  const isNamed = addresses.length + files.length > 0;
  let tables: readonly LocatedTable[] = made;
  if (isNamed) tables = await namedTables(fetching, addresses, files, made);
  else if (made.length === 0) tables = await inputTables(fetching);
  if (tables.length === 0 && work.dependencies.length === 0) {
    const asked = namedSources(work.request);
    tables = await namedTables(fetching, asked.addresses, asked.files, []);
  }
  if (tables.length === 0) {
    throw new TerminalError(
      'no-data',
      `There is no data for "${work.task.title}": no file is named, nothing before it made a table, and no inputs were given. Name a file or an address, or give one with --input.`,
    );
  }
  return { tables, text: rest, artifacts, named: isNamed, bytes: await bytesOf(tables) };
}

interface Fetching {
  readonly work: Work;
  readonly call: Call;
  readonly rules: DownloadRules;
  readonly artifacts: Artifact[];
}

async function namedTables(
  fetching: Fetching,
  addresses: readonly string[],
  files: readonly string[],
  made: readonly LocatedTable[],
): Promise<readonly LocatedTable[]> {
  const tables: LocatedTable[] = [];
  for (const address of addresses) tables.push(madeAs(address.replace(/[?#].*$/, ''), made) ?? (await fetched(address, fetching)));
  for (const file of files) {
    const already = madeAs(file, made);
    tables.push(...(already === undefined ? await tablesAt(file, fetching.work, made) : [already]));
  }
  // What flows is what was produced: a lone file named beside a lone product is what that product was made of.
  const joins = /\b(join|merge|combine|compare|union|append|with)\b/i.test(fetching.work.task.instruction);
  const [first] = tables;
  const [product] = made;
  const fresh = tables.length === 1 && first !== undefined && !made.includes(first);
  if (fresh && made.length === 1 && product !== undefined && isProduct(product) && !joins && addresses.length === 0) return made;
  if (joins && tables.length === 1 && made.length > 0) return [...made.filter((table) => table !== first), ...tables];
  return tables;
}

/** A few words about what was done are not made of a table, though they can be read as one of a single row. */
function isProduct(table: LocatedTable): boolean {
  if (table.kind !== 'loose' || !isJsonObject(table.output)) return true;
  return Object.values(table.output).some((value) => typeof value === 'object' && value !== null);
}

/** The dependency's table that goes by a file's name. */
function madeAs(name: string, made: readonly LocatedTable[]): LocatedTable | undefined {
  const wanted = stemOf(name);
  return (
    made.find((table) => stemOf(table.title) === wanted) ?? made.find((table) => table.kind === 'file' && stemOf(table.path) === wanted)
  );
}

const stemOf = (name: string): string =>
  basename(name)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '')
    .toLowerCase();

async function fetched(address: string, { call, rules, artifacts }: Fetching): Promise<LocatedTable> {
  const { path, name, mediaType } = await download(address, call, rules);
  artifacts.push({ path, mediaType, title: name });
  return { kind: 'file', path, title: name, from: address.replace(/[?#].*$/, '') };
}

async function tablesAt(name: string, work: Work, made: readonly LocatedTable[]): Promise<readonly LocatedTable[]> {
  const place = await findPlace(name, work).catch((missing: unknown) => {
    // The name may be that of something a dependency made under another title.
    if (made.length > 0 && !isNotGiven(missing)) return undefined;
    throw missing;
  });
  if (place === undefined) return made;
  return place.kind === 'file' ? [fileAt(place.path)] : (await dataFilesIn(place.path)).map(fileAt);
}

function fileAt(path: string): LocatedTable {
  return { kind: 'file', path, title: basename(path) };
}

async function inputTables(fetching: Fetching): Promise<LocatedTable[]> {
  const tables: LocatedTable[] = [];
  for (const input of fetching.work.inputs) {
    if (/^https?:\/\//i.test(input)) {
      tables.push(await fetched(input, fetching));
      continue;
    }
    const place = await placeAt(input);
    if (place?.kind === 'folder') tables.push(...(await dataFilesIn(place.path)).map(fileAt));
    else if (place !== undefined && DATA_FILE.test(place.path)) tables.push(fileAt(place.path));
  }
  return tables;
}

async function madeTables(work: Work): Promise<LocatedTable[]> {
  const tables: LocatedTable[] = [];
  for (const dependency of work.dependencies) tables.push(...(await madeBy(dependency, work)));
  return tables;
}

async function madeBy({ output, artifacts, title }: DependencyResult, work: Work): Promise<LocatedTable[]> {
  if (isOutputOf(output, 'table') && Array.isArray(output.rows) && Array.isArray(output.columns)) {
    if (!isListing(output)) return [await madeTable(output, artifacts, work)];
    return await listedFiles(output, artifacts, work);
  }
  const files = artifacts.filter(
    ({ path, mediaType }) => /csv|json|tab-separated/.test(mediaType) || /\.(csv|tsv|json|ndjson|jsonl)(\.gz)?$/i.test(path),
  );
  if (files.length > 0) return files.map(({ path }) => fileAt(path));
  const otherShape = isJsonObject(output) && typeof output['kind'] === 'string';
  return output === undefined || otherShape || !mayHoldTable(output) ? [] : [{ kind: 'loose', title, output }];
}

/** A list of files may have been written by a model: it leads nowhere that the task may not go by itself. */
async function listedFiles({ rows }: TableOutput, artifacts: readonly Artifact[], work: Work): Promise<LocatedTable[]> {
  const files: LocatedTable[] = [];
  for (const { path } of rows) {
    if (typeof path !== 'string') continue;
    if (await isGiven(path, artifacts, work)) files.push(fileAt(path));
  }
  return files;
}

async function isGiven(path: string, artifacts: readonly Artifact[], work: Work): Promise<boolean> {
  return artifacts.some((artifact) => artifact.path === path) || (await mayRead(path, path, work));
}

const isNotGiven = (thrown: unknown): boolean => TerminalError.isInstance(thrown) && thrown.code === 'not-given';

/** The file is what counts when there is one: the rows in the output may be only the first. A model may have written the output. */
async function madeTable(output: TableOutput, artifacts: readonly Artifact[], work: Work): Promise<LocatedTable> {
  const title = String(output.title ?? 'table');
  if (typeof output.path === 'string' && (await placeAt(output.path))?.kind === 'file' && (await isGiven(output.path, artifacts, work)))
    return { kind: 'file', path: output.path, title, declared: output.columns };
  if (output.rowCount > output.rows.length) {
    throw new TerminalError(
      'no-such-file',
      `The file with all ${output.rowCount.toLocaleString('en-US')} rows of "${title}" is no longer at ${output.path}.`,
      { for: 'task' },
    );
  }
  return { kind: 'rows', title, output };
}

/** A list of objects, or text with lines that are separated alike, or with a fenced block. */
function mayHoldTable(output: Json): boolean {
  if (typeof output === 'string')
    return /```/.test(output) || /^\s*[[{]/.test(output) || /^[^\n]+[,;\t|][^\n]+\n[^\n]+[,;\t|][^\n]+/.test(output.trim());
  return typeof output === 'object' && output !== null;
}

async function bytesOf(tables: readonly LocatedTable[]): Promise<number> {
  let bytes = 0;
  for (const table of tables) {
    if (table.kind !== 'file') continue;
    const size = (await stat(table.path).catch(() => undefined))?.size ?? 0;
    bytes += /\.gz$/i.test(table.path) ? size * 10 : size;
  }
  return bytes;
}
