/** Stands for the unknown: a file that the same input always makes has no date of its own. */
const FIXED = new Date(Date.UTC(2000, 0, 1));
const FIXED_TEXT = '2000-01-01T00:00:00Z';

/**
 * An Office file with every date in it fixed (entries, document properties, the workbooks inside charts), so that the same
 * slides give the same bytes.
 */
export async function withFixedDates(bytes: Buffer | Uint8Array): Promise<Buffer> {
  const { default: JSZip } = await import('jszip');
  const given = await JSZip.loadAsync(bytes);
  const fixed = new JSZip();
  for (const name of Object.keys(given.files).sort(byPlace)) {
    const entry = given.files[name];
    if (entry === undefined || entry.dir) continue;
    fixed.file(name, await fixedContent(name, await entry.async('nodebuffer')), { date: FIXED, createFolders: false });
  }
  return fixed.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 6 } });
}

async function fixedContent(name: string, content: Buffer): Promise<Buffer> {
  if (name.endsWith('.xlsx')) return withFixedDates(content);
  if (!name.endsWith('docProps/core.xml')) return content;
  return Buffer.from(content.toString('utf8').replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${FIXED_TEXT}`));
}

/** The list of content types comes first, as readers of Office files expect. */
function byPlace(left: string, right: string): number {
  const rank = (name: string): number => (name === '[Content_Types].xml' ? 0 : name.startsWith('_rels/') ? 1 : 2);
  return rank(left) - rank(right) || (left < right ? -1 : 1);
}
