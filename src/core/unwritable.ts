import { TerminalError } from './agent-error.ts';
import { fileTrouble } from './file-trouble.ts';

/** Of a disk or a folder, so that it is met by whoever tries, and as often. */
const LASTING: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** What an attempt fails with whose files cannot be written: no agent can do it then. `undefined` of any other error. */
export function unwritable(error: unknown): TerminalError | undefined {
  const { code, path } = (error ?? {}) as { readonly code?: unknown; readonly path?: unknown };
  return LASTING.has(code) ? cannotWrite(typeof path === 'string' ? path : 'a file that it makes', error) : undefined;
}

/** @param what The file or the folder. */
export function cannotWrite(what: string, cause: unknown): TerminalError {
  return new TerminalError('cannot-write', `${what} cannot be written: ${fileTrouble(cause)}`, { for: 'task', cause });
}
