import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Artifact, Call, DependencyResult, Work } from '../../../../core/agent.ts';
import { TerminalError } from '../../../../core/agent-error.ts';
import { isJsonObject, type Json } from '../../../../core/json.ts';
import { isOutputOf, type TableOutput } from '../../../../core/output.ts';
import { sameShape, unionTables } from '../operations/union.ts';
import type { FileTables } from '../read/file-table.ts';
import type { Workbench } from '../spill/workbench.ts';
import { type Row, type Table, tableOfRows } from '../table/table.ts';
import { counted } from '../table/words.ts';
import { type DownloadLimits, download } from './download.ts';
import { dataFilesIn, findPlace, placeAt } from './find-file.ts';
import { tableOfOutput } from './memory-source.ts';
import { namedSources } from './named-sources.ts';

/** The tables a task is about, in the order they were named, and what is left of its instruction. */
export interface Gathered {
  readonly tables: readonly Table[];
  readonly text: string;
  /** Files that were fetched from elsewhere for it. */
  readonly artifacts: readonly Artifact[];
  /** The instruction itself names files or addresses. */
  readonly named: boolean;
}

/** What gathering needs beside the work. */
export interface Gathering {
  readonly work: Work;
  readonly call: Call;
  readonly bench: Workbench;
  readonly files: FileTables;
  readonly limits?: DownloadLimits;
}

/**
 * Finds the tables of a task: what its instruction names, else what its dependencies made, else the inputs, else what the request names.
 *
 * @throws TerminalError `no-data` when there is none anywhere; errors of `findPlace`, `download` and of reading.
 */
export async function gatherTables(gathering: Gathering): Promise<Gathered> {
  const { work } = gathering;
  const { addresses, files, rest } = namedSources(work.task.instruction);
  const made = await tablesOfDependencies(gathering);
  if (addresses.length + files.length > 0) {
    const found = await namedTables(gathering, addresses, files, made);
    return { ...found, text: rest, named: true };
  }
  if (made.length > 0) return { tables: made, text: rest, artifacts: [], named: false };
  const inputs = await tablesOfInputs(gathering);
  if (inputs.length > 0) return { tables: inputs, text: rest, artifacts: [], named: false };
  const asked = namedSources(work.request);
  if (work.dependencies.length === 0 && asked.addresses.length + asked.files.length > 0) {
    return { ...(await namedTables(gathering, asked.addresses, asked.files, [])), text: rest, named: false };
  }
  throw new TerminalError(
    'no-data',
    `There is no data for "${work.task.title}": no file is named, nothing before it made a table, and no inputs were given. Name a file or an address, or give one with --input.`,
  );
}

