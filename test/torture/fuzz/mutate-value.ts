import type { Json } from '../../../src/core/json.ts';
import type { Chance } from '../simulation/chance.ts';

const ODD_VALUES: readonly [Json, ...Json[]] = [
  null,
  true,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e15,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  '\u001b[31mred\u001b[0m',
  '\u202egnp.exe',
  '../../../../../etc/passwd',
  '/etc/passwd',
  'C:\\windows\\system32',
  'a'.repeat(10_000),
  '🧶',
  'toString',
  { $ref: '#/definitions/x' },
  { type: 'object', properties: { a: { $ref: '#' } }, pattern: '(a+)+$' },
  ['__proto__'],
];
const ODD_KEYS: readonly [string, ...string[]] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  'id',
  'tasks',
  'a\u0000b',
];

type Container = Json[] | Record<string, Json>;

/** A document that is almost the given one: values replaced, swapped, nested, left out, keys renamed. */
export function mutateValue(value: Json, chance: Chance): Json {
  let copy = copyOf(value);
  for (let count = chance.between(1, 3); count > 0; count--) {
    const places = placesOf(copy);
    if (places.length === 0) return copyOf(chance.pick(ODD_VALUES));
    const place = places[chance.between(0, places.length - 1)];
    const other = places[chance.between(0, places.length - 1)];
    if (place !== undefined && other !== undefined) change(place, other, chance);
    // A value that was put in two places would be changed in both, and could come to hold itself.
    copy = copyOf(copy);
  }
  return copy;
}

function copyOf(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

interface Place {
  readonly holder: Container;
  readonly key: string | number;
}

function placesOf(value: Json): Place[] {
  const places: Place[] = [];
  const worklist: Json[] = [value];
  for (let next = worklist.pop(); next !== undefined; next = worklist.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const holder = next as Container;
    for (const name of Object.keys(holder)) {
      const place: Place = { holder, key: Array.isArray(holder) ? Number(name) : name };
      places.push(place);
      worklist.push(read(place));
    }
  }
  return places;
}

function read({ holder, key }: Place): Json {
  return (holder as Record<string | number, Json>)[key] ?? null;
}

function write({ holder, key }: Place, value: Json): void {
  // As JSON.parse does it: also a key that is called like a setter.
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function change(place: Place, other: Place, chance: Chance): void {
  const before = read(place);
  switch (chance.between(0, 7)) {
    case 0:
      write(place, copyOf(chance.pick(ODD_VALUES)));
      break;
    case 1:
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
      else delete place.holder[place.key];
      break;
    case 2:
      write(place, copyOf(read(other)));
      break;
    case 3:
      write({ holder: place.holder, key: Array.isArray(place.holder) ? place.holder.length : chance.pick(ODD_KEYS) }, before);
      break;
    case 4:
      write(place, nested(before, chance.pick([1, 5, 800])));
      break;
    case 5:
      if (typeof before === 'string')
        write(place, before + chance.pick(['\u0000', '\u001b]8;;http://x\u0007', '\n', 'x'.repeat(300), '/../..']));
      else if (typeof before === 'number') write(place, before * chance.pick([-1, 1e9, 1e-9, 0]));
      break;
    case 6:
      if (Array.isArray(place.holder)) place.holder.push(...(copyOf(place.holder) as Json[]));
      break;
    default:
      write(place, [before, before]);
  }
}

function nested(value: Json, depth: number): Json {
  let wrapped = value;
  for (let level = 0; level < depth; level++) wrapped = level % 2 === 0 ? [wrapped] : { a: wrapped };
  return wrapped;
}
