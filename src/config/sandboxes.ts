import { openSandbox, type Sandbox, type SandboxKind } from '../agents/sandbox/sandbox.ts';
import { complain } from './complain.ts';
import type { ConfigFile } from './config-schema.ts';
import type { Environment } from './dot-env.ts';

/** A program that the config names. */
export interface ConfinedEntry {
  readonly sandbox?: SandboxKind | undefined;
  readonly network?: boolean | undefined;
}

/**
 * What a program of the config runs in: what its entry says, else what the file says for all.
 *
 * @throws SkeinError `bad-config` when a sandbox is asked for that is not installed.
 */
export function sandboxOf(
  { sandbox: own, network = false }: ConfinedEntry,
  { sandbox: usual = 'none' }: ConfigFile,
  environment: Environment,
  where: () => string,
): Sandbox {
  const sandbox = openSandbox({ kind: own ?? usual, network, environment });
  if (sandbox !== undefined) return sandbox;
  complain(where(), {
    what: 'the sandbox "bubblewrap" is asked for, and there is no program "bwrap" in PATH',
    todo: 'Install bubblewrap (Linux only), or say "sandbox: auto" to use it where there is one.',
  });
}
