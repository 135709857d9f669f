import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';

/**
 * An output of another agent as text for a model: prose as it is, tables as CSV, findings with their sources, anything else as
 * JSON. Outputs are not trusted to have the shape that their `kind` promises.
 */
export function outputText(output: Json): string {
  if (typeof output === 'string') return output;
  if (!isJsonObject(output)) return JSON.stringify(output, null, 1);
  switch (output['kind']) {
    case 'document':
      return documentText(output) ?? JSON.stringify(output, null, 1);
    case 'findings':
      return findingsText(output) ?? JSON.stringify(output, null, 1);
    case 'table':
      return tableText(output) ?? JSON.stringify(output, null, 1);
    case 'deck':
      return deckText(output) ?? JSON.stringify(output, null, 1);
    case 'chart':
      return chartText(output) ?? JSON.stringify(output, null, 1);
    default:
      return JSON.stringify(output, null, 1);
  }
}

function documentText(output: JsonObject): string | undefined {
  const { title, markdown } = output;
  if (typeof markdown !== 'string') return undefined;
  const heading = typeof title === 'string' && title !== '' && !markdown.includes(title) ? `# ${title}\n\n` : '';
  return `${heading}${markdown}${sourcesText(output)}`;
}

function findingsText(output: JsonObject): string | undefined {
  const findings = objectsIn(output, 'findings');
  if (findings.length === 0) return undefined;
  const lines = findings.map(
    ({ text, source }) => `- ${wordsOf(text)}${typeof source === 'number' && source >= 0 ? ` [${source + 1}]` : ''}`,
  );
  return [`Findings on ${wordsOf(output['topic'])}:`, ...lines, ...notesOf(output)].join('\n') + sourcesText(output);
}

function sourcesText(output: JsonObject): string {
  const sources = objectsIn(output, 'sources');
  if (sources.length === 0) return '';
  const lines = sources.map(({ title, location, date }, index) => {
    const dated = typeof date === 'string' ? ` (${date})` : '';
    return `[${index + 1}] ${wordsOf(title)}${dated} ${wordsOf(location)}`.trimEnd();
  });
  return `\n\nSources:\n${lines.join('\n')}`;
}

function tableText(output: JsonObject): string | undefined {
  const columns = objectsIn(output, 'columns').filter(({ name }) => typeof name === 'string');
  const rows = objectsIn(output, 'rows');
  if (columns.length === 0) return undefined;
  const names = columns.map(({ name }) => String(name));
  const header = columns.map(({ name, unit }) => csvCell(typeof unit === 'string' && unit !== '' ? `${name} (${unit})` : String(name)));
  const lines = rows.map((row) => names.map((name) => csvCell(wordsOf(row[name] ?? null))).join(','));
  const count = typeof output['rowCount'] === 'number' ? output['rowCount'] : rows.length;
  const some = count > rows.length ? ` (the first ${rows.length} of ${count} rows)` : '';
  return [`Table ${wordsOf(output['title'])}${some}, as CSV:`, header.join(','), ...lines, ...notesOf(output)].join('\n');
}

function deckText(output: JsonObject): string | undefined {
  const slides = objectsIn(output, 'slides');
  if (slides.length === 0) return undefined;
  const pages = slides.map((slide, index) => {
    const points = textsIn(slide, 'points').map((point) => `- ${point}`);
    return [`## ${index + 1}. ${wordsOf(slide['title'])}`, ...points].join('\n');
  });
  return `# ${wordsOf(output['title'])}\n\n${pages.join('\n\n')}`;
}

function chartText(output: JsonObject): string | undefined {
  const { title, caption } = output;
  return typeof caption === 'string' ? `Chart ${wordsOf(title)}: ${caption}` : undefined;
}

function notesOf(output: JsonObject): string[] {
  return textsIn(output, 'notes').map((note) => `Note: ${note}`);
}

function objectsIn(output: JsonObject, name: string): readonly JsonObject[] {
  const value = output[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function textsIn(output: JsonObject, name: string): readonly string[] {
  const value = output[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}

function wordsOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
