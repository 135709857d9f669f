import { basename, dirname, relative, sep } from 'node:path';

/**
 * Where a source is, for people: a URL without its scheme, a file as seen from the input it lies in.
 *
 * @param inputs The files and folders that the user gave, absolute.
 */
export function placeOf(location: string, inputs: readonly string[]): string {
  if (location === '') return '';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location.replace(/^(?:https?|file):\/\/(?:www\.)?/i, '').replace(/\/$/, '');
  for (const input of inputs) {
    if (location === input) return basename(input);
    const inside = relative(input, location);
    if (inside !== '' && !inside.startsWith('..') && inside !== location) return [basename(input), ...inside.split(sep)].join('/');
  }
  const folder = basename(dirname(location));
  return location.startsWith('/') ? (folder === '' ? basename(location) : `${folder}/${basename(location)}`) : location;
}
