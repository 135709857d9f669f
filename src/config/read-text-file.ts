import { readFileSync, statSync } from 'node:fs';

/**
 * The text of a file that somebody named.
 *
 * @throws What the system says, and for a device, whose reading might never end, an error that says so.
 */
export function readTextFile(path: string): string {
  const kind = statSync(path);
  if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Error('it is a device');
  return readFileSync(path, 'utf8');
}
