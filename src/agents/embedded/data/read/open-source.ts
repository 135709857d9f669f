import { basename, extname } from 'node:path';
import { TerminalError } from '../../../../core/agent-error.ts';
import { sniffCsv } from './csv-dialect.ts';
import { csvSource } from './csv-source.ts';
import { type DataFile, utf8Chunks } from './data-file.ts';
import { jsonSource } from './json-source.ts';
import type { DataFormat, RawSource } from './raw-source.ts';

const SAMPLE_BYTES = 256 * 1024;

/** Opens the rows of a file, in whatever format its name or its first bytes say. */
export async function openSource(file: DataFile, signal: AbortSignal, knownColumns: readonly string[] = []): Promise<RawSource> {
  const name = basename(file.path);
  const sample = await sampleOf(file, signal);
  if (sample.trim() === '') throw new TerminalError('empty-file', `${name} is empty: there is nothing but blanks in it.`, { for: 'task' });
  const notes = file.encoding === 'utf-8' ? [] : [encodingNote(file, name)];
  const format = formatOf(name, sample);
  if (format !== 'csv') return jsonSource(file, format, notes, signal, knownColumns);
  if (/^\s*<(!doctype|html|\?xml|svg)/i.test(sample)) {
    throw new TerminalError(
      'not-a-table',
      `${name} is ${/^\s*<\?xml|<svg/i.test(sample) ? 'XML' : 'a web page'}, not a table. Give CSV, TSV, JSON or NDJSON.`,
      { for: 'task' },
    );
  }
  const preferred = /\.(tsv|tab)(\.gz)?$/i.test(name) ? '\t' : /\.csv(\.gz)?$/i.test(name) ? ',' : undefined;
  return csvSource(file, sniffCsv(sample, preferred), notes);
}

function encodingNote(file: DataFile, name: string): string {
  return file.encoding === 'windows-1252'
    ? `${name} is not UTF-8 and was read as Latin-1 (windows-1252).`
    : `${name} is in ${file.encoding.toUpperCase()}.`;
}

async function sampleOf(file: DataFile, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of utf8Chunks(file, signal)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= SAMPLE_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is inside decides; the name only where the inside may be either. */
function formatOf(name: string, sample: string): DataFormat {
  const extension = extname(name.replace(/\.gz$/i, '')).toLowerCase();
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson';
  const start = sample.trimStart();
  if (start.startsWith('{')) return linesAreObjects(start) ? 'ndjson' : 'json';
  if (extension === '.json' || extension === '.geojson') return 'json';
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  return /^\[\s*[[{"\d\]-]/.test(start) ? 'json' : 'csv';
}

function linesAreObjects(start: string): boolean {
  const lines = start.split('\n', 2);
  if (lines[1] === undefined || !lines[1].trimStart().startsWith('{')) return false;
  try {
    JSON.parse(lines[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
