import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { checkNesting, type Playbook, parsePlaybook } from './playbook.ts';

/** Acts for which there are built-in playbooks: requests without them are planned without reading a file. */
export const BUILT_IN_ACTS: ReadonlySet<string> = new Set([
  'research',
  'write',
  'make',
  'design',
  'analyze',
  'plan',
  'code',
  'compare',
  'revise',
  'summarize',
]);

/** The folder of the built-in playbooks: beside the package's own `package.json`, wherever this module was bundled to. */
export function builtInPlaybooks(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'playbooks'))) return join(folder, 'playbooks');
  }
  throw new SkeinError('internal', { where: 'the built-in playbooks', what: 'their folder is not beside the package' });
}

/**
 * Reads the playbooks of folders; of two with one name, the one of the later folder counts. Folders that are not there have none.
 *
 * @throws SkeinError `bad-playbook` naming file, line and reason.
 */
export async function loadPlaybooks(folders: readonly string[]): Promise<ReadonlyMap<string, Playbook>> {
  const playbooks = new Map<string, Playbook>();
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /\.ya?ml$/i.test(name))
        .sort()
        .map((name) => join(folder, name)),
    );
  if (files.length === 0) return playbooks;
  const { readYaml } = await import('../yaml-source.ts');
  for (const file of files) {
    const { value, locate } = readYaml(textOf(file), file, 'bad-playbook');
    const playbook = parsePlaybook(value, locate);
    playbooks.set(playbook.name, playbook);
  }
  checkNesting(playbooks);
  return playbooks;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SkeinError('bad-playbook', { where: file, what: `cannot be read (${messageOf(error)})`, cause: error });
  }
}
