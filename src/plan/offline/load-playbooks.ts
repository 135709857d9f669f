import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SkeinError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import type { Locate } from '../../core/parse.ts';
import type { Playbook } from './playbook.ts';

/** The folder of the built-in playbooks: beside the package's own `package.json`, wherever this module was bundled to. */
export function builtInPlaybooks(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'playbooks'))) return join(folder, 'playbooks');
  }
  throw new SkeinError('internal', { where: 'the built-in playbooks', what: 'their folder is not beside the package' });
}

/**
 * The built-in playbooks once more, parsed: a line of JSON each, so that a request needs neither the YAML parser nor the schema.
 * Written from the YAML files by the test that compares the two.
 */
export const COMPILED = 'compiled.jsonl';

/**
 * Reads the playbooks of folders; of two with one name, the one of the later folder counts. Folders that are not there have none.
 *
 * @throws SkeinError `bad-playbook` naming file, line and reason.
 */
export async function loadPlaybooks(folders: readonly string[]): Promise<Playbook[]> {
  const compiled = new Map<string, Playbook>();
  const files: string[] = [];
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    if (existsSync(join(folder, COMPILED)))
      for (const playbook of readCompiled(join(folder, COMPILED))) compiled.set(playbook.name, playbook);
    else files.push(...playbookFiles(folder));
  }
  return files.length === 0 ? [...compiled.values()] : readSources(files, compiled);
}

/** The playbooks of a folder from their YAML files alone. */
export async function compilePlaybooks(folder: string): Promise<Playbook[]> {
  return readSources(playbookFiles(folder), new Map());
}

function playbookFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(?:ya?ml|json)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function readCompiled(file: string): Playbook[] {
  return textOf(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Playbook);
}

async function readSources(files: readonly string[], before: ReadonlyMap<string, Playbook>): Promise<Playbook[]> {
  const [{ readYaml }, { checkNesting, parsePlaybook }] = await Promise.all([import('../yaml-source.ts'), import('./parse-playbook.ts')]);
  const builtIn: Locate = () => 'a built-in playbook';
  const located = new Map([...before].map(([name, playbook]) => [name, { playbook, locate: builtIn }] as const));
  const own = new Map<string, string>();
  for (const file of files) {
    const { value, locate } = readYaml(textOf(file), file, 'bad-playbook');
    const playbook = parsePlaybook(value, locate);
    const other = own.get(playbook.name);
    if (other !== undefined && dirname(other) === dirname(file)) {
      throw new SkeinError('bad-playbook', {
        where: locate(['name']),
        what: `the name "${playbook.name}" is taken by ${other}`,
        todo: 'Give each playbook of a folder a name of its own.',
      });
    }
    own.set(playbook.name, file);
    located.set(playbook.name, { playbook, locate });
  }
  checkNesting(located);
  return [...located.values()].map(({ playbook }) => playbook);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SkeinError('bad-playbook', { where: file, what: `cannot be read (${fileTrouble(error)})`, cause: error });
  }
}
