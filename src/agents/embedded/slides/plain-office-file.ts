import type JSZip from 'jszip';

/** Stands for the unknown: a file that the same input always makes has no date of its own. */
const FIXED = new Date(Date.UTC(2000, 0, 1));
const FIXED_TEXT = '2000-01-01T00:00:00Z';

/**
 * An Office file without traces of when it was made: every date in it is fixed (entries, document properties, the
 * workbooks inside charts), and charts are counted from 1, where the library that writes them counts on from the last
 * presentation of the process. The same slides give the same bytes.
 */
export async function withoutTraces(bytes: Buffer | Uint8Array): Promise<Buffer> {
  const { default: Zip } = await import('jszip');
  const given = await Zip.loadAsync(bytes);
  const rename = chartNames(given);
  const fixed = new Zip();
  const entries = Object.values(given.files).filter(({ dir }) => !dir);
  const named = entries.map((entry) => ({ entry, name: rename(entry.name) })).sort((left, right) => byPlace(left.name, right.name));
  for (const { entry, name } of named) {
    const content = await contentOf(entry, name, rename);
    fixed.file(name, content, { date: FIXED, createFolders: false });
  }
  return fixed.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 6 } });
}

async function contentOf(entry: JSZip.JSZipObject, name: string, rename: (text: string) => string): Promise<Buffer> {
  const content = await entry.async('nodebuffer');
  if (name.endsWith('.xlsx')) return withoutTraces(content);
  if (name.endsWith('docProps/core.xml')) {
    return Buffer.from(content.toString('utf8').replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${FIXED_TEXT}`));
  }
  // Only these two kinds of part refer to others by name; the text of slides is left alone.
  if (name.endsWith('.rels') || name === '[Content_Types].xml') return Buffer.from(rename(content.toString('utf8')));
  return content;
}

/** Renames charts and their workbooks, as parts and wherever a part is named, to count from 1. */
function chartNames(zip: JSZip): (text: string) => string {
  const ids = Object.keys(zip.files).flatMap((name) => /^ppt\/charts\/chart(\d+)\.xml$/.exec(name)?.[1] ?? []);
  const place = new Map(ids.sort((left, right) => Number(left) - Number(right)).map((id, index) => [id, String(index + 1)]));
  return (text) => text.replace(/(?<=\/(?:chart|Microsoft_Excel_Worksheet))\d+(?=\.(?:xml|xlsx))/g, (id) => place.get(id) ?? id);
}

/** The list of content types comes first, as readers of Office files expect. */
function byPlace(left: string, right: string): number {
  const rank = (name: string): number => (name === '[Content_Types].xml' ? 0 : name.startsWith('_rels/') ? 1 : 2);
  return rank(left) - rank(right) || (left < right ? -1 : 1);
}
