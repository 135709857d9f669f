import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../core/errors.ts';
import { EXIT, exitStatusOfError } from './exit-status.ts';

const page = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

it.each(ERROR_CODES)('the page of %s names the exit status that the command ends with', (code) => {
  expect(/Exit status (\d+)\.\n$/.exec(page(`docs/errors/${code}.md`))?.[1]).toBe(String(exitStatusOfError(code)));
});

it.each(['README.md', 'docs/design.md', 'src/cli/program.ts'])('%s names every exit status', (name) => {
  const list = /^Exit status: (.*)$/m.exec(page(name))?.[1] ?? '';
  expect([...list.matchAll(/\b(\d+) [a-z]/g)].map(([, status]) => Number(status))).toEqual(Object.values(EXIT));
});
