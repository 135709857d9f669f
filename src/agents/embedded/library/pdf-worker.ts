/**
 * The program that takes the lines out of a PDF, for a thread of its own. It is a text, since a thread starts from a file
 * or a text, and this file has another name once the package is built. It posts `{lines, title, made}` or throws.
 *
 * `workerData`: `{library, bytes, maxPages}`, `library` being the path of unpdf.
 */
export const PDF_WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { getDocumentProxy } = require(workerData.library);

const linesOf = (items, page) => {
  const lines = [];
  let [text, size, top] = ['', 0, 0];
  const flush = () => {
    if (text.trim() !== '') lines.push({ text, size, top, page });
    [text, size] = ['', 0];
  };
  for (const { str, transform, hasEOL } of items) {
    if (str === undefined) continue;
    if (str.trim() !== '') {
      size = Math.max(size, Math.round(Math.hypot(transform[2], transform[3]) * 2) / 2);
      top = transform[5];
    }
    text += str;
    if (hasEOL) flush();
  }
  flush();
  return lines;
};

const read = async () => {
  const document = await getDocumentProxy(workerData.bytes, { verbosity: 0 });
  const lines = [];
  for (let page = 1; page <= Math.min(document.numPages, workerData.maxPages); page++) {
    const source = await document.getPage(page);
    lines.push(...linesOf((await source.getTextContent()).items, page));
    source.cleanup();
  }
  const { info = {} } = await document.getMetadata().catch(() => ({}));
  return { lines, title: String(info.Title ?? ''), made: String(info.CreationDate ?? '') };
};

read().then(
  (result) => parentPort.postMessage(result),
  (error) => parentPort.postMessage({ failure: error?.name === 'PasswordException' ? 'it is locked with a password' : String(error?.message ?? error) }),
);
`;
