/**
 * Loads the SQLite store. Node 22 says of its SQLite that it is experimental, on standard error, to people who did not
 * ask; that one warning is left out.
 */
export async function loadSqliteStore(): Promise<typeof import('../store/sqlite-store.ts')> {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]): void => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return await import('../store/sqlite-store.ts');
  } finally {
    process.emitWarning = emitWarning;
  }
}
