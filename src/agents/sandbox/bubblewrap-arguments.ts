import { join } from 'node:path';

/** What a program finds inside. All paths are absolute. */
export interface Room {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Where it runs: all that it may write, but for a `/tmp` of its own that is gone afterwards. */
  readonly directory: string;
  /** More that it may read, where it would otherwise not be seen. */
  readonly readable: readonly string[];
  readonly network: boolean;
  readonly home: string | undefined;
  /** Whether there is something at a path. */
  exists(path: string): 'file' | 'folder' | undefined;
}

/** Where keys lie in a home. */
const SECRETS_AT_HOME = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.config/gcloud',
  '.config/gh',
  '.config/skein',
  '.password-store',
  '.local/share/keyrings',
  '.netrc',
  '.npmrc',
  '.pypirc',
  '.git-credentials',
  '.env',
];
/** Where keys, and what was asked and answered, lie in a project. */
const SECRETS_IN_PROJECT = ['.env', '.skein'];
/** What makes programs run later, outside. */
const NOT_TO_BE_PLANTED = ['.git', 'skein.yaml'];

/**
 * The arguments that make bubblewrap run a program with the files of this machine to read but for known places of keys, its own folder and a `/tmp`
 * to write, processes of its own, no capabilities, no sockets of services in `/run`, and no network unless it is granted.
 */
export function bubblewrapArguments(room: Room): string[] {
  const { command, directory, readable, network, home, exists } = room;
  const hidden = (folder: string, names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const path = join(folder, name);
      const kind = exists(path);
      if (kind === undefined) return [];
      return kind === 'folder' ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path];
    });
  const fixed = NOT_TO_BE_PLANTED.map((name) => join(directory, name)).filter((path) => exists(path) !== undefined);
  const seen = [...readable, ...command.slice(0, 1).filter((program) => program.startsWith('/'))];
  return [
    '--die-with-parent',
    '--new-session',
    '--unshare-all',
    ...(network ? ['--share-net'] : []),
    ...['--cap-drop', 'ALL'],
    ...['--ro-bind', '/', '/'],
    ...['--dev', '/dev'],
    ...['--proc', '/proc'],
    ...['--tmpfs', '/tmp'],
    ...['--tmpfs', '/run'],
    ...(network ? ['--ro-bind-try', '/run/systemd/resolve', '/run/systemd/resolve'] : []),
    ...(home === undefined ? [] : hidden(home, SECRETS_AT_HOME)),
    ...['--bind', directory, directory],
    ...hidden(directory, SECRETS_IN_PROJECT),
    ...fixed.flatMap((path) => ['--ro-bind', path, path]),
    ...seen.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--setenv', 'TMPDIR', '/tmp'],
    ...['--chdir', directory],
    '--',
    ...command,
  ];
}
