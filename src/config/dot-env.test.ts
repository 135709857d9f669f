import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withDotEnv } from './dot-env.ts';

it('adds what is not set, and leaves the process as it is', () => {
  const directory = mkdtempSync(join(tmpdir(), 'skein-env-'));
  try {
    const environment = { A: 'outside', B: '', C: undefined };
    expect(withDotEnv(environment, directory)).toBe(environment);
    writeFileSync(join(directory, '.env'), 'A=file\nB="of the file" # a comment\nexport C=too\nSKEIN_D=new\nnonsense\n');
    expect(withDotEnv(environment, directory)).toEqual({ A: 'outside', B: 'of the file', C: 'too', SKEIN_D: 'new' });
    expect(process.env['SKEIN_D']).toBeUndefined();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
