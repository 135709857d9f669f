import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startServer } from './server.ts';
import { freshFolder } from './skein.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../docs/serve.md'), 'utf8');

/** The commands of the page that ask a server for something, in their order. */
const LINES = Array.from(PAGE.matchAll(/```sh\n([\s\S]*?)```/g), ([, block = '']) => block.trim().split('\n'))
  .flat()
  .filter((line) => /^(?:RUN=\$\()?curl /.test(line));

const PATHS = [
  '/runs',
  '/runs/RUN',
  '/runs/RUN/explain',
  '/runs/RUN/files/',
  '/runs/RUN/events',
  '/runs/RUN/cancel',
  '/runs/RUN/retry',
  '/runs/RUN/resume',
  '/plans',
  '/agents',
  '/health',
];

it('every address of the server has a line in its page, and every line is answered', async () => {
  for (const path of PATHS)
    expect(
      LINES.some((line) => line.includes(`$SKEIN${path.replace('RUN', '$RUN')}`)),
      path,
    ).toBe(true);
  const directory = freshFolder({ 'sales.csv': 'region,revenue\nnorth,1\n' });
  const server = await startServer(directory);
  // One shell, so that a variable that is set stays set; each answer is told with its status.
  const script = LINES.map((line) =>
    line.startsWith('RUN=')
      ? `while [ "$(curl -s $SKEIN/runs?limit=1 | grep -c '"running"')" != 0 ]; do :; done; ${line}`
      : `echo "@@ $(${line.replace('curl ', "curl -w ' %{http_code}' ")} | tr '\\n' ' ')"`,
  ).join('\n');
  const environment = { PATH: `${process.env['PATH']}`, SKEIN: server.url };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], { cwd: directory, env: environment });
  const answers = stdout
    .split('@@ ')
    .slice(1)
    .map((answer) => /^([\s\S]*?) (\d{3})\s*$/.exec(answer)?.slice(1) ?? []);
  const asked = LINES.filter((line) => !line.startsWith('RUN='));
  expect(asked.map((line, index) => [line, answers[index]?.[1]])).toEqual(
    asked.map((line, index) => {
      const path = /\$SKEIN(\S*)/.exec(line)?.[1] ?? '';
      // The run has ended by then, or is under way again.
      if (/\/(?:cancel|resume)$/.test(path)) return [line, '409'];
      if (path.endsWith('/retry')) return [line, '202'];
      if (path !== '/runs') return [line, '200'];
      return [line, line === asked[index - 1] ? '200' : '202'];
    }),
  );
});
