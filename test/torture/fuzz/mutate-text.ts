import type { Chance } from '../simulation/chance.ts';

/** Pieces that parsers and terminals have been known to trip over. */
const NASTY: readonly [string, ...string[]] = [
  '\u0000',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\r\n',
  '\t',
  '__proto__',
  'constructor',
  '!!js/function "function () { return 1 }"',
  '!!python/object/apply:os.system ["true"]',
  '!!binary "////"',
  '&a [*a]',
  '*a',
  '<<: *a',
  '---\n',
  '...\n',
  '? - x\n',
  '|2-\n  x',
  '{{{{{{{{',
  ']]]]',
  '"',
  "'",
  ': ',
  '# ',
  '- - - - -',
  '1e999',
  '-0',
  '0x7fffffffffffffff',
  '99999999999999999999999999',
  '.nan',
  '.inf',
  '~',
  'yes',
  '2001-01-01',
  '$HOME',
  '$(reboot)',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '🧶🧶',
  'e\u0301'.repeat(20),
];

/** A text that is almost the given one: cut, doubled, overwritten, with pieces put in. */
export function mutateText(text: string, chance: Chance): string {
  let mutated = text;
  for (let count = chance.between(1, 4); count > 0; count--) mutated = mutateOnce(mutated, chance);
  return mutated;
}

/** Characters. Reading takes a few microseconds each, more for each mistake in it: larger ones would be slow without being wrong. */
const MOST_SWOLLEN = 150_000;

/** A text with one of its lines in it many thousand times, numbered: what takes time by the square of its length shows. */
export function swollen(text: string, chance: Chance): string {
  const lines = text.split('\n');
  const index = chance.between(0, lines.length - 1);
  const line = lines[index] ?? '';
  const count = chance.pick([2000, 20_000]);
  const numbered = Array.from({ length: Math.ceil(Math.min(count, MOST_SWOLLEN / (line.length + 12))) }, (_, number) =>
    line.replace(/\w+/, (word) => `${word}${number}`),
  );
  return [...lines.slice(0, index), ...numbered, ...lines.slice(index + 1)].join('\n');
}

function mutateOnce(text: string, chance: Chance): string {
  const at = chance.between(0, text.length);
  const to = Math.min(text.length, at + chance.pick([0, 1, 1, 3, 20, 200]));
  switch (chance.between(0, 7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, to) + text.slice(at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(chance.between(0, chance.pick([127, 255, 0xffff]))) + text.slice(at + 1);
    case 4:
      return text.slice(0, at) + chance.pick(NASTY).repeat(chance.pick([1, 1, 1, 50, 2000])) + text.slice(at);
    case 5:
      return text.slice(0, at) + text.slice(at, to).toUpperCase().split('').reverse().join('') + text.slice(to);
    case 6: {
      const lines = text.split('\n');
      const from = chance.between(0, lines.length - 1);
      const [line = ''] = lines.splice(from, 1);
      lines.splice(chance.between(0, lines.length), 0, chance.is(0.5) ? line : `  ${line}`, ...(chance.is(0.3) ? [line] : []));
      return lines.join('\n');
    }
    default:
      return text.slice(0, at) + chance.pick(NASTY) + text.slice(to);
  }
}
