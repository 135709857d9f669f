/** Files that hold keys: they are neither read nor written, wherever they are. */
const SECRET =
  /^(?:\.env(?:\..*)?|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)(?:\.pub)?|.*\.(?:pem|key|p12|pfx|keystore|kdbx))$/i;

/** Folders of other programs, where a file that is written may be run, and one that is read may hold keys. */
const FOREIGN = /^(?:\.git|\.ssh|\.aws|\.gnupg|\.docker|\.kube|\.skein)$/i;

/** Folders that are left out when a folder is listed or searched, for their size. */
const BULKY = /^(?:node_modules|\.venv|__pycache__|\.cache)$/;

/** What decides over the grants of later runs. */
const CONFIG = /^(?:skein|massgen)\.ya?ml$/i;

/** Why nobody's tool touches a path, or `undefined`. */
export function guardedBecause(steps: readonly string[]): string | undefined {
  for (const step of steps) {
    if (FOREIGN.test(step)) return `"${step}" is not for tools`;
    if (SECRET.test(step)) return `"${step}" may hold keys`;
  }
  return undefined;
}

/** Why a path is not written, or `undefined`. */
export function unwritableBecause(steps: readonly string[]): string | undefined {
  const name = steps.at(-1) ?? '';
  return guardedBecause(steps) ?? (CONFIG.test(name) ? `"${name}" says what tools may do` : undefined);
}

export function isBulky(name: string): boolean {
  return BULKY.test(name);
}