async function namedTables(gathering: Gathering, addresses: readonly string[], files: readonly string[], made: readonly Table[]) {
  const tables: Table[] = [];
  const artifacts: Artifact[] = [];
  for (const address of addresses) {
    const already = madeAs(address.replace(/[?#].*$/, ''), made);
    if (already !== undefined) tables.push(already);
    else {
      const { path, name, mediaType } = await download(address, gathering.call, gathering.limits);
      const table = await open(path, gathering);
      artifacts.push({ path, mediaType, title: name });
      tables.push({ ...table, title: name, notes: [`Fetched from ${address.replace(/[?#].*$/, '')}.`, ...table.notes] });
    }
  }
  for (const file of files) {
    const already = madeAs(file, made);
    if (already !== undefined) tables.push(already);
    else tables.push(...(await tablesAt(file, gathering, made)));
  }
  // What flows is what was produced: a lone file named beside a lone product is what that product was made of.
  const joins = /\b(join|merge|combine|compare|union|append|with)\b/i.test(gathering.work.task.instruction);
  const [only] = made;
  const fresh = tables.filter((table) => !made.includes(table));
  if (only !== undefined && made.length === 1 && tables.length === 1 && fresh.length === 1 && !joins && addresses.length === 0)
    return { tables: [only], artifacts };
  if (joins && tables.length === 1 && made.length > 0)
    return { tables: [...made.filter((table) => !tables.includes(table)), ...tables], artifacts };
  return { tables, artifacts };
}

/** The dependency's table that goes by a file's name. */
function madeAs(name: string, made: readonly Table[]): Table | undefined {
  const wanted = stemOf(name);
  return (
    made.find((table) => stemOf(table.title) === wanted) ?? made.find((table) => table.path !== undefined && stemOf(table.path) === wanted)
  );
}

const stemOf = (name: string): string =>
  basename(name)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '')
    .toLowerCase();

async function tablesAt(name: string, gathering: Gathering, made: readonly Table[]): Promise<Table[]> {
  const place = await findPlace(name, gathering.work.inputs).catch((missing: unknown) => {
    // The name may be that of something a dependency made under another title.
    if (made.length > 0) return undefined;
    throw missing;
  });
  if (place === undefined) return [...made];
  return place.kind === 'file' ? [await open(place.path, gathering)] : tablesOfFolder(place.path, gathering);
}

async function tablesOfFolder(folder: string, gathering: Gathering): Promise<Table[]> {
  const tables: Table[] = [];
  for (const path of await dataFilesIn(folder)) tables.push(await open(path, gathering));
  return tables;
}

async function tablesOfInputs(gathering: Gathering): Promise<Table[]> {
  const tables: Table[] = [];
  for (const input of gathering.work.inputs) {
    if (/^https?:\/\//i.test(input)) {
      tables.push(await open((await download(input, gathering.call, gathering.limits)).path, gathering));
      continue;
    }
    const place = await placeAt(input);
    if (place === undefined) continue;
    if (place.kind === 'folder') tables.push(...(await tablesOfFolder(place.path, gathering)));
    else if (/\.(csv|tsv|tab|json|ndjson|jsonl|geojson|txt)(\.gz)?$/i.test(place.path)) tables.push(await open(place.path, gathering));
  }
  return tables;
}

function open(path: string, { bench, files }: Gathering, texts?: ReadonlySet<string>): Promise<Table> {
  return files.open(path, bench.signal, bench.progress, texts);
}

async function tablesOfDependencies(gathering: Gathering): Promise<Table[]> {
  const tables: Table[] = [];
  for (const dependency of gathering.work.dependencies) tables.push(...(await tablesOfDependency(dependency, gathering)));
  return tables;
}

async function tablesOfDependency({ output, artifacts, title }: DependencyResult, gathering: Gathering): Promise<Table[]> {
  if (isOutputOf(output, 'table') && Array.isArray(output.rows))
    return listedFiles(output) ? openListed(output, gathering) : [await madeTable(output, gathering)];
  const files = artifacts.filter(
    ({ path, mediaType }) => /csv|json|tab-separated/.test(mediaType) || /\.(csv|tsv|json|ndjson|jsonl)(\.gz)?$/i.test(path),
  );
  if (files.length > 0) {
    const tables: Table[] = [];
    for (const { path } of files) tables.push(await open(path, gathering));
    return tables;
  }
  const loose =
    output === undefined || (isJsonObject(output) && typeof output['kind'] === 'string')
      ? undefined
      : await looseTable(output, title, gathering);
  return loose === undefined ? [] : [loose];
}

/** The file is what counts when there is one: the rows in the output may be only the first. */
async function madeTable(output: TableOutput, gathering: Gathering): Promise<Table> {
  if (typeof output.path === 'string' && (await placeAt(output.path))?.kind === 'file') {
    const texts = new Set(output.columns.filter(({ type }) => type === 'text').map(({ name }) => name));
    const table = await open(output.path, gathering, texts);
    const units = new Map(output.columns.map(({ name, unit }) => [name, unit]));
    const columns = table.columns.map((column) => {
      const unit = column.unit ?? units.get(column.name);
      return unit === undefined ? column : { ...column, unit };
    });
    return { ...table, columns, title: String(output.title) };
  }
  if (output.rowCount > output.rows.length) {
    throw new TerminalError(
      'no-such-file',
      `The file with all ${counted(output.rowCount, 'row')} of "${output.title}" is no longer at ${output.path}.`,
      { for: 'task' },
    );
  }
  return tableOfOutput(output, gathering.bench.signal);
}

/** An answer that is a table without saying so: a list of objects, CSV in text or in a fenced block. */
async function looseTable(output: Json, title: string, gathering: Gathering): Promise<Table | undefined> {
  const text = typeof output === 'string' ? output : undefined;
  const fenced = text === undefined ? undefined : /```(?:csv|tsv|json|ndjson)?\s*\n([\s\S]+?)\n```/.exec(text)?.[1];
  const content = fenced ?? text ?? JSON.stringify(output);
  const isJson = /^\s*[[{]/.test(content);
  if (!isJson && !/^[^\n]+[,;\t|][^\n]+\n[^\n]+[,;\t|][^\n]+/.test(content.trim())) return undefined;
  const path = `${await gathering.bench.scratchPath()}${isJson ? '.json' : '.csv'}`;
  await writeFile(path, content);
  try {
    const { path: _, ...table } = await open(path, gathering);
    return { ...table, title };
  } catch (thrown) {
    if (TerminalError.isInstance(thrown)) return undefined;
    throw thrown;
  }
}

const LISTING_COLUMNS = ['file', 'path', 'rows', 'columns'];

function listedFiles(output: TableOutput): boolean {
  return output.columns.length === LISTING_COLUMNS.length && output.columns.every(({ name }, index) => name === LISTING_COLUMNS[index]);
}

async function openListed(output: TableOutput, gathering: Gathering): Promise<Table[]> {
  const tables: Table[] = [];
  for (const row of output.rows) if (typeof row['path'] === 'string') tables.push(await open(row['path'], gathering));
  return tables;
}

/** Several tables as one: put together when they have the same columns, else a list of them for a later step to choose from. */
export function tablesAsOne(tables: readonly Table[], title: string): Table {
  const [first, ...others] = tables;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined && others.every((table) => sameShape(first, table))) return unionTables(tables, title);
  const rows: Row[] = tables.map((table) => [
    table.title,
    table.path ?? null,
    table.rowCount ?? null,
    table.columns.map(({ name }) => name).join(', '),
  ]);
  const columns = LISTING_COLUMNS.map((name) => ({ name, type: name === 'rows' ? ('number' as const) : ('text' as const) }));
  return tableOfRows(title, columns, rows, [`${counted(tables.length, 'file')} of different shapes, listed with their columns.`]);
}
