import { XMLValidator } from 'fast-xml-parser';
import JSZip from 'jszip';

/** The XML parts of an Office file by name; throws when one is not well formed. */
export async function xmlPartsOf(bytes: Buffer | Uint8Array): Promise<ReadonlyMap<string, string>> {
  const zip = await JSZip.loadAsync(bytes);
  const parts = new Map<string, string>();
  for (const [name, entry] of Object.entries(zip.files)) {
    if (entry.dir) continue;
    if (name.endsWith('.xlsx')) await xmlPartsOf(await entry.async('nodebuffer'));
    if (!/\.(?:xml|rels)$/.test(name)) continue;
    const xml = await entry.async('string');
    const verdict = XMLValidator.validate(xml);
    if (verdict !== true) throw new Error(`${name}: ${verdict.err.msg} (line ${verdict.err.line})`);
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) throw new Error(`${name} holds a character that XML forbids`);
    parts.set(name, xml);
  }
  return parts;
}
