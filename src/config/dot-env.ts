import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with what `.env` in a folder adds to it. What is set already stays as it is, and nothing is put into
 * the process's own environment: programs that are started do not inherit keys.
 */
export function withDotEnv(environment: Environment, directory: string): Environment {
  let text: string;
  try {
    text = readFileSync(join(directory, '.env'), 'utf8');
  } catch {
    return environment;
  }
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  return { ...parseEnv(text), ...Object.fromEntries(set) };
}
