import { describe, expect, it } from 'vitest';
import { bubblewrapArguments, type Room } from './bubblewrap-arguments.ts';

const THERE: Readonly<Record<string, 'file' | 'folder'>> = {
  '/home/ann/.ssh': 'folder',
  '/home/ann/.netrc': 'file',
  '/home/ann/app/.env': 'file',
  '/home/ann/app/.skein': 'folder',
  '/home/ann/app/.git': 'folder',
};

const argumentsOf = (given: Partial<Room> = {}): string =>
  bubblewrapArguments({
    command: ['npm', 'test', '; rm -rf /'],
    directory: '/home/ann/app',
    readable: [],
    network: false,
    home: '/home/ann',
    exists: (path) => THERE[path],
    ...given,
  }).join(' ');

describe('the arguments of bubblewrap', () => {
  it('are these, in this order: what comes later covers what came before', () => {
    expect(argumentsOf({ readable: ['/tmp/out/report.md'] })).toBe(
      [
        '--die-with-parent --new-session --unshare-all --cap-drop ALL',
        '--ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --tmpfs /run',
        '--tmpfs /home/ann/.ssh --ro-bind /dev/null /home/ann/.netrc',
        '--bind /home/ann/app /home/ann/app',
        '--ro-bind /dev/null /home/ann/app/.env --tmpfs /home/ann/app/.skein',
        '--ro-bind /home/ann/app/.git /home/ann/app/.git',
        '--ro-bind-try /tmp/out/report.md /tmp/out/report.md',
        '--setenv TMPDIR /tmp --chdir /home/ann/app',
        '-- npm test ; rm -rf /',
      ].join(' '),
    );
  });

  it('leave the network out unless it is granted', () => {
    expect(argumentsOf()).not.toContain('--share-net');
    expect(argumentsOf({ network: true })).toContain('--unshare-all --share-net');
  });

  it('let a program be seen that is named by its path', () => {
    expect(argumentsOf({ command: ['/tmp/tool', 'x'] })).toContain('--ro-bind-try /tmp/tool /tmp/tool');
  });
});
