import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fails when README.md names a file that does not exist: in a link, or in code as a path below a folder
 * of this repository. Files a run makes (`report.html`, `sales.csv` of the user) are not such paths.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map((match) => match[1] ?? '');
const paths = [...readme.matchAll(/(?<![\w./-])((?:src|docs|examples|playbooks|bench|test|web|scripts|\.ci)\/[\w./-]*\w\/?)/g)].map(
  (match) => match[1] ?? '',
);
const missing = [...new Set([...links, ...paths])].filter((path) => !existsSync(join(root, path)));
for (const path of missing) process.stderr.write(`README.md names ${path}, which does not exist\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
